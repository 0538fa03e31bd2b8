/** Rivals on a host that is no model: what they are asked, what it costs, who learns what, and that a stop changes nothing. */
import { describe, expect, it } from 'vitest';
import { spentFlops } from '../../../src/core/flops.ts';
import { configSchema, type ConfigInput } from '../../../src/ecology/config/config.ts';
import { cellParts } from '../../../src/economy/cells.ts';
import { Engine } from '../../../src/ecology/engine.ts';
import { Rival, type RivalOptions } from '../../../src/evaluation/rivals/rival.ts';
import { RIVALS } from '../../../src/evaluation/rivals/settings.ts';
import { readRivalState, writeRivalState } from '../../../src/evaluation/rivals/state.ts';
import type { Host } from '../../../src/host/index.ts';
import { formsOf } from '../../../src/tasks/customs.ts';
import { poolOfPrompt } from '../../support/pool-of.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { BACKWARD, FORWARD, trainableHost } from './trainable-host.ts';

const CELLS = ['list.sort/short', 'math/short', 'string.sort/short'];
const WORLD: ConfigInput = { cells: { opening: CELLS }, heredity: { rank: 2 } };
/** FLOPs of some rounds. */
const BUDGET = 4e6;

type RivalName = RivalOptions['name'];
const NAMES = Object.keys(RIVALS) as RivalName[];

function optionsOf(name: RivalName, host: Host, change: Partial<RivalOptions> = {}): RivalOptions {
  const config = configSchema.parse(WORLD);
  return { name, host, config, seed: '1', settings: { trials: 8 }, budget: BUDGET, ...change };
}

async function trained(rival: Rival, rounds: number): Promise<Rival> {
  for (let round = 0; round < rounds; round++) await rival.advance();
  return rival;
}

describe.each(NAMES)('%s', (name) => {
  it('is the same for the same seed and another for another', async () => {
    const stateOf = async (seed: string) =>
      writeRivalState((await trained(Rival.begin(optionsOf(name, trainableHost(), { seed })), 3)).toState());
    const first = await stateOf('1');
    expect(await stateOf('1')).toEqual(first);
    expect(await stateOf('2')).not.toEqual(first);
  });

  it('goes on bit for bit from what was kept of it', async () => {
    const whole = await trained(Rival.begin(optionsOf(name, trainableHost())), 5);
    const stopped = await trained(Rival.begin(optionsOf(name, trainableHost())), 2);
    const kept = readRivalState(writeRivalState(stopped.toState()));
    expect(kept).toEqual(stopped.toState());
    const resumed = await trained(Rival.fromState(optionsOf(name, trainableHost()), kept), 3);
    expect(writeRivalState(resumed.toState())).toEqual(writeRivalState(whole.toState()));
    expect(resumed.facts()).toEqual(whole.facts());
  });

  it('is where it was when a round fails', async () => {
    let broken = false;
    const beforeTraining = () => {
      if (broken) throw new Error('the device is lost');
    };
    const rival = await trained(Rival.begin(optionsOf(name, trainableHost({ beforeTraining }))), 2);
    const before = rival.toState();
    broken = true;
    await expect(rival.advance()).rejects.toThrow('the device is lost');
    expect(rival.toState()).toBe(before);
    broken = false;
    await rival.advance();
    const unbroken = await trained(Rival.begin(optionsOf(name, trainableHost())), 3);
    expect(rival.toState()).toEqual(unbroken.toState());
    await expect(rival.advance({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });

  it('drops an update with a number that is none, and goes on', async () => {
    let finite = true;
    const host = trainableHost({
      gradientOf: ({ adapter }) => ({ loss: 1, gradient: adapter.weights.map(() => (finite ? 0.5 : Number.NaN)) }),
    });
    const rival = await trained(Rival.begin(optionsOf(name, host)), 1);
    const { pupils, updates } = rival.toState();
    finite = false;
    await rival.advance();
    rival.toState().pupils.forEach((pupil, i) => {
      expect(pupil.adapter.weights).toEqual(pupils[i]!.adapter.weights);
      expect(pupil.memory.dropped).toBe(1);
      expect(pupil.memory.moments).toEqual(pupils[i]!.memory.moments);
    });
    expect(rival.facts().updates).toEqual(updates);
    finite = true;
    await rival.advance();
    expect(rival.toState().pupils[0]!.adapter.weights).not.toEqual(pupils[0]!.adapter.weights);
  });

  it('starts from the weights of its world’s first founder', () => {
    const settings = { founderStep: 0.3 };
    const config = configSchema.parse({ ...WORLD, heredity: { rank: 2, founderStep: 0.3 } });
    const { engine } = Engine.begin({ seed: '1', name: 'world', config, host: tinyHost(), lab: 'test' });
    const founder = engine.adapters.get(engine.world.organelles[0]!.weights)!;
    const rival = Rival.begin(optionsOf(name, tinyHost(), { config, settings }));
    for (const { adapter } of rival.toState().pupils) expect(adapter).toEqual(founder);
  });

  it('sees the train pool only, and answers in one batch a round', async () => {
    const host = trainableHost();
    await trained(Rival.begin(optionsOf(name, host)), 2);
    expect(host.asked.batches.length).toBe(name === 'supervised' ? 0 : 2);
    const texts = [
      ...host.asked.batches.flat().map(({ prompt }) => String.fromCodePoint(...prompt)),
      ...host.asked.trained.map(({ tokens, weights }) => {
        const prompt = tokens.slice(
          0,
          Array.from(weights).findIndex((weight) => weight !== 0),
        );
        return String.fromCodePoint(...prompt);
      }),
    ];
    expect(new Set(texts.map((prompt) => poolOfPrompt(prompt)))).toEqual(new Set(['train']));
  });

  it('has spent what its answers and its training passes took', async () => {
    const host = trainableHost();
    const rival = await trained(Rival.begin(optionsOf(name, host)), 3);
    const requests = host.asked.batches.flat();
    const took = { attempt: 0, learn: 0 };
    (await host.decode(requests)).forEach(({ tokens, promptTokens }, i) => {
      const { adapter, temperature } = requests[i]!;
      took[temperature === 0 ? 'attempt' : 'learn'] += host.cost.flops(promptTokens, tokens.length, adapter!.rank);
    });
    const training = host.asked.trained.reduce((sum, { tokens }) => sum + (FORWARD + BACKWARD) * tokens.length, 0);
    expect(training).toBeGreaterThan(0);
    took.learn += training;
    expect({ attempt: 0, ...rival.spent }).toEqual(took);
    expect(rival.facts()).toMatchObject({ chargedFlops: 0, takeovers: {} });
  });
});

describe('generalist', () => {
  it('asks equal shares of all cells of its one adapter', async () => {
    const host = trainableHost();
    const rival = await trained(Rival.begin(optionsOf('generalist', host)), 1);
    const [batch] = host.asked.batches;
    expect(batch!.length).toBe(3 * 8);
    expect(new Set(batch!.map(({ adapter }) => adapter)).size).toBe(1);
    const voice = rival.voices()['']!;
    expect([...voice.keys()]).toEqual(CELLS);
    expect(new Set(voice.values()).size).toBe(1);
    const { updates, lines, ancestorFlops } = rival.facts();
    expect(CELLS.map((cell) => updates[cell])).toEqual([1 / 3, 1 / 3, 1 / 3]);
    expect([lines, ancestorFlops]).toEqual([1, spentFlops(rival.spent)]);
  });
});

describe('islands', () => {
  it('keeps its cells apart: another world beside changes nothing in a cell', async () => {
    const weightsIn = async (opening: string[]) => {
      const config = configSchema.parse({ ...WORLD, cells: { opening } });
      const rival = await trained(Rival.begin(optionsOf('islands', trainableHost(), { config })), 3);
      return rival.voices()['']!;
    };
    const all = await weightsIn(CELLS);
    const alone = await weightsIn([CELLS[1]!]);
    expect(alone.get(CELLS[1]!)).toEqual(all.get(CELLS[1]!));
    expect(new Set(CELLS.map((cell) => all.get(cell)!.weights.join())).size).toBe(3);
  });

  it('makes an update of every cell a round', async () => {
    const rival = await trained(Rival.begin(optionsOf('islands', trainableHost())), 4);
    const { updates, lines, ancestorFlops } = rival.facts();
    expect(CELLS.map((cell) => updates[cell])).toEqual([4, 4, 4]);
    expect([lines, ancestorFlops]).toEqual([3, 0]);
    for (const { memory } of rival.toState().pupils) expect(memory.moments!.steps).toBe(4);
  });
});

describe('customs', () => {
  it('change with the computation spent, and come back', async () => {
    const config = configSchema.parse({ ...WORLD, organs: { customsPeriod: 0.01 } });
    const rival = Rival.begin(optionsOf('generalist', trainableHost(), { config }));
    const state = rival.toState();
    const at = (spent: number) =>
      Rival.fromState(optionsOf('generalist', trainableHost(), { config }), {
        ...state,
        spent: { learn: spent },
      }).cells.map(({ custom = 'usual' }) => custom);
    const seen = Array.from({ length: 40 }, (_, i) => at(i * 2.5e9));
    const changing = config.cells.opening.map(cellParts).map((cell) => formsOf(cell.family).length > 1);
    expect(changing).toContain(true);
    changing.forEach((changes, i) => {
      const forms = seen.map((customs) => customs[i]!).filter((form, at, all) => form !== all[at - 1]);
      // ten periods of 0.8 to 1.25 times as much, from the usual form on, there and back
      expect(forms.length).toSatisfy((count: number) => (changes ? count >= 8 && count <= 14 : count === 1));
      expect(forms[0]).toBe('usual');
      expect(forms.every((form, nth) => nth < 2 || form === forms[nth - 2])).toBe(true);
    });
    expect(new Set(rival.cells.map(({ family }) => family)).size).toBe(3);
  });

  it('are told of when they change, and when that was', async () => {
    const config = configSchema.parse({ ...WORLD, organs: { customsPeriod: 2e-6 } });
    const rival = Rival.begin(optionsOf('islands', trainableHost(), { config }));
    let told = 0;
    for (let round = 0; round < 6; round++) {
      const before = rival.cells;
      await rival.advance();
      const fresh = rival.changes.slice(told);
      told = rival.changes.length;
      const changed = rival.cells.filter(({ custom }, i) => custom !== before[i]!.custom);
      expect(fresh).toEqual(
        changed.map(({ family, depth, custom: to = 'usual' }) => {
          return { cell: `${family}/${depth}`, at: spentFlops(rival.spent), to };
        }),
      );
    }
    expect(told).toBeGreaterThan(1);
  });

  it('are what is wanted of an answer, and stand in no prompt', async () => {
    const config = configSchema.parse({ ...WORLD, organs: { customsPeriod: 0.01 } });
    const still = trainableHost();
    const moving = trainableHost();
    await Rival.begin(optionsOf('islands', still)).advance();
    await Rival.begin(optionsOf('islands', moving, { config })).advance();
    const prompts = ({ asked }: typeof still) => asked.batches.flat().map(({ prompt }) => prompt);
    expect(prompts(moving)).toEqual(prompts(still));
  });
});

describe('settings', () => {
  it.each([
    [{ trials: 1 }, /trials/],
    [{ rate: 0 }, /rate/],
    [{ trials: 8, group: 3 }, /group/],
    [{ learners: 3 }, /learners/],
    [{ watch: 4 }, /watch/],
  ])('that cannot be are named: %j', (settings, message) => {
    expect(() => Rival.begin(optionsOf('islands', tinyHost(), { settings }))).toThrow(message);
  });

  it('take the world’s own rate and trials unless told', async () => {
    const host = trainableHost();
    const config = configSchema.parse({ ...WORLD, learning: { trials: 4 } });
    await Rival.begin(optionsOf('islands', host, { config, settings: {} })).advance();
    expect(host.asked.batches[0]!.length).toBe(3 * 4);
    // A mixed update has as many in all, shared out.
    const twelve = configSchema.parse({ ...WORLD, learning: { trials: 12 } });
    await Rival.begin(optionsOf('generalist', host, { config: twelve, settings: {} })).advance();
    expect(host.asked.batches[1]!.length).toBe(12);
  });
});

describe('what is kept', () => {
  it('is refused when it is damaged or another rival’s', () => {
    const options = optionsOf('islands', tinyHost());
    const state = Rival.begin(options).toState();
    expect(() => Rival.fromState({ ...options, name: 'generalist' }, state)).toThrow(RangeError);
    const file = writeRivalState({ ...state, rounds: -1 });
    expect(() => readRivalState(file)).toThrow(/rival is damaged/);
    expect(writeRivalState(state).length).toBeLessThan(2 * 4 * state.pupils[0]!.adapter.weights.length + 4000);
  });
});

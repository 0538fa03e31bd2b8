/**
 * A bank in a made-up situation: an adapter answers list.sort in the one form that its first weight names, and nobody learns
 * anything, so who answers is the bank's doing alone.
 */
import { expect, it } from 'vitest';
import { spentFlops } from '../../../src/core/flops.ts';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { Rival, type RivalOptions } from '../../../src/evaluation/rivals/rival.ts';
import { readRivalState, writeRivalState, type RivalState } from '../../../src/evaluation/rivals/state.ts';
import type { Adapter, DecodeRequest, Host } from '../../../src/host/index.ts';
import { solve } from '../../support/solver.ts';
import { trainableHost } from './trainable-host.ts';

const CELL = 'list.sort/short';
const OTHER = 'math/short';
/** First weights of those who know a form, and of one who knows the usual form every other time. */
const [USUAL, TURNED, DOUBTFUL] = [1, 2, 3];

const config = configSchema.parse({
  cells: { opening: [CELL, OTHER] },
  heredity: { rank: 2 },
  organs: { customsPeriod: 1 },
});

type Trained = Host & { asked: { batches: (readonly DecodeRequest[])[] } };

function knowing(): Trained {
  const host = trainableHost({
    gradientOf: ({ adapter }) => ({ loss: 0, gradient: new Float32Array(adapter.weights.length) }),
  });
  const { asked } = host;
  return {
    ...host,
    asked,
    decode: async (requests) => {
      asked.batches.push(requests);
      return requests.map(({ prompt, adapter }, row) => {
        const text = said(String.fromCodePoint(...prompt), adapter?.weights[0], row);
        const tokens = [...text].map((letter) => letter.codePointAt(0)!);
        return { tokens, finish: 'eos' as const, promptTokens: prompt.length };
      });
    },
  };
}

function said(prompt: string, form: number | undefined, row: number): string {
  const right = solve(prompt);
  if (!Array.isArray(right)) return JSON.stringify(right);
  if (form === USUAL || (form === DOUBTFUL && row % 2 === 0)) return JSON.stringify(right);
  return form === TURNED ? JSON.stringify([...right].reverse()) : 'no idea';
}

function optionsOf(name: 'generalist-bank' | 'islands-bank', host: Host): RivalOptions {
  return { name, host, config, seed: '1', settings: { trials: 4 } };
}

/** A rival that lives through what a test says: customs that change at once, adapters that have learnt meanwhile. */
class Story {
  rival: Rival;
  readonly options: RivalOptions;
  constructor(options: RivalOptions) {
    this.options = options;
    this.rival = Rival.begin(options);
  }

  change(change: (state: RivalState) => Partial<RivalState>): void {
    const kept = readRivalState(writeRivalState(this.rival.toState()));
    this.rival = Rival.fromState(this.options, { ...kept, ...change(kept) });
  }

  /** What is wanted in the cell from now on. */
  want(form: 'usual' | 'turned'): void {
    for (let spent = 0; ; spent += 1e11) {
      this.change((state) => ({ spent: { ...state.spent, learn: spent } }));
      const custom = this.rival.cells[0]!.custom ?? 'usual';
      if ((custom === 'usual') === (form === 'usual')) return;
    }
  }

  /** Whoever learns the cell has come to know a form. */
  learn(form: number): void {
    this.change(({ pupils }) => ({
      pupils: pupils.map((pupil) => {
        if (!pupil.cells.includes(CELL)) return pupil;
        const weights = pupil.adapter.weights.slice();
        weights[0] = form;
        return { ...pupil, adapter: { ...pupil.adapter, weights } };
      }),
    }));
  }

  async rounds(count: number): Promise<void> {
    for (let round = 0; round < count; round++) await this.rival.advance();
  }

  get answering(): number {
    return this.rival.voices()['']!.get(CELL)?.weights[0] ?? 0;
  }

  get takeovers(): Readonly<Record<string, number>> {
    return this.rival.facts().takeovers;
  }
}

async function livingWell(name: 'generalist-bank' | 'islands-bank', host: Host): Promise<Story> {
  const story = new Story(optionsOf(name, host));
  story.want('usual');
  story.learn(USUAL);
  await story.rounds(2);
  expect(story.takeovers).toEqual({});
  return story;
}

it('islands: a newcomer takes a niche that starves, and the shelf has it back when its custom returns', async () => {
  const story = await livingWell('islands-bank', knowing());
  story.want('turned');
  await story.rounds(1);
  expect(story.takeovers).toEqual({ starved: 1, 'to newcomer': 1 });
  expect([USUAL, TURNED]).not.toContain(story.answering);
  const [pupil] = story.rival.toState().pupils;
  expect(pupil!.memory).toMatchObject({ updates: 0, moments: null });
  story.learn(TURNED);
  await story.rounds(2);
  story.want('usual');
  await story.rounds(1);
  expect(story.takeovers).toEqual({ starved: 2, 'to newcomer': 1, 'to shelf': 1 });
  expect(story.answering).toBe(USUAL);
  // It learns on where it stopped: two updates before, of which the state keeps what the optimiser knew.
  expect(story.rival.toState().pupils[0]!.memory.updates).toBeGreaterThanOrEqual(1);
  await story.rounds(2);
  story.want('turned');
  await story.rounds(1);
  expect(story.takeovers).toEqual({ starved: 3, 'to newcomer': 1, 'to shelf': 2 });
  expect(story.answering).toBe(TURNED);
});

it('generalist: a checkpoint answers while its custom holds, and the adapter that learns has the cell back', async () => {
  const host = knowing();
  const story = await livingWell('generalist-bank', host);
  story.want('turned');
  await story.rounds(1);
  expect(story.takeovers).toEqual({ starved: 1, 'to pupil': 1 });
  story.learn(TURNED);
  await story.rounds(2);
  story.want('usual');
  await story.rounds(1);
  expect(story.takeovers).toEqual({ starved: 2, 'to pupil': 1, 'to shelf': 1 });
  expect(story.answering).toBe(USUAL);
  expect(story.rival.voices()['weights']!.get(CELL)!.weights[0]).toBe(TURNED);
  expect(story.rival.facts().lines).toBe(2);
  // Its adapter leaves the cell alone as long as another answers it well.
  host.asked.batches.length = 0;
  await story.rounds(2);
  const sampled = host.asked.batches.flat().filter(({ temperature }) => temperature > 0);
  expect(sampled.length).toBe(2 * 4);
  const prompts = sampled.map(({ prompt }) => String.fromCodePoint(...prompt));
  expect(prompts.filter((prompt) => Array.isArray(solve(prompt)))).toEqual([]);
  story.want('turned');
  await story.rounds(1);
  expect(story.takeovers).toEqual({ starved: 3, 'to pupil': 2, 'to shelf': 1 });
  expect(story.answering).toBe(TURNED);
  expect(story.rival.facts().lines).toBe(1);
});

/** The cell is held by another than the pupil. */
function heldBy(story: Story, adapter: Adapter | null): void {
  story.change(({ niches }) => {
    return {
      niches: { ...niches, [CELL]: { ...niches[CELL]!, holder: { adapter }, watch: { outcomes: [], best: 0 } } },
    };
  });
}

it('generalist: one that does badly in its place is not kept', async () => {
  const story = await livingWell('generalist-bank', knowing());
  heldBy(story, null);
  expect(story.rival.voices()['']!.get(CELL)).toBeNull();
  await story.rounds(2); // the host is seen to know nothing
  expect(story.takeovers).toEqual({ starved: 1, 'to pupil': 1 });
  expect(story.answering).toBe(USUAL);
});

it('generalist: it has a cell back as soon as it does as well as who answers there', async () => {
  const host = knowing();
  const story = await livingWell('generalist-bank', host);
  const { adapter } = story.rival.toState().pupils[0]!;
  const weights = adapter.weights.slice();
  weights[0] = DOUBTFUL;
  heldBy(story, { ...adapter, weights });
  host.asked.batches.length = 0;
  await story.rounds(3); // it rests for a round, and is then asked beside the other, until four answers of its own are seen
  const [, , beside] = host.asked.batches as [unknown, unknown, DecodeRequest[]];
  const sampled = beside.filter(({ prompt, temperature }) => {
    return temperature > 0 && Array.isArray(solve(String.fromCodePoint(...prompt)));
  });
  expect(sampled.map((request) => request.adapter!.weights[0])).toEqual([USUAL, DOUBTFUL, USUAL, DOUBTFUL]);
  expect(story.takeovers).toEqual({ 'caught-up': 1, 'to pupil': 1 });
  expect(story.answering).toBe(USUAL);
});

it('counts watching and auditions', async () => {
  const host = knowing();
  const story = await livingWell('islands-bank', host);
  story.want('turned');
  const before = story.rival.spent;
  host.asked.batches.length = 0;
  await story.rounds(1);
  const [batch, auditioned] = host.asked.batches as [DecodeRequest[], DecodeRequest[]];
  expect(host.asked.batches.length).toBe(2);
  // A newcomer, the one that starves and the one it was at its best, which are the same but for their weights' copies.
  expect(auditioned.length % 6).toBe(0);
  expect(auditioned.every(({ temperature }) => temperature === 0)).toBe(true);
  const costOf = async (requests: readonly DecodeRequest[]) =>
    (await host.decode(requests)).reduce((sum, { tokens, promptTokens }) => {
      return sum + host.cost.flops(promptTokens, tokens.length, 2);
    }, 0);
  const { attempt = 0, select = 0 } = before;
  const greedy = batch.filter(({ temperature }) => temperature === 0);
  expect(greedy.length).toBe(2 * 4);
  expect(story.rival.spent['attempt']! - attempt).toBe(await costOf(greedy));
  expect(story.rival.spent['select']! - select).toBe(await costOf(auditioned));
  expect(spentFlops(story.rival.spent)).toBeGreaterThan(spentFlops(before));
});

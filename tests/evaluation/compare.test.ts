/** Comparison on a host that is no model: the same tasks for all, choices from select tasks only, intervals by hand. */
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/ecology/config/config.ts';
import { Engine } from '../../src/ecology/engine.ts';
import {
  choosePortfolio,
  compareConditions,
  comparedCells,
  comparedTasks,
  solveWith,
} from '../../src/evaluation/compare.ts';
import type { DecodeRequest, Host } from '../../src/host/index.ts';
import { poolOfPrompt } from '../support/pool-of.ts';
import { tinyHost } from '../support/tiny-host.ts';
import { solve } from '../support/solver.ts';

const CONFIG = {
  population: { founders: 5, capacity: 8, episodes: 16 },
  cells: { opening: ['math/short', 'string.sort/short'] },
};

function world(seed: string, host: Host, config: object = CONFIG): Engine {
  return Engine.begin({ seed, name: 'test', config: configSchema.parse(config), host, lab: 'test' }).engine;
}

/** A host on which whoever `isGifted` says solves everything of a pool, and nobody solves anything else. */
function hostWith(
  isGifted: (request: DecodeRequest, pool: string, text: string) => boolean,
): Host & { asked: Set<string> } {
  const asked = new Set<string>();
  return {
    ...tinyHost(),
    asked,
    async decode(requests) {
      return requests.map((request) => {
        const text = String.fromCodePoint(...request.prompt);
        asked.add(poolOfPrompt(text));
        const right = solve(text);
        const said = isGifted(request, poolOfPrompt(text), text)
          ? typeof right === 'string'
            ? right
            : JSON.stringify(right)
          : '?';
        return { tokens: [...said].map((c) => c.codePointAt(0)!), finish: 'eos', promptTokens: request.prompt.length };
      });
    },
  };
}

describe('a portfolio', () => {
  it('has for each cell whoever did best on select tasks, and asks nothing of the test pool', async () => {
    let gifted: (string | null)[] = [];
    const weightsOf = (request: DecodeRequest) =>
      [...engine.adapters].find(([, adapter]) => adapter === request.adapter)?.[0] ?? null;
    const host = hostWith((request, pool, text) => {
      const cell = text.includes('letters') || text.includes('Sort') ? 1 : 0;
      return pool === 'select' && weightsOf(request) === gifted[cell];
    });
    const engine = world('1', host);
    const { organelles } = engine.world;
    gifted = [organelles[3]!.weights, organelles[1]!.weights];
    const cells = comparedCells([engine.world]);
    const { portfolio, candidates, flops } = await choosePortfolio(
      { world: engine.world, adapters: engine.adapters, host },
      cells,
    );
    expect([...portfolio]).toEqual([
      ['math/short', gifted[0]],
      ['string.sort/short', gifted[1]],
    ]);
    expect(candidates).toBe(6);
    expect(flops).toBeGreaterThan(0);
    expect([...host.asked]).toEqual(['select']);
  });

  it('is the bare host where nobody is better', async () => {
    const host = hostWith(() => false);
    const engine = world('1', host);
    const cells = comparedCells([engine.world]);
    const finished = { world: engine.world, adapters: engine.adapters, host };
    const { portfolio } = await choosePortfolio(finished, cells);
    expect([...portfolio.values()]).toEqual([null, null]);
  });

  it('answers test tasks with the weights of their cell', async () => {
    const host = hostWith(({ adapter }) => adapter !== null);
    const engine = world('1', host);
    const finished = { world: engine.world, adapters: engine.adapters, host };
    const tasks = comparedTasks(comparedCells([engine.world]), 20);
    const portfolio = new Map([['math/short', engine.world.organelles[0]!.weights]]);
    const { solved } = await solveWith(finished, portfolio, tasks);
    expect(solved).toEqual(tasks.map(({ family }) => (family === 'math' ? 1 : 0)));
    expect([...host.asked]).toEqual(['test']);
  });
});

it('worlds that open other cells are compared on all of them, with the same tasks', () => {
  const one = world('1', tinyHost()).world;
  const other = world('2', tinyHost(), { ...CONFIG, cells: { opening: ['list.sort/short', 'math/short'] } }).world;
  const names = comparedCells([one, other]).map(({ family, depth }) => `${family}/${depth}`);
  expect(names).toEqual(['list.sort/short', 'math/short', 'string.sort/short']);
  const tasks = comparedTasks(comparedCells([one, other]), 30);
  expect(comparedTasks(comparedCells([other, one]), 30)).toEqual(tasks);
  expect(tasks.every(({ pool }) => pool === 'test')).toBe(true);
  expect(new Set(tasks.map(({ id }) => id)).size).toBe(30);
});

it('a salt is kept in comparisons, and two of them have nothing in common', () => {
  const worldOf = (seed: string, salt: string) =>
    world(seed, tinyHost(), { ...CONFIG, cells: { ...CONFIG.cells, salt } }).world;
  const cells = comparedCells([worldOf('1', 'sea'), worldOf('2', 'sea')]);
  expect(cells.map(({ salt }) => salt)).toEqual(['sea', 'sea']);
  for (const { prompt } of comparedTasks(cells, 20)) expect(poolOfPrompt(prompt, 'sea')).toBe('test');
  expect(() => comparedCells([worldOf('1', 'sea'), worldOf('2', '')])).toThrow(RangeError);
});

describe('conditions', () => {
  const run = (condition: string, seed: string, solvedShare: number) => ({ condition, seed, solvedShare });

  it('have their mean over seeds, and their difference to the baseline paired by seed', () => {
    const [control, treated] = compareConditions(
      [run('a', '1', 0.2), run('a', '2', 0.4), run('b', '2', 0.6), run('b', '1', 0.3), run('b', '9', 0.9)],
      'a',
    );
    // By hand: mean 0.3, standard error 0.1, t(0.975, 1) = 12.7062.
    expect(control).toMatchObject({ condition: 'a', seeds: ['1', '2'], difference: null });
    expect(control!.solved.mean).toBeCloseTo(0.3, 12);
    expect(control!.solved.high).toBeCloseTo(0.3 + 1.27062, 4);
    // By hand: differences 0.1 and 0.2, mean 0.15, standard error 0.05; seed 9 has no partner.
    expect(treated!.solved.n).toBe(3);
    expect(treated!.difference!.n).toBe(2);
    expect(treated!.difference!.mean).toBeCloseTo(0.15, 12);
    expect(treated!.difference!.low).toBeCloseTo(0.15 - 0.63531, 4);
  });

  it('say what cannot be said', () => {
    const [, lonely, stranger] = compareConditions([run('a', '1', 0.2), run('b', '1', 0.4), run('c', '2', 0.4)], 'a');
    expect(lonely!.difference).toMatchObject({ n: 1, low: -Infinity, high: Infinity });
    expect(stranger!.difference).toBeNull();
    expect(() => compareConditions([run('a', '1', 0), run('a', '1', 0)], 'a')).toThrow(RangeError);
    expect(() => compareConditions([run('a', '1', 0)], 'b')).toThrow(RangeError);
  });
});

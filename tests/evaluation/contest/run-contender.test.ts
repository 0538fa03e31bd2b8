/** A contender’s run on a host that is no model: when it is read, what it is asked, who answers, and what it is graded by. */
import { describe, expect, it } from 'vitest';
import type { Contender, Voice } from '../../../src/evaluation/contest/contender.ts';
import { runContender, type Course } from '../../../src/evaluation/contest/run-contender.ts';
import type { Adapter, DecodeRequest } from '../../../src/host/index.ts';
import { poolOfPrompt } from '../../support/pool-of.ts';
import type { Cell } from '../../../src/tasks/task.ts';
import { tinyHost, TINY_SITES } from '../../support/tiny-host.ts';
import { adapterLength } from '../../../src/host/index.ts';
import { solve } from '../../support/solver.ts';

const MATH = { family: 'math', depth: 'short' } as const;
const SORT = { family: 'list.sort', depth: 'short' } as const;

/** An adapter of its own, told apart by being another object. */
const adapter = (): Adapter => ({ rank: 1, scale: 1, weights: new Float32Array(adapterLength(TINY_SITES, 1)) });

/** Takes half a TFLOP a step, and is what a test makes of it. */
class Stub implements Contender {
  readonly spent: Record<string, number> = { attempt: 0, measure: 9e15 };
  readonly changes = [];
  cells: readonly Cell[] = [MATH, SORT];
  ended = false;
  answering: Record<string, Voice> = { '': new Map([MATH, SORT].map((cell) => [nameOf(cell), null])) };
  onStep: (step: number) => void = () => undefined;
  steps = 0;
  constructor(readonly step = 0.5e12) {}
  async advance({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    signal?.throwIfAborted();
    this.spent.attempt! += this.step;
    this.onStep(++this.steps);
  }
  voices = () => this.answering;
  facts = () => ({ updates: {}, lines: 9 - this.steps, ancestorFlops: 0, chargedFlops: 0, takeovers: {} });
}

function nameOf({ family, depth }: Cell): string {
  return `${family}/${depth}`;
}

/** A host on which nobody answers rightly but those who are gifted, and the requests that it got. */
function hostOf(gifted: (request: DecodeRequest) => boolean = () => true) {
  const asked: DecodeRequest[] = [];
  const host = {
    ...tinyHost(),
    async decode(requests: readonly DecodeRequest[]) {
      asked.push(...requests);
      return requests.map((request) => {
        const right = solve(String.fromCodePoint(...request.prompt));
        const said = gifted(request) ? (typeof right === 'string' ? right : JSON.stringify(right)) : '?';
        const tokens = [...said].map((letter) => letter.codePointAt(0)!);
        return { tokens, finish: 'eos' as const, promptTokens: request.prompt.length };
      });
    },
  };
  return { host, asked };
}

function course(change: Partial<Course> = {}): Course {
  const where = { host: hostOf().host, salt: 'salt', seed: '1', maxNewTokens: 32 };
  return { ...where, budget: 2e12, marks: [0.7, 1, 2], tasks: 12, ...change };
}

describe('when', () => {
  it('a contender is read: as it stood after the last generation within a mark, measurement not counted, up to the budget', async () => {
    const stub = new Stub();
    const readings = await runContender(stub, course());
    expect(stub.steps).toBe(4);
    expect(readings.map(({ mark, flops, lines }) => [mark, flops, lines])).toEqual([
      [0.7, 0.5e12, 8],
      [1, 1e12, 7],
      [2, 2e12, 5],
    ]);
  });

  it('it has ended: at all marks that it did not reach, as it stands', async () => {
    const stub = new Stub();
    stub.onStep = (step) => {
      stub.ended = step === 2;
    };
    const readings = await runContender(stub, course());
    expect(readings.map(({ mark, flops }) => [mark, flops])).toEqual([
      [0.7, 0.5e12],
      [1, 1e12],
      [2, 1e12],
    ]);
  });

  it('it goes on: what was read before is not read again, and the whole is as if it had never stopped', async () => {
    const whole = await runContender(new Stub(), course());
    const stub = new Stub();
    stub.spent.attempt = 1.5e12;
    stub.steps = 3;
    const { host, asked } = hostOf();
    const rest = await runContender(stub, course({ host }), whole.slice(0, 2));
    expect(rest).toEqual(whole);
    expect(asked).toHaveLength(24);
  });

  it('every generation is told with what was read until then', async () => {
    const told: number[] = [];
    await runContender(new Stub(), course(), [], { onStep: async (readings) => void told.push(readings.length) });
    expect(told).toEqual([0, 1, 2, 2]);
  });

  it('a generation takes more than the whole budget: an error with both figures', async () => {
    const running = runContender(new Stub(2.5e12), course());
    await expect(running).rejects.toMatchObject({ code: 'contest-budget' });
    await expect(running).rejects.toThrow('One generation takes 2.5 TFLOPs, and the whole budget is 2.');
  });

  it('somebody wants it to stop: it throws the reason', async () => {
    const stopped = runContender(new Stub(), course(), [], { signal: AbortSignal.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow('enough');
  });
});

describe('the test tasks', () => {
  const tasksOf = async (change: Partial<Course> = {}) => {
    const readings = await runContender(new Stub(), course(change));
    return readings.map(({ cells }) => Object.values(cells).map(({ tasks }) => tasks));
  };

  it('are of the test pool, each once in a reading, and as many in every cell', async () => {
    const { host, asked } = hostOf();
    for (const cells of await tasksOf({ host }))
      for (const tasks of cells) {
        expect(tasks).toHaveLength(12);
        expect(new Set(tasks).size).toBe(12);
      }
    expect(new Set(asked.map(({ prompt }) => poolOfPrompt(String.fromCodePoint(...prompt))))).toEqual(
      new Set(['test']),
    );
    expect(asked.every(({ temperature }) => temperature === 0)).toBe(true);
  });

  it('are the same for every arm, and others for another mark, seed or salt', async () => {
    const tasks = await tasksOf();
    expect(await tasksOf({ host: hostOf(() => false).host, budget: 2.5e12 })).toEqual(tasks);
    const all = [...tasks, ...(await tasksOf({ seed: '2' })), ...(await tasksOf({ salt: 'other' }))];
    expect(new Set(all.map((each) => JSON.stringify(each))).size).toBe(9);
  });

  it('are fewer where the pool is small', async () => {
    const stub = new Stub();
    const small: Cell = { family: 'string.reverse', depth: 'short' };
    stub.cells = [small];
    stub.answering = { '': new Map([[nameOf(small), null]]) };
    const [reading] = await runContender(stub, course({ tasks: 2000 }));
    const { tasks, solved } = reading!.cells['string.reverse/short']!;
    expect(tasks.length).toBeLessThan(2000);
    expect(solved).toBe('1'.repeat(tasks.length));
  });
});

describe('the answers', () => {
  it('are those of the weights that a voice names for the cell, and what two voices share is answered once', async () => {
    const [one, other] = [adapter(), adapter()];
    const { host, asked } = hostOf((request) => request.adapter === one);
    const stub = new Stub();
    const answering = (math: Adapter | null, sort: Adapter | null): Voice =>
      new Map([
        ['math/short', math],
        ['list.sort/short', sort],
      ]);
    stub.answering = { '': answering(one, other), checkpoints: answering(one, one) };
    const readings = await runContender(stub, course({ host, marks: [2] }));
    const shares = readings.map(({ voice, cells }) => [voice, ...Object.values(cells).map(({ solved }) => solved)]);
    const [all, none] = ['1'.repeat(12), '0'.repeat(12)];
    expect(shares).toEqual([
      ['', all, none],
      ['checkpoints', all, all],
    ]);
    expect(asked).toHaveLength(36);
    const [first] = readings;
    const flops = asked.slice(0, 12).reduce((sum, request) => {
      const right = solve(String.fromCodePoint(...request.prompt));
      const said = typeof right === 'string' ? right : JSON.stringify(right);
      return sum + host.cost.flops(request.prompt.length, said.length, 1);
    }, 0);
    expect(first!.cells['math/short']!.answerFlops).toBe(flops);
  });

  it('are graded by what the contender’s own cell wants at that moment', async () => {
    const stub = new Stub();
    stub.onStep = (step) => {
      stub.cells = step === 2 ? [MATH, { ...SORT, custom: 'descending' }] : [MATH, SORT];
    };
    const readings = await runContender(stub, course({ marks: [0.5, 1, 1.5] }));
    const told = readings.map(({ cells }) => {
      const { custom, solved } = cells['list.sort/short']!;
      return [custom, solved.includes('0')];
    });
    expect(told).toEqual([
      ['usual', false],
      ['descending', true],
      ['usual', false],
    ]);
  });
});

/** One run of a contest on hosts that are no models: whole or stopped, and what may not stand in its place. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAdapters } from '../../../src/cli/adapter-files.ts';
import { runsOf, type ContestRun } from '../../../src/cli/contest/contest-run.ts';
import { makeRun } from '../../../src/cli/contest/make-run.ts';
import { RULES_VERSION } from '../../../src/core/rules-version.ts';
import { parseContest } from '../../../src/evaluation/contest/parse.ts';
import type { Adapter } from '../../../src/host/index.ts';
import { resultSchema, type Result } from '../../../src/evaluation/contest/reading.ts';
import { poolOfPrompt } from '../../support/pool-of.ts';
import { trainableHost } from '../../evaluation/rivals/trainable-host.ts';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'evolora-run-'));
});
afterEach(() => rm(out, { recursive: true, force: true }));

const WORLD = `version: 1
name: small
config:
  population: { founders: 4, capacity: 6, episodes: 12 }
  cells: { opening: [string.sort/short, math/short], openEvery: 0 }
  learning: { trials: 4 }
  measure: { every: 0 }
`;

/** @param tflops  the budget; a generation takes about 2e-7 */
function manifest({ tflops = 1e-6, salt = 'pepper', tasks = 5 } = {}): string {
  return `version: 1
kind: contest
name: tried
salt: ${salt}
seeds: [7]
experiments:
  E1:
    world: small
    tflops: ${tflops}
    read: { at: [${tflops / 2}, ${tflops}] }
    tasks: ${tasks}
    arms:
      colony: { world: {} }
      generalist: { rival: generalist, settings: { trials: 4 } }
`;
}

function runOf(arm: 'colony' | 'generalist', change: Parameters<typeof manifest>[0] = {}): ContestRun {
  const contest = parseContest(manifest(change), (name) => (name === 'small' ? WORLD : null));
  return runsOf(contest).find((run) => run.arm.name === arm)!;
}

const bytesOf = ({ weights }: Adapter) => Buffer.from(weights.buffer, weights.byteOffset, weights.byteLength);

const resultPath = (arm: string) => join(out, 'E1', `${arm}-7.json`);

async function resultOf(arm: string): Promise<Result> {
  return resultSchema.parse(JSON.parse(await readFile(resultPath(arm), 'utf8')));
}

describe.each(['colony', 'generalist'] as const)('a run of %s', (arm) => {
  it('spends its budget and leaves a result that says of which run it is', async () => {
    const host = trainableHost();
    await makeRun(out, runOf(arm), host);
    const result = await resultOf(arm);
    expect(result).toMatchObject({ contest: 'tried', experiment: 'E1', arm, seed: '7', salt: 'pepper', budget: 1e6 });
    expect(result).toMatchObject({ host: host.identity, rules: RULES_VERSION });
    expect(result.readings.map(({ mark }) => mark)).toEqual([5e-7, 1e-6]);
    expect(result.readings.every(({ cells }) => Object.keys(cells).length === 2)).toBe(true);
    const spent = Object.values(result.spent).reduce((sum, flops) => sum + flops, 0);
    expect(spent).toBeGreaterThanOrEqual(1e6);
    expect(result.readings.every(({ mark, flops }) => flops > 0 && flops <= mark * 1e12)).toBe(true);
    const updates = Object.values(result.facts.updates).reduce((sum, count) => sum + count, 0);
    expect(updates > 0).toBe(arm === 'generalist');
  });

  it('learns from the contest’s train pool and is asked its test pool', async () => {
    const host = trainableHost();
    await makeRun(out, runOf(arm), host);
    const pools = host.asked.batches.map(
      (batch) => new Set(batch.map(({ prompt }) => poolOfPrompt(String.fromCodePoint(...prompt), 'pepper'))),
    );
    expect(new Set(pools.flatMap((pool) => [...pool]))).toEqual(new Set(['train', 'test']));
    expect(pools.filter((pool) => pool.size > 1)).toEqual([]);
  });

  it('goes on where it was stopped, again and again, to the same bytes', async () => {
    await makeRun(out, runOf(arm), trainableHost());
    const whole = await readFile(resultPath(arm));
    await rm(out, { recursive: true });
    let stops = 0;
    const stretch = async () => {
      const stopping = new AbortController();
      let steps = 0;
      await makeRun(out, runOf(arm), trainableHost(), {
        signal: stopping.signal,
        onSpent: () => {
          steps += 1;
          if (steps === 2) stopping.abort(new Error('enough'));
        },
      });
    };
    for (; stops < 50; stops++) {
      const stopped = await stretch().then(
        () => false,
        (thrown: unknown) => {
          expect(thrown).toMatchObject({ message: 'enough' });
          return true;
        },
      );
      if (!stopped) break;
    }
    expect(stops).toBeGreaterThan(0);
    expect(await readFile(resultPath(arm))).toEqual(whole);
  });

  it('that is lost in the middle of a reading comes to the same bytes', async () => {
    await makeRun(out, runOf(arm), trainableHost());
    const whole = await readFile(resultPath(arm));
    for (const lost of [1, 2]) {
      await rm(out, { recursive: true });
      const host = trainableHost();
      let readings = 0;
      const failing: typeof host = {
        ...host,
        decode: async (requests, options) => {
          const isReading = requests.every(
            ({ prompt }) => poolOfPrompt(String.fromCodePoint(...prompt), 'pepper') === 'test',
          );
          if (isReading) readings += 1;
          if (isReading && readings === lost) throw new Error('the power is gone');
          return host.decode(requests, options);
        },
      };
      await expect(makeRun(out, runOf(arm), failing)).rejects.toThrow('the power is gone');
      await makeRun(out, runOf(arm), trainableHost());
      expect(await readFile(resultPath(arm))).toEqual(whole);
    }
  });

  it('that was killed at its very first step begins anew', async () => {
    await makeRun(out, runOf(arm), trainableHost());
    const whole = await readFile(resultPath(arm));
    for (const left of [null, '', '{"contest":"tri']) {
      await rm(out, { recursive: true });
      const directory = join(out, 'E1', `${arm}-7`);
      await mkdir(directory, { recursive: true });
      if (left !== null) await writeFile(join(directory, 'unfinished.json.partial'), left);
      await makeRun(out, runOf(arm), trainableHost());
      expect(await readFile(resultPath(arm))).toEqual(whole);
    }
  });

  it('is not made again when it is done', async () => {
    await makeRun(out, runOf(arm), trainableHost());
    const before = await readFile(resultPath(arm));
    const host = trainableHost();
    await makeRun(out, runOf(arm), host);
    expect(host.asked.batches).toEqual([]);
    expect(await readFile(resultPath(arm))).toEqual(before);
  });

  it('whose single generation takes more than the budget is refused', async () => {
    await expect(makeRun(out, runOf(arm, { tflops: 1e-8 }), trainableHost())).rejects.toMatchObject({
      code: 'contest-budget',
      sentence: expect.stringMatching(/^One generation takes \S+ TFLOPs, and the whole budget is 1e-8\.$/) as string,
    });
  });
});

describe('what a rival learnt', () => {
  const base = { repository: 'org/model', revision: 'abc' };
  const place = () => join(out, 'E1', 'generalist-7.adapters');

  it('is written as PEFT directories where that is wanted, and read back as it was', async () => {
    const host = trainableHost();
    await makeRun(out, runOf('generalist'), host, { adaptersOn: base });
    const about = JSON.parse(await readFile(join(place(), 'adapters.json'), 'utf8')) as Record<string, unknown>;
    expect(about).toMatchObject({
      run: { contest: 'tried', experiment: 'E1', arm: 'generalist', seed: '7', host: { hash: host.identity.hash } },
      adapters: [{ name: 'adapter-1', rank: 4 }],
      mark: 1e-6,
      voices: { '': { 'string.sort/short': 'adapter-1', 'math/short': 'adapter-1' } },
    });
    const config = JSON.parse(await readFile(join(place(), 'adapter-1', 'adapter_config.json'), 'utf8')) as unknown;
    expect(config).toMatchObject({ peft_type: 'LORA', base_model_name_or_path: 'org/model', revision: 'abc', r: 4 });
    const [read, ...more] = await readAdapters([place()], host.sites);
    expect(more).toEqual([]);
    // Answers to the newest test tasks were by these very weights.
    const tests = host.asked.batches.findLast((batch) =>
      batch.every(({ prompt }) => poolOfPrompt(String.fromCodePoint(...prompt), 'pepper') === 'test'),
    )!;
    expect(tests.some(({ adapter }) => bytesOf(adapter!).equals(bytesOf(read!.adapter)))).toBe(true);
  });

  it('is not written otherwise; of a world never', async () => {
    await makeRun(out, runOf('generalist'), trainableHost());
    await makeRun(out, runOf('colony'), trainableHost(), { adaptersOn: base });
    expect((await readdir(join(out, 'E1'))).sort()).toEqual(['colony-7', 'colony-7.json', 'generalist-7.json']);
  });

  it('is written anew where a writing was cut short', async () => {
    await mkdir(join(place(), 'adapter-9'), { recursive: true });
    await makeRun(out, runOf('generalist'), trainableHost(), { adaptersOn: base });
    expect((await readdir(place())).sort()).toEqual(['adapter-1', 'adapters.json']);
  });
});

describe('in the place of a result', () => {
  const again = (change: Parameters<typeof manifest>[0] = {}, letter = 'a') =>
    makeRun(out, runOf('colony', change), trainableHost({ letter }));

  async function refused(make: () => Promise<void>, code: string, words: string | RegExp): Promise<void> {
    const before = await readFile(resultPath('colony')).catch(() => null);
    await expect(make()).rejects.toMatchObject({ code });
    await expect(make()).rejects.toThrow(words);
    expect(await readFile(resultPath('colony')).catch(() => null)).toEqual(before);
  }

  it('stands one of another host, salt, budget or of other settings: it is named and kept', async () => {
    await again();
    await refused(() => again({}, 'b'), 'contest-foreign', /colony-7\.json is of another run: it was made on “tiny-a”/);
    await refused(() => again({ salt: 'other' }), 'contest-foreign', 'its salt is “pepper”, and here it is “other”');
    await refused(
      () => again({ tflops: 2e-6 }),
      'contest-foreign',
      'its budget was 0.000001 TFLOPs, and here it is 0.000002',
    );
    await refused(() => again({ tasks: 6 }), 'contest-foreign', 'the manifest says other settings');
  });

  it('stands one of other rules, or of a newer lab', async () => {
    await again();
    const result = await resultOf('colony');
    await writeFile(resultPath('colony'), JSON.stringify({ ...result, rules: 1 }));
    await refused(() => again(), 'contest-foreign', `it was lived under rules 1, and today’s are ${RULES_VERSION}`);
    await writeFile(resultPath('colony'), JSON.stringify({ ...result, version: 99 }));
    await refused(() => again(), 'contest-foreign', 'was written by a newer lab');
  });

  it('stands what is no result', async () => {
    await mkdir(join(out, 'E1'));
    await writeFile(resultPath('colony'), '{"version": 1');
    await refused(() => again(), 'contest-damaged', /colony-7\.json is not JSON/);
    await writeFile(resultPath('colony'), '{"version": 1}');
    await refused(() => again(), 'contest-damaged', /is not what a run leaves behind \(contest: /);
  });

  it('stands a directory of something else, or the beginning of another run', async () => {
    const directory = join(out, 'E1', 'colony-7');
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'thesis.txt'), 'years of work');
    await refused(() => again(), 'contest-damaged', 'it is no directory of a run');
    expect(await readdir(directory)).toEqual(['thesis.txt']);
    await rm(directory, { recursive: true });
    const stopping = new AbortController();
    const stopped = makeRun(out, runOf('colony'), trainableHost(), {
      signal: stopping.signal,
      onSpent: () => stopping.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    await refused(() => again({ tasks: 6 }), 'contest-foreign', /unfinished\.json is of another run/);
  });
});

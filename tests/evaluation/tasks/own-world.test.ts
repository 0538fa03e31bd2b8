/** A world on a file of tasks: it lives, carries them, goes on bit for bit where they were never read, and is measured on them. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Config } from '../../../src/ecology/config/config.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { SMALL } from '../../support/real-runs.ts';

/** Prompts that the tiny host can answer. */
function rows(count: number): string {
  return Array.from({ length: count }, (_, i) => ({
    prompt: `Compute ${i} + ${3 * i}. Respond with the number only.`,
    target: 4 * i,
    family: i % 3 === 0 ? 'threes' : 'others',
    depth: i % 2 === 0 ? 'short' : 'medium',
  }))
    .map((row) => JSON.stringify(row))
    .join('\n');
}

/** The lab as it is when it has just begun: no file of tasks was ever read. */
async function freshLab() {
  vi.resetModules();
  const [
    { configSchema },
    { Engine },
    { readTasks, wholeBook },
    { learnBook },
    world,
    { exportRun },
    { importRun },
    runs,
    report,
    pools,
    prepare,
  ] = await Promise.all([
    import('../../../src/ecology/config/config.ts'),
    import('../../../src/ecology/engine.ts'),
    import('../../../src/tasks/own/read.ts'),
    import('../../../src/tasks/own/families.ts'),
    import('../../../src/evaluation/tasks/own-world.ts'),
    import('../../../src/record/file/evolora-file.ts'),
    import('../../support/import-run.ts'),
    import('../../../src/record/store/runs-to-engines.ts'),
    import('../../../src/evaluation/tasks/report-tasks.ts'),
    import('../../../src/record/store/pools.ts'),
    import('../../../src/tasks/own/prepare.ts'),
  ]);
  const read = (text: string) => {
    const found = readTasks(new TextEncoder().encode(text), { file: 'mine.jsonl' });
    learnBook(wholeBook(found));
    return found;
  };
  return { ...runs, ...world, ...report, ...pools, ...prepare, configSchema, Engine, read, exportRun, importRun };
}

type Lab = Awaited<ReturnType<typeof freshLab>>;

const host = tinyHost();
let lab: Lab;
beforeAll(async () => {
  lab = await freshLab();
});

function begin(config: Config) {
  return lab.beginRun({ seed: '1', name: 'own', config, host, savedAt: 0, idOf: () => 'own' });
}

function onFile(text: string): Config {
  return lab.worldOnTasks(lab.configSchema.parse(SMALL), lab.read(text).book.hash, host, 'mine.jsonl');
}

describe('a world on a file of tasks', () => {
  it('has the file’s families, and every task it is asked is one of the file', async () => {
    const config = onFile(rows(90));
    const { engine } = begin(config);
    expect(config.cells.curriculum.map((name) => name.replace(config.cells.tasks.slice(0, 8), '…'))).toEqual([
      'threes@…',
      'others@…',
    ]);
    expect(config.cells.opening).toHaveLength(4);
    const { record } = await engine.generation();
    const episodes = record.events.filter((event) => event.type === 'episode');
    expect(episodes.length).toBeGreaterThan(10);
    for (const { prompt, target, solved, answer } of episodes) {
      const [, i] = /^Compute (\d+) /.exec(prompt)!;
      expect(target).toBe(4 * Number(i));
      expect(solved).toBe(answer === String(target));
    }
    expect(episodes.some(({ solved }) => solved)).toBe(true);
  });

  it('goes on in a lab that never saw the file, event for event, and is measured there', async () => {
    const { engine, created } = begin(onFile(rows(90)));
    const [first] = created.records;
    const second = await engine.generation();
    const blobs = new Map([...created.blobs, ...second.newBlobs]);
    const file = lab.exportRun({
      summary: created.summary,
      world: engine.world,
      blobs,
      records: [first!, second.record],
    });
    const here = await engine.generation();
    const measured = await engine.evaluate({ tasks: 20 });

    lab = await freshLab();
    const { world, adapters, memories } = await lab.importRun(file, host);
    const there = lab.Engine.resume({ world, adapters, memories, host });
    expect((await there.generation()).record.events).toEqual(here.record.events);
    expect(await there.evaluate({ tasks: 20 })).toEqual(measured);
    expect(measured.tasks).toBeGreaterThan(10);
  });

  it('lives by a grader of its own and goes on in a lab that never saw it; one that loops costs its episodes only', async () => {
    const code = `export default (answer, target) => {
      if (target % 3 === 0) for (;;);
      return { grade: Number(answer) === target ? 1 : 0.5, why: 'mine says ' + answer };
    }`;
    const grader = { name: 'mine.js', bytes: new TextEncoder().encode(code) };
    const read = await lab.prepareTasks(new TextEncoder().encode(rows(90)), 'mine.jsonl', grader);
    const config = lab.worldOnTasks(lab.configSchema.parse(SMALL), read.book.hash, host, 'mine.jsonl');
    expect(config.cells.tasks).not.toBe(onFile(rows(90)).cells.tasks);
    const { engine, created } = begin(config);
    const second = await engine.generation();
    const episodes = second.record.events.filter((event) => event.type === 'episode');
    for (const { target, answer, grade, solved, why } of episodes) {
      const isRight = Number(answer) === target;
      const said = { grade: isRight ? 1 : 0.25, solved: isRight, why: `mine says ${answer}` };
      const loops = { grade: 0, solved: false, why: 'the grader did not end within 30,000,000 steps' };
      expect({ grade, solved, why }).toEqual((target as number) % 3 === 0 ? loops : said);
    }
    expect(episodes.some(({ solved }) => solved)).toBe(true);
    expect(episodes.some(({ target }) => (target as number) % 3 === 0)).toBe(true);
    const blobs = new Map([...created.blobs, ...second.newBlobs]);
    const { summary, records } = created;
    const file = lab.exportRun({ summary, world: engine.world, blobs, records: [records[0]!, second.record] });
    const here = await engine.generation();

    lab = await freshLab();
    const { world, adapters, memories } = await lab.importRun(file, host);
    const there = lab.Engine.resume({ world, adapters, memories, host });
    expect((await there.generation()).record.events).toEqual(here.record.events);
  });

  it('is another world for other tasks', () => {
    expect(onFile(rows(90)).cells.tasks).not.toBe(onFile(rows(91)).cells.tasks);
  });

  it('cannot begin or go on where its tasks are not at hand, or are others', async () => {
    const config = onFile(rows(90));
    const { engine, created } = begin(config);
    const blobs = new Map(created.blobs);
    lab = await freshLab();
    expect(() => begin(config)).toThrow(expect.objectContaining({ code: 'tasks-missing' }) as Error);
    const without = new Map([...blobs].filter(([hash]) => hash !== config.cells.tasks));
    expect(() => lab.readPools(engine.world, without, host.sites)).toThrow(
      expect.objectContaining({ code: 'tasks-missing' }) as Error,
    );
    const other = new TextDecoder().decode(blobs.get(config.cells.tasks)).replace('"target":4}', '"target":5}');
    const forged = new Map(blobs).set(config.cells.tasks, new TextEncoder().encode(other));
    expect(() => lab.readPools(engine.world, forged, host.sites)).toThrow(
      expect.objectContaining({ code: 'tasks-damaged' }) as Error,
    );
  });

  it('refuses a file that is too small, and parameters of a family that no file has', () => {
    expect(() => onFile(rows(2))).toThrow(expect.objectContaining({ code: 'tasks-few' }) as Error);
    const cells = { curriculum: ['threes@0123abcd'], opening: ['threes@0123abcd/short'] };
    expect(lab.configSchema.safeParse({ cells }).success).toBe(false);
    expect(lab.configSchema.safeParse({ cells: { ...cells, tasks: `0123abcd${'0'.repeat(56)}` } }).success).toBe(true);
  });

  it('lets answers be as long as its targets need', () => {
    const long = Array.from({ length: 40 }, (_, i) =>
      JSON.stringify({ prompt: `Say ${i}`, target: 'word '.repeat(12) + i }),
    );
    expect(onFile(long.join('\n')).attempts.maxNewTokens).toBeGreaterThanOrEqual(61);
  });
});

describe('the report of a file', () => {
  it('counts pools, and shows ten answers of the bare host with their grades', async () => {
    const read = lab.read(rows(90));
    const report = await lab.reportTasks(read, { host, tasks: 24 });
    expect(report.cells.map(({ train, select, test }) => train + select + test).reduce((sum, n) => sum + n)).toBe(90);
    expect(report.bare!.tasks).toBe(24);
    expect(report.examples).toHaveLength(10);
    for (const { line, prompt, target, answer, solved } of report.examples) {
      expect(prompt).toBe(`Compute ${line - 1} + ${3 * (line - 1)}. Respond with the number only.`);
      expect(solved).toBe(answer === target);
    }
    const solved = report.bare!.families.reduce((sum, { solved: share, tasks }) => sum + share.mean * tasks, 0);
    expect(solved / 24).toBeCloseTo(report.bare!.solved.mean, 12);
  });

  it('names prompts that the model has no room for', async () => {
    const read = lab.read(JSON.stringify({ prompt: 'a'.repeat(2000), target: 1 }));
    expect((await lab.reportTasks(read, { host, tasks: 4 })).tooLong).toEqual([1]);
  });

  it('can be given up', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(lab.reportTasks(lab.read(rows(9)), { host, tasks: 4, signal })).rejects.toThrow('enough');
  });
});

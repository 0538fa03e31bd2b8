/** Measurements of the run that is open: what they tell, that they can be given up, and that nothing of the run knows of them. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { DEPTHS } from '../../src/core/depth.ts';
import type { Event } from '../../src/ecology/events/events.ts';
import { evaluateRun } from '../../src/evaluation/tasks/evaluate.ts';
import { tasksOfBook } from '../../src/tasks/own/families.ts';
import { drawTask } from '../../src/tasks/pools.ts';
import type { Host } from '../../src/host/index.ts';
import { importRun } from '../support/import-run.ts';
import { tinyHost } from '../support/tiny-host.ts';
import { OPEN, testLab, type TestLab } from './test-lab.ts';

const ROWS = Array.from({ length: 40 }, (_, i) =>
  JSON.stringify({ prompt: `Compute ${i} + ${2 * i}. Respond with the number only.`, target: 3 * i, family: 'sums' }),
);
const fileOf = (rows: readonly string[], name = 'sums.jsonl') => new File([rows.join('\n')], name);

/** Lets others in before it answers, as a model does between two tokens. */
function breathingHost(): Host {
  const host = tinyHost();
  return {
    ...host,
    async decode(requests, options) {
      await options?.breathe?.();
      options?.signal?.throwIfAborted();
      return host.decode(requests, options);
    },
  };
}

async function lived(lab: TestLab): Promise<TestLab> {
  await lab.lab.open(OPEN);
  for (let i = 0; i < 4; i++) await lab.lab.step();
  return lab;
}

const told = async ({ lab }: TestLab) =>
  (await lab.records(0, 99)).map(({ generation, events }) => ({ generation, events }));
const activities = ({ messages }: TestLab) =>
  messages.flatMap((message) =>
    message.kind === 'status' && message.status.activity ? [message.status.activity] : [],
  );

describe('a file of tasks', () => {
  it('is told as it is, with what the bare host does of it', async () => {
    const measured = await lived(testLab());
    const { lab, status } = measured;
    const report = await lab.checkTasks({ tasks: fileOf([...ROWS, 'no JSON']) });
    expect(report).toMatchObject({ tasks: 40, oddCount: 1, bare: { host: 'tiny-a', tasks: 40 } });
    expect(report!.oddities[0]!.line).toBe(41);
    expect(report!.examples).toHaveLength(10);
    expect(activities(measured)).toContainEqual({ text: 'Trying the tasks on the bare host', progress: 0 });
    expect(status().activity).toBeNull();
    // With a row that is none nothing can begin on it.
    await expect(lab.measureTasks({ tasks: report!.hash })).rejects.toMatchObject({ code: 'tasks-missing' });
    await expect(lab.newRun({ seed: '1', config: OPEN.config, tasks: report!.hash })).rejects.toMatchObject({
      code: 'tasks-missing',
    });
  });

  it('that is none is refused, and what the lab does is over', async () => {
    const { lab, status } = await lived(testLab());
    await expect(lab.checkTasks({ tasks: fileOf([' ']) })).rejects.toMatchObject({ code: 'tasks-unreadable' });
    const grader = new File(['for (;;);'], 'mine.js');
    await expect(lab.checkTasks({ tasks: fileOf(ROWS), grader })).rejects.toMatchObject({ code: 'grader-unreadable' });
    expect(status()).toMatchObject({ phase: 'paused', activity: null, error: null });
  });

  it('is looked at once: asked again, the lab gives up the one before', async () => {
    const { lab, status } = await lived(testLab({ host: breathingHost() }));
    const [first, second] = await Promise.all([
      lab.checkTasks({ tasks: fileOf(ROWS) }),
      lab.checkTasks({ tasks: fileOf(ROWS.slice(0, 20), 'half.jsonl') }),
    ]);
    expect([first, second?.tasks]).toEqual([null, 20]);
    const stopped = lab.checkTasks({ tasks: fileOf(ROWS) });
    await lab.stopTasks();
    expect(await stopped).toBeNull();
    expect(status().activity).toBeNull();
  });
});

describe('a world on a file', () => {
  const born = async ({ lab }: TestLab) => {
    const [first] = await lab.records(0, 0);
    return first!.events.find((event) => event.type === 'run-started')!;
  };

  it('begins with the parameters and on the model that are chosen', async () => {
    const other = tinyHost({ letter: 'b' });
    const begun = await lived(testLab({ others: [other] }));
    const report = await begun.lab.checkTasks({ tasks: fileOf(ROWS) });
    const config = { ...OPEN.config, population: { founders: 5, capacity: 7, episodes: 30 } };
    await begun.lab.newRun({ seed: '8', name: 'mine', config, host: 'tiny-b', tasks: report!.hash });
    expect(begun.status().hostName).toBe('tiny-b');
    const { config: lives, host } = await born(begun);
    expect([host.name, lives.population.founders, lives.cells.tasks]).toEqual(['tiny-b', 5, report!.hash]);
    expect(lives.cells.curriculum).toEqual([`sums@${report!.hash.slice(0, 8)}`]);
    await begun.lab.step();
    const episodes = (await begun.lab.records(1, 1))[0]!.events.filter((event) => event.type === 'episode');
    expect(episodes.length).toBeGreaterThan(0);
    for (const { prompt } of episodes) expect(ROWS.join()).toContain(JSON.stringify(prompt));
  });

  it('takes nothing of the run that is open where it cannot begin', async () => {
    const { lab, status } = await lived(testLab({ others: [tinyHost({ letter: 'b' })] }));
    const { runId } = status();
    const few = await lab.checkTasks({ tasks: fileOf(ROWS.slice(0, 1)) });
    const begun = lab.newRun({ seed: '8', config: OPEN.config, host: 'tiny-b', tasks: few!.hash });
    await expect(begun).rejects.toMatchObject({ code: 'tasks-few' });
    expect(status()).toMatchObject({ runId, hostName: 'tiny-a', phase: 'paused', activity: null });
    await lab.step();
  });

  it.each(['tiny-a', 'tiny-b'])('is fitted to %s on its own tasks, and begins as it was proposed', async (host) => {
    const proposed = await lived(testLab({ others: [tinyHost({ letter: 'b' })] }));
    const { lab } = proposed;
    // Nine cells, of which a world opens six unless it is fitted.
    const rows = Array.from({ length: 300 }, (_, i) =>
      JSON.stringify({
        prompt: `Compute ${i} + ${i}. Respond with the number only.`,
        target: 2 * i,
        family: `f${i % 3}`,
        depth: DEPTHS[Math.floor(i / 3) % 3],
      }),
    );
    const report = await lab.checkTasks({ tasks: fileOf(rows) });
    const size = { tasks: 4, secondsPerGeneration: 10 };
    const world = await lab.proposeWorld({ config: OPEN.config, host, book: report!.hash, ...size });
    const names = ['f0', 'f1', 'f2'].map((family) => `${family}@${report!.hash.slice(0, 8)}`);
    expect(world!.config.cells.tasks).toBe(report!.hash);
    expect([...world!.config.cells.curriculum].sort()).toEqual(names);
    const why = world!.changes.map((change) => change.why).join(' ');
    expect(why).toMatch(/f1\/(?:short|medium|long) \d/);
    expect(why).not.toContain('@');
    await lab.newRun({ seed: '8', config: world!.config, host, tasks: report!.hash });
    expect((await born(proposed)).config).toEqual(world!.config);
    await expect(lab.proposeWorld({ config: OPEN.config, book: '0'.repeat(64), ...size })).rejects.toMatchObject({
      code: 'tasks-missing',
    });
  });
});

describe('a run that is measured on a file', () => {
  it('has what the same measurement gives anywhere else, and how much of the file it has met', async () => {
    const { lab, messages } = await lived(testLab());
    const known = (await lab.records(1, 4)).flatMap(({ events }) => events).find(({ type }) => type === 'episode');
    const { prompt } = known as Extract<Event, { type: 'episode' }>;
    const rows = [...ROWS, JSON.stringify({ prompt, target: 'x' })];
    const report = await lab.checkTasks({ tasks: fileOf(rows) });
    const given = await lab.measureTasks({ tasks: report!.hash });
    expect(given).toMatchObject({ file: 'sums.jsonl', generation: 4, tasks: 41, met: 1 });
    expect(messages.filter(({ kind }) => kind === 'amended')).toEqual([]);

    const host = tinyHost();
    const { world, adapters } = await importRun((await lab.exportRun()).bytes, host);
    const tasks = tasksOfBook(report!.hash).map((task) => ({ ...task, pool: 'test' as const }));
    expect(given!.scores).toEqual(await evaluateRun({ world, adapters, host }, tasks));
  });

  it('lives on as if nobody had measured it', async () => {
    const [measured, quiet] = [await lived(testLab()), await lived(testLab())];
    const report = await measured.lab.checkTasks({ tasks: fileOf(ROWS) });
    expect(await measured.lab.measureTasks({ tasks: report!.hash })).not.toBeNull();
    for (const { lab } of [measured, quiet]) await lab.step();
    expect(await told(measured)).toEqual(await told(quiet));
  });

  it('can be given up, and measured again', async () => {
    const { lab, status } = await lived(testLab({ host: breathingHost() }));
    const report = await lab.checkTasks({ tasks: fileOf(ROWS) });
    const given = lab.measureTasks({ tasks: report!.hash });
    await lab.stopTasks();
    expect(await given).toBeNull();
    expect(status()).toMatchObject({ phase: 'paused', activity: null });
    expect(await lab.measureTasks({ tasks: report!.hash })).toMatchObject({ tasks: 40 });
  });

  it('is refused where the file was never looked at, and before the lab is open', async () => {
    await expect(testLab().lab.measureTasks({ tasks: '0'.repeat(64) })).rejects.toMatchObject({ code: 'not-open' });
    const { lab } = await lived(testLab());
    await expect(lab.measureTasks({ tasks: '0'.repeat(64) })).rejects.toMatchObject({ code: 'tasks-missing' });
  });
});

describe('a question in the middle of a measurement', () => {
  const { prompt } = drawTask({ family: 'math', depth: 'short' }, 'test', random('ask'));
  const measurements: readonly [string, (lab: TestLab['lab'], hash: string) => Promise<unknown>][] = [
    ['on test tasks', (lab) => lab.evaluate(40)],
    ['of a file', (lab) => lab.checkTasks({ tasks: fileOf(ROWS) })],
    ['on a file', (lab, hash) => lab.measureTasks({ tasks: hash })],
  ];

  it.each(measurements)('%s is answered at once and changes nothing of it', async (_, measure) => {
    const [asked, quiet] = [await lived(testLab({ host: breathingHost() })), await lived(testLab())];
    const order: string[] = [];
    const results: unknown[] = [];
    for (const each of [asked, quiet]) {
      const { hash } = (await each.lab.checkTasks({ tasks: fileOf(ROWS) }))!;
      const measuring = measure(each.lab, hash).then((result) => results.push(result) && order.push('measured'));
      if (each === asked) {
        await asked.until(({ activity }) => activity !== null);
        await asked.lab.ask(prompt, [{ router: 'cell' }]);
        order.push('answered');
      }
      await measuring;
    }
    expect(order).toEqual(['answered', 'measured', 'measured']);
    expect(results[0]).toEqual(results[1]);
    expect(await told(asked)).toEqual(await told(quiet));
  });
});

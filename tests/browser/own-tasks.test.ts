/**
 * Tasks of one's own in the page: a dropped file is looked at, a world lives on it and carries it, its grader runs under the
 * page's policy, and a run is measured on a file without being changed.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Config } from '../../src/ecology/config/config.ts';
import { openBrowser, startSite, type LabBrowser, type Site } from './harness.ts';
import { LabPage, SMALL_WORLD, stateHashes } from './lab-page.ts';
import { hearViolations } from './violations.ts';

const ROWS = Array.from({ length: 48 }, (_, i) =>
  JSON.stringify({ prompt: `Compute ${i} + ${2 * i}. Respond with the number only.`, target: 3 * i, family: 'sums' }),
);
/** Takes every answer that has a digit, but loops for ever on some targets. */
const GRADER = `export default (answer, target) => {
  if (target % 4 === 0) for (;;);
  return { grade: /\\d/.test(answer) ? 1 : 0, why: 'by my own rule' };
};`;

let site: Site;
let browser: LabBrowser;
let lab: LabPage;
let folder: string;
let violations: Awaited<ReturnType<typeof hearViolations>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-tasks-'));
  [site, browser] = await Promise.all([startSite(), openBrowser()]);
  violations = await hearViolations(browser);
  lab = await LabPage.open(browser, `${site.url}?${SMALL_WORLD}`);
  await lab.reach(2);
  await lab.pause();
});
afterEach(() => {
  expect(lab.troubles).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await rm(folder, { recursive: true, force: true });
});

async function dropped(name: string, content: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, content);
  await lab.drop(lab.page.locator('body'), path);
}

const report = () => lab.dialog.getByRole('region', { name: 'What is in the file' });

it('tells what is in a file, and every row that is none with its line', async () => {
  const odd = [
    ...ROWS,
    '{"prompt": "no target"}',
    'no JSON',
    ROWS[0]!,
    JSON.stringify({ prompt: 'hm', target: 'x', grader: 'nobody' }),
  ];
  await dropped('odd.jsonl', odd.join('\n'));
  await expect.poll(() => report().getByRole('alert').innerText()).toContain('3 rows are no tasks');
  const told = await report().innerText();
  expect(told).toContain('line 49: it has no target');
  expect(told).toContain('line 50: it is no JSON');
  expect(told).toContain('line 52: there is no grader called “nobody”');
  expect(told).toContain('Lines 51 stand in the file already');
  expect(told).toMatch(/48 tasks in 1 family, graded by number \(48\)\. The bare host, micro, solves \d/);
  expect(await report().getByRole('table').last().getByRole('row').count()).toBe(11);
  expect(await lab.dialog.getByRole('button', { name: /^Start a run/ }).isDisabled()).toBe(true);
});

it('tells a file that is none in one sentence', async () => {
  const latin = join(folder, 'latin.csv');
  await writeFile(latin, Buffer.from('prompt,target\ncaf\xe9,1\n', 'latin1'));
  await lab.drop(lab.page.locator('body'), latin);
  await expect
    .poll(() => lab.dialog.getByRole('alert').first().innerText())
    .toContain('line 2 is in another encoding than UTF-8');
});

it('measures the open run on a file and leaves it as it was; it can be stopped', async () => {
  const before = stateHashes(await lab.newestKept());
  await dropped('holdout.yaml', ROWS.map((row) => `- ${row}`).join('\n'));
  const measure = lab.dialog.getByRole('button', { name: 'Measure the open run on it' });
  await measure.click();
  await lab.dialog.getByRole('button', { name: 'Stop' }).click();
  await lab.dialog.getByRole('button', { name: 'Measure the open run on it', disabled: false }).click();
  const scores = lab.dialog.getByRole('region', { name: /measured on holdout\.yaml$/ });
  await scores.waitFor();
  const told = await scores.innerText();
  for (const who of ['bare host', 'best elite', 'portfolio by']) expect(told).toContain(who);
  expect(told).toContain('on 48 tasks of holdout.yaml');
  expect(told).toContain('The run has met none of these prompts');
  expect(stateHashes(await lab.newestKept())).toEqual(before);
});

it('begins a world of the parameters that are chosen for it', async () => {
  await dropped('chosen.jsonl', ROWS.join('\n'));
  await lab.dialog.getByRole('button', { name: 'Choose its world and model…' }).click();
  const newRun = lab.page.getByRole('dialog', { name: 'New run' });
  await newRun.getByText('Lives on the 48 tasks of chosen.jsonl, in 1 family').waitFor();
  const parameters = newRun.getByLabel('Parameters from');
  await expect.poll(() => parameters.inputValue()).toBe('preset ecology');
  await parameters.selectOption('preset single');
  await newRun.getByLabel('Seed', { exact: true }).fill('77');
  await newRun.getByRole('button', { name: 'Start run' }).click();
  await newRun.waitFor({ state: 'detached' });
  await lab.reach(1);
  await lab.pause();
  const [first] = (await lab.newestKept()).records;
  const begun = first!.events.find(({ type }) => type === 'run-started') as unknown as { seed: string; config: Config };
  expect([begun.seed, begun.config.population.founders]).toEqual(['77', 1]);
  expect(begun.config.cells.curriculum).toEqual([`sums@${begun.config.cells.tasks.slice(0, 8)}`]);
});

it('begins a world on a file with a grader of one’s own, which the run carries', async () => {
  await dropped('mine.jsonl', ROWS.join('\n'));
  await report().waitFor();
  await dropped('rule.js', GRADER);
  await expect.poll(() => report().innerText()).toContain('graded by function (48)');
  expect(await report().innerText()).toContain('the grader did not end within 30,000,000 steps');
  await lab.dialog.getByRole('button', { name: 'Start a run on these tasks' }).click();
  await lab.dialog.waitFor({ state: 'detached' });
  await lab.reach(2);
  await lab.pause();
  const episodes = (await lab.newestKept()).records.flatMap(({ events }) =>
    events.filter(({ type }) => type === 'episode'),
  );
  expect(episodes.length).toBeGreaterThan(0);
  for (const { target, why, prompt } of episodes) {
    expect(ROWS.join()).toContain(JSON.stringify(prompt));
    expect(why).toBe(
      (target as number) % 4 === 0 ? 'the grader did not end within 30,000,000 steps' : 'by my own rule',
    );
  }
  const files = unzipSync((await lab.exportFile()).bytes);
  const carried = Object.entries(files).filter(([name]) => name.startsWith('tasks/'));
  expect(carried).toHaveLength(1);
  const [head, ...rows] = strFromU8(carried[0]![1]).trimEnd().split('\n');
  expect((JSON.parse(head!) as { code: string }).code).toBe(GRADER);
  expect(rows).toHaveLength(48);
  expect(await violations(lab.page)).toEqual([]);
});

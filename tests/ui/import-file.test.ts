/** Files that come while another is being taken: none is lost in silence. */
import { expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { importRun, takeFiles, takeOnPage } from '../../src/ui/state/import-file.ts';
import { LabPage } from '../../src/ui/state/lab-page.ts';
import { scriptedLab } from './scripted-lab.ts';

const fileOf = (name: string, content = '') => new File([content], name);

/** A page whose lab answers an import when it is told to. */
function openPage() {
  const page = new LabPage((listener) => scriptedLab(listener));
  const answers: { good: () => void; bad: () => void }[] = [];
  page.lab.importRun = () =>
    new Promise((resolve, reject) => {
      answers.push({
        good: () => resolve(true),
        bad: () => reject(new LabError('import-foreign', 'No run.', 'Another.')),
      });
    });
  const problem = () => page.store.getState().problem;
  return { page, answers, problem };
}

const LEFT = /^“b” stayed untouched: files are taken one at a time, and “a” came first\.$/;

it('a second file is told at once while one is checked, and again beside its failure', async () => {
  const { page, answers, problem } = openPage();
  const first = importRun(page, fileOf('a'));
  expect(await importRun(page, fileOf('b'))).toBe(false);
  expect(problem()).toMatchObject({ code: 'file-left', sentence: expect.stringMatching(LEFT) as string });
  answers[0]!.bad();
  expect(await first).toBe(false);
  expect(problem()).toMatchObject({
    code: 'import-foreign',
    nextStep: expect.stringMatching(/^Another\. “b” stayed/) as string,
  });
  expect(answers).toHaveLength(1);
  const again = importRun(page, fileOf('b'));
  answers[1]!.good();
  expect([await again, problem()]).toEqual([true, null]);
});

it('of several dropped files the first is taken and the others are told', async () => {
  const { page, answers, problem } = openPage();
  const taking = takeFiles(
    page,
    ['a', 'b', 'c', 'd'].map((name) => fileOf(name)),
    (file) => takeOnPage(page, file),
  );
  answers[0]!.good();
  await taking;
  expect(problem()?.sentence).toMatch(/^“b” and 2 others stayed untouched: .* “a” came first\.$/);
});

it('an experiment opens New run, once', async () => {
  const { page } = openPage();
  expect(await takeOnPage(page, fileOf('mine.YAML', 'version: 1\nname: mine\nbase: ecology\n'))).toBe(true);
  expect(page.store.getState()).toMatchObject({ dialog: 'new-run', experiment: { name: 'mine', base: 'ecology' } });
  page.openDialog(null);
  page.openDialog('new-run');
  expect(page.store.getState().experiment).toBeNull();
});

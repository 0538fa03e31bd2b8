/** Models that are brought, and runs that need another model than the one that is loaded. */
import { expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import type { GivenFile, HostChoice } from '../../src/lab/contract.ts';
import { importRun } from '../../src/ui/state/import-file.ts';
import { LabPage } from '../../src/ui/state/lab-page.ts';
import { bringModel, newRunOn, openRun } from '../../src/ui/state/models.ts';
import { scriptedLab } from './scripted-lab.ts';

const FILES: GivenFile[] = [{ path: 'tiny/config.json', file: new File(['{}'], 'config.json') }];
const given = (name: string, others: string[] = []) => ({ name, read: async () => FILES, others });
const KEPT: HostChoice = { name: 'tiny', model: 'tiny', isBuiltIn: false, bytes: 9, description: null };
const NEEDS = new LabError('run-needs-host', '“a” lives on the model “tiny”.', 'Load that model.');

/** A page whose lab keeps a model when it is told to. */
function openPage() {
  const page = new LabPage((listener) => scriptedLab(listener));
  const answers: { kept: (host: HostChoice | null) => void; refused: () => void }[] = [];
  page.lab.addHost = (files) =>
    new Promise((resolve, reject) => {
      expect(files).toBe(FILES);
      answers.push({
        kept: resolve,
        refused: () => reject(new LabError('model-missing', '“tiny” has no graph.', 'Take another.')),
      });
    });
  return { page, answers, state: () => page.store.getState() };
}

it('a model is brought where its progress can be seen, and told when it is kept', async () => {
  const { page, answers, state } = openPage();
  const bringing = bringModel(page, given('tiny'));
  expect(state()).toMatchObject({ dialog: 'models', bringing: 'tiny', brought: null });
  await Promise.resolve();
  answers[0]!.kept(KEPT);
  await bringing;
  expect(state()).toMatchObject({ dialog: 'models', bringing: null, brought: KEPT, model: null, problem: null });
  page.openDialog(null);
  expect(state().brought).toBeNull();
});

it('into New run it comes as the one to begin on', async () => {
  const { page, answers, state } = openPage();
  page.openDialog('new-run');
  const bringing = bringModel(page, given('tiny'));
  await Promise.resolve();
  answers[0]!.kept(KEPT);
  await bringing;
  expect(state()).toMatchObject({ dialog: 'new-run', model: 'tiny' });
  page.openDialog(null);
  page.openDialog('new-run');
  expect(state().model).toBeNull();
  newRunOn(page, 'tiny');
  expect(state()).toMatchObject({ dialog: 'new-run', model: 'tiny' });
});

it('one that was given up leaves no word; one that is refused, a sentence', async () => {
  const { page, answers, state } = openPage();
  const first = bringModel(page, given('tiny'));
  await Promise.resolve();
  answers[0]!.kept(null);
  await first;
  expect(state()).toMatchObject({ bringing: null, brought: null, problem: null });
  const second = bringModel(page, given('tiny', ['b.evolora']));
  await Promise.resolve();
  answers[1]!.refused();
  await second;
  expect(state().problem).toMatchObject({
    code: 'model-missing',
    nextStep: expect.stringMatching(/^Take another\. “b\.evolora” stayed/) as string,
  });
});

it('a second one is told while the first is copied', async () => {
  const { page, answers, state } = openPage();
  const first = bringModel(page, given('tiny'));
  await bringModel(page, given('other'));
  expect(state().problem?.sentence).toMatch(/^“other” stayed untouched: .* “tiny” came first\.$/);
  expect(state().bringing).toBe('tiny');
  answers[0]!.kept(KEPT);
  await first;
  expect(answers).toHaveLength(1);
});

it('a run whose model is at hand is offered with it, and opened when that is accepted', async () => {
  const { page, state } = openPage();
  const asked: unknown[] = [];
  page.lab.openRun = async (id, choice) => {
    asked.push([id, choice]);
    if (!choice?.loadHost) throw NEEDS;
  };
  page.openDialog('runs');
  await openRun(page, 'a');
  expect(state()).toMatchObject({
    dialog: 'runs',
    problem: { code: 'run-needs-host', offer: { title: 'Load the model' } },
  });
  state().problem!.offer!.accept();
  await Promise.resolve();
  expect(asked).toEqual([
    ['a', undefined],
    ['a', { loadHost: true }],
  ]);
  expect(state()).toMatchObject({ dialog: null, problem: null });
});

it('so is the run of a file', async () => {
  const { page, state } = openPage();
  const file = new File([], 'a.evolora');
  page.lab.importRun = async (_, choice) => {
    if (!choice?.loadHost) throw NEEDS;
    return true;
  };
  expect(await importRun(page, file)).toBe(false);
  state().problem!.offer!.accept();
  expect(state()).toMatchObject({ dialog: 'import', importing: { name: 'a.evolora' } });
  await expect.poll(() => state().importing).toBeNull();
  expect(state()).toMatchObject({ dialog: null, problem: null });
});

it('no offer is made of any other problem', async () => {
  const { page, state } = openPage();
  await openRun(page, 'gone');
  expect(state().problem).toMatchObject({ code: 'run-unknown' });
  expect(state().problem!.offer).toBeUndefined();
});

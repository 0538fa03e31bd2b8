/** What counts as a model among what is dropped or chosen, and which of its files are read. */
import { strFromU8, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { chosenFolder, droppedModel } from '../../src/ui/state/given/dropped.ts';
import { droppedAdapters } from '../../src/ui/state/given/dropped-adapters.ts';
import { chosenRun, droppedRun } from '../../src/ui/state/given/dropped-run.ts';

type Tree = { [name: string]: Tree | string };

/** An entry as browsers give it: a folder's children come a hundred at a time, then none. */
function entryOf(name: string, content: Tree | string, parent = ''): FileSystemEntry {
  const fullPath = `${parent}/${name}`;
  if (typeof content === 'string') {
    const file = (resolve: (file: File) => void, reject: (cause: Error) => void) =>
      content === 'gone' ? reject(new DOMException('gone', 'NotFoundError')) : resolve(new File([content], name));
    return { name, fullPath, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const createReader = () => {
    const left = Object.entries(content).map(([child, inside]) => entryOf(child, inside, fullPath));
    return { readEntries: (resolve: (some: FileSystemEntry[]) => void) => resolve(left.splice(0, 100)) };
  };
  return { name, fullPath, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const dropOf = (tree: Tree) =>
  ({
    items: Object.entries(tree).map(([name, content]) => ({ webkitGetAsEntry: () => entryOf(name, content) })),
  }) as unknown as DataTransfer;

const TINY: Tree = { 'config.json': '{}', onnx: { 'model.onnx': 'x' } };
const pathsOf = async (tree: Tree) => (await droppedModel(dropOf(tree))!.read()).map(({ path }) => path);

describe('a model is', () => {
  it('a folder, with all that lies in it and is not hidden', async () => {
    const many = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${i}.txt`, 'x']));
    const tree = { tiny: { ...TINY, '.git': { HEAD: 'x' }, '.DS_Store': 'x', many } };
    expect(droppedModel(dropOf(tree))).toMatchObject({ name: 'tiny', others: [] });
    const paths = await pathsOf(tree);
    expect(paths.slice(0, 2)).toEqual(['tiny/config.json', 'tiny/onnx/model.onnx']);
    expect(paths).toHaveLength(252);
  });

  it('some files of which one is a graph or a config', async () => {
    expect(await pathsOf({ 'tokenizer.json': 'x', 'model_q4.onnx': 'x' })).toEqual(['tokenizer.json', 'model_q4.onnx']);
    expect(droppedModel(dropOf({ 'config.json': 'x' }))).toMatchObject({ name: 'config.json' });
    expect(droppedModel(dropOf({ 'model.onnx_data': 'x' }))).not.toBeNull();
  });

  it('not a run, an experiment or anything else', () => {
    for (const name of ['a.evolora', 'a.yaml', 'picture.png', 'config.json.txt', 'onnx'])
      expect(droppedModel(dropOf({ [name]: 'x' })), name).toBeNull();
    expect(droppedModel(dropOf({}))).toBeNull();
  });

  it('beside runs and experiments, which are named and left', async () => {
    const tree = { 'a.evolora': 'x', 'b.yml': 'x', tiny: TINY };
    expect(droppedModel(dropOf(tree))).toMatchObject({ name: 'tiny', others: ['a.evolora', 'b.yml'] });
    expect(await pathsOf(tree)).toEqual(['tiny/config.json', 'tiny/onnx/model.onnx']);
  });
});

describe('a folder that can be no model is told by its name', () => {
  const failure = (tree: Tree) => droppedModel(dropOf(tree))!.read();

  it('empty, or with nothing but hidden files', async () => {
    for (const tree of [{}, { deep: {} }, { '.git': { HEAD: 'x' } }] as Tree[])
      await expect(failure({ tiny: tree })).rejects.toThrow(/^“tiny” holds no file\. A model is a folder with/);
    await expect(chosenFolder([]).read()).rejects.toThrow(/^The folder that was chosen holds no file\./);
  });

  it('far too many files: it is walked no further', async () => {
    const files = Array.from({ length: 2001 }, (_, i) => [`${i}.txt`, i === 2000 ? 'gone' : 'x']);
    const tree = { home: Object.fromEntries(files) as Tree };
    await expect(failure(tree)).rejects.toThrow();
    const all = files.map(([name]) => chosenFile(`home/${name!}`));
    await expect(chosenFolder(all).read()).rejects.toThrow(/^“home” holds more than 2000 files/);
  });

  it('a file that has gone meanwhile', async () => {
    await expect(failure({ tiny: { 'config.json': 'gone' } })).rejects.toMatchObject({
      code: 'file-unreadable',
      sentence: expect.stringMatching(/^“config\.json” cannot be read/) as string,
    });
  });
});

it('a chosen folder has the files that the browser lists, without hidden ones', async () => {
  const chosen = chosenFolder(['tiny/config.json', 'tiny/.git/HEAD', 'tiny/onnx/model.onnx'].map(chosenFile));
  expect(chosen).toMatchObject({ name: 'tiny', others: [] });
  expect((await chosen.read()).map(({ path }) => path)).toEqual(['tiny/config.json', 'tiny/onnx/model.onnx']);
});

function chosenFile(path: string): File {
  return Object.assign(new File(['x'], path.split('/').at(-1)!), { webkitRelativePath: path });
}

describe('a run’s directory', () => {
  const blobs = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${i}.safetensors`, 'x']));
  const RUN: Tree = { 'world.json': '{}', 'journal.ndjson': '', blobs };

  it('is a folder with a state and a journal, and only what belongs to it is read', async () => {
    const more: Tree = { ...RUN, 'run.evolora': 'gone', notes: { 'a.txt': 'gone' }, 'amended.ndjson': '' };
    const run = await droppedRun(dropOf({ one: more, 'b.yaml': 'x' }))();
    expect(run).toMatchObject({ name: 'one', others: ['b.yaml'] });
    const paths = (await run!.read()).map(({ path }) => path);
    expect(paths).toHaveLength(253);
    expect(paths).toEqual(
      expect.arrayContaining(['world.json', 'journal.ndjson', 'amended.ndjson', 'blobs/249.safetensors']),
    );
  });

  it('is no model, no half of a run, and no file', async () => {
    for (const tree of [{ tiny: TINY }, { half: { 'world.json': '{}' } }, { 'world.json': '{}' }] as Tree[])
      expect(await droppedRun(dropOf(tree))()).toBeNull();
  });

  it('is read alike when it is chosen', async () => {
    const files = ['one/world.json', 'one/journal.ndjson', 'one/blobs/a.jsonl', 'one/run.evolora', 'one/blobs/.x'];
    const run = chosenRun(files.map(chosenFile));
    expect(run.name).toBe('one');
    expect((await run.read()).map(({ path }) => path)).toEqual(['world.json', 'journal.ndjson', 'blobs/a.jsonl']);
  });
});

describe('adapters are', () => {
  const PEFT: Tree = { 'adapter_config.json': '{}', 'adapter_model.safetensors': 'x', 'README.md': 'x' };
  const lookAt = async (tree: Tree) => (await droppedAdapters(dropOf(tree))?.()) ?? null;
  const pathsOf = async (tree: Tree) => (await lookAt(tree))?.given.map(({ path }) => path) ?? null;
  /** Only its names count: they stand in the list at a zip's end. */
  const zipOf = (...names: string[]) =>
    strFromU8(zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x')]))), true);

  it('folders with PEFT directories at any depth, whose other files are left out', async () => {
    const tree = { mine: { portfolio: { a: PEFT, b: PEFT, 'router.json': '{}', 'route.py': 'x' } } };
    const of = (name: string) => [
      `mine/portfolio/${name}/adapter_config.json`,
      `mine/portfolio/${name}/adapter_model.safetensors`,
    ];
    expect(await pathsOf(tree)).toEqual([...of('a'), ...of('b'), 'mine/portfolio/router.json']);
  });

  it('several folders, zips and files at once, with what is something else told', async () => {
    const tree = {
      one: PEFT,
      'two.zip': zipOf('a/adapter_config.json', 'a/adapter_model.safetensors'),
      'c.onnx_adapter': 'x',
      'notes.txt': 'x',
    };
    expect(await lookAt(tree)).toMatchObject({ others: ['notes.txt'] });
    expect(await pathsOf(tree)).toEqual([
      'one/adapter_config.json',
      'one/adapter_model.safetensors',
      'two.zip',
      'c.onnx_adapter',
    ]);
  });

  it('the files of one directory, what the forerunner exported, and single weights', async () => {
    for (const tree of [
      PEFT,
      { run: { 'index.json': '{}', 'org_1.safetensors': 'x' } },
      { 'a.safetensors': 'x' },
      { 'adapter_model.bin': 'x' },
    ])
      expect(await pathsOf(tree)).not.toBeNull();
  });

  it('not models, runs, tasks or zips of anything else', async () => {
    const model = { ...TINY, 'model.safetensors': 'x' };
    const run = zipOf('manifest.json', 'journal.ndjson', 'adapters/0.safetensors');
    const trees: Tree[] = [
      { tiny: model },
      { tiny: { 'config.json': '{}', 'model.safetensors': 'x' } },
      { 'run.zip': run },
      { 'a.zip': zipOf('notes.txt') },
      { 'tasks.json': '[]' },
      { 'a.evolora': 'x' },
      {},
    ];
    for (const tree of trees) expect(await lookAt(tree)).toBeNull();
  });
});

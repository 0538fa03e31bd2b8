/**
 * What somebody dropped or chose as a model: a folder, or some of a model's parts. It is walked as far as it can be one
 * model; what is no model is told by the lab, which reads it.
 */
import { LabError } from '../../../core/errors.ts';
import type { GivenFile } from '../../../lab/contract.ts';

/** A model as it was given, or a run's directory. */
export interface GivenFolder {
  name: string;
  /** Throws LabError `model-missing`, `model-unclear` or `file-unreadable`. */
  read: () => Promise<GivenFile[]>;
  /** Names of what was given beside it and is of another kind. */
  others: readonly string[];
}

/** A folder with more files is no model's own: the largest in use have some dozens. */
const MOST_FILES = 2000;
const PART = /^config\.json$|\.onnx(?:[._]data)?$/i;
const OTHER_KIND = /\.(?:evolora|ya?ml)$/i;

/** The model among what was dropped; null when it is files of other kinds. To be called while the drop is being told. */
export function droppedModel({ items }: DataTransfer): GivenFolder | null {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const first = entries.find(({ isDirectory }) => isDirectory) ?? entries.find(({ name }) => PART.test(name));
  if (!first) return null;
  const others = entries.filter(({ isFile, name }) => isFile && OTHER_KIND.test(name));
  const own = entries.filter((entry) => !others.includes(entry));
  const { name } = first;
  return { name, read: () => collect(name, walk(own)), others: others.map((other) => other.name) };
}

/** A folder that was chosen, as the browser lists it. */
export function chosenFolder(files: readonly File[]): GivenFolder {
  const [name = ''] = files[0]?.webkitRelativePath.split('/') ?? [];
  const given = files.map((file) => ({ path: file.webkitRelativePath, file }));
  return {
    name,
    read: () =>
      collect(
        name,
        given.filter(({ path }) => !path.split('/').some(isHidden)),
      ),
    others: [],
  };
}

async function collect(name: string, files: Iterable<GivenFile> | AsyncIterable<GivenFile>): Promise<GivenFile[]> {
  const found: GivenFile[] = [];
  for await (const file of files) {
    if (found.length === MOST_FILES) throw tooMany(name);
    found.push(file);
  }
  if (found.length === 0) throw empty(name);
  return found;
}

export async function* walk(
  entries: Iterable<FileSystemEntry> | AsyncIterable<FileSystemEntry>,
): AsyncGenerator<GivenFile> {
  for await (const entry of entries) {
    if (isHidden(entry.name)) continue;
    if (entry.isDirectory) yield* walk(childrenOf(entry as FileSystemDirectoryEntry));
    else yield { path: entry.fullPath.slice(1), file: await fileOf(entry as FileSystemFileEntry) };
  }
}

/** A reader gives a hundred at a time, and none at the end. */
export async function* childrenOf(folder: FileSystemDirectoryEntry): AsyncGenerator<FileSystemEntry> {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, (cause) => reject(notReadable(folder.name, cause)));
    });
    if (some.length === 0) return;
    yield* some;
  }
}

export function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, (cause) => reject(notReadable(entry.name, cause)));
  });
}

function isHidden(name: string): boolean {
  return name.startsWith('.');
}

function empty(name: string): LabError {
  return new LabError(
    'model-missing',
    name === '' ? 'The folder that was chosen holds no file.' : `“${name}” holds no file.`,
    'A model is a folder with config.json, its tokenizer’s files and its graph, such as onnx/model.onnx; drop or choose that folder. The run that is open goes on.',
  );
}

function tooMany(name: string): LabError {
  return new LabError(
    'model-unclear',
    `“${name}” holds more than ${MOST_FILES} files, and a model has a few.`,
    'Drop or choose the model’s own folder; the run that is open goes on.',
  );
}

function notReadable(name: string, cause: unknown): LabError {
  return new LabError(
    'file-unreadable',
    `“${name}” cannot be read: it was moved or changed since it was dropped, or the browser may not read it.`,
    'Drop a folder that is there now; the run that is open goes on.',
    { cause },
  );
}

/**
 * A model as somebody dropped or chose it: which of its folders is the model's own, which file its graph, and its files
 * read as those of a host.
 */
import { compareTexts } from '../../base/order.ts';
import { LabError } from '../../core/errors.ts';
import { HostError, type HostFiles } from '../../host/index.ts';
import type { GivenFile } from '../contract.ts';

export interface GivenModel {
  /** of its folder; `model` where single files were given */
  name: string;
  /** path of its graph */
  graph: string;
  files: HostFiles;
  /** the files that were read so far, by their paths: what a host is made of */
  read: ReadonlyMap<string, File>;
}

/** A browser holds no more than this in one piece. */
const MOST_FILE_BYTES = 2 ** 31 - 1;
/** WebAssembly has addresses for 4 GiB, of which a model leaves some to what runs on it. */
const MOST_MODEL_BYTES = 3.6e9;
const MOST_NAMED = 6;
/** Weights in the forms of other programs. */
const FOREIGN = /\.(safetensors|bin|gguf|pt|pth|h5|msgpack|tflite)$/;
const TRY_AGAIN = 'then drop or choose the folder again; the run that is open goes on.';

/**
 * The one model among some files. Throws LabError `model-missing` where a config.json or a graph is missing, and
 * `model-unclear` where there are several.
 */
export function givenModel(given: readonly GivenFile[]): GivenModel {
  const all = new Map(given.filter(isShown).map(({ path, file }) => [path, file]));
  const folder = folderOfModel([...all.keys()]);
  const inside = new Map(
    [...all].filter(([path]) => path.startsWith(folder)).map(([path, file]) => [path.slice(folder.length), file]),
  );
  const name = folder.split('/').at(-2) ?? 'model';
  const read = new Map<string, File>();
  return { name, graph: graphOf([...inside.keys()], name), files: filesOf(inside, name, read), read };
}

/** Hidden files and those of the system's own are nobody's model. */
function isShown({ path }: GivenFile): boolean {
  return path.split('/').every((part) => !part.startsWith('.') && part !== '__MACOSX');
}

/** The folder of the config.json that lies highest, with a slash at its end; empty for the outermost. */
function folderOfModel(paths: readonly string[]): string {
  const depthOf = (path: string) => path.split('/').length;
  const configs = paths.filter((path) => path.split('/').at(-1) === 'config.json');
  const least = Math.min(...configs.map(depthOf));
  const highest = configs.filter((path) => depthOf(path) === least).sort(compareTexts);
  if (highest.length === 1) return highest[0]!.slice(0, -'config.json'.length);
  if (highest.length === 0)
    throw new LabError(
      'model-missing',
      paths.length === 0 ? 'There is no file in what was given.' : `${whole(paths)} has no file config.json.`,
      `A model is a folder with config.json, its tokenizer’s files and its graph, such as onnx/model.onnx; drop or choose that folder. The run that is open goes on.`,
    );
  throw new LabError(
    'model-unclear',
    `${whole(paths)} holds ${highest.length} models: ${listed(highest)}.`,
    'Drop or choose the folder of one of them; the run that is open goes on.',
  );
}

/** What was given, in words: its folder, where all of it lies in one. */
function whole(paths: readonly string[]): string {
  const [first = ''] = paths;
  const top = first.slice(0, first.indexOf('/') + 1);
  if (top !== '' && paths.every((path) => path.startsWith(top))) return `“${top.slice(0, -1)}”`;
  return paths.length === 1 ? `“${first}”` : `What was given (${listed([...paths].sort(compareTexts))})`;
}

function graphOf(paths: readonly string[], name: string): string {
  const graphs = paths.filter((path) => path.endsWith('.onnx')).sort(compareTexts);
  if (graphs.length === 1) return graphs[0]!;
  if (graphs.length > 1)
    throw new LabError(
      'model-unclear',
      `“${name}” has ${graphs.length} graphs: ${listed(graphs)}.`,
      `Keep one of them in the folder, with config.json and the tokenizer’s files, ${TRY_AGAIN}`,
    );
  const foreign = paths.filter((path) => FOREIGN.test(path)).sort(compareTexts);
  const instead = foreign.length > 0 ? `; it has ${listed(foreign)}, which other programs read` : '';
  throw new LabError(
    'model-missing',
    `“${name}” has no graph, a file that ends in .onnx${instead}.`,
    `Take the ONNX version of the model, or export it with optimum or onnxruntime-genai, ${TRY_AGAIN}`,
  );
}

function filesOf(inside: ReadonlyMap<string, File>, name: string, read: Map<string, File>): HostFiles {
  return {
    async read(path) {
      const file = inside.get(path);
      if (!file)
        throw new HostError('host-missing', `“${name}” has no file ${path}.`, `Put it into the folder, ${TRY_AGAIN}`);
      if (file.size > MOST_FILE_BYTES)
        throw new LabError(
          'model-too-large',
          `${path} of “${name}” has ${(file.size / 1e9).toFixed(1)} GB, and a browser holds 2 GB in one file.`,
          'Choose a smaller model, or the same one with weights of fewer bits; the run that is open goes on.',
        );
      const all = [...read.values()].reduce((sum, { size }) => sum + size, read.has(path) ? 0 : file.size);
      if (all > MOST_MODEL_BYTES)
        throw new LabError(
          'model-too-large',
          `${path} and what else “${name}” is made of have ${(all / 1e9).toFixed(1)} GB, and a page has 3.6 GB for a model.`,
          'Choose a smaller model, or the same one with weights of fewer bits; the run that is open goes on.',
        );
      const bytes = await file.arrayBuffer().catch((cause: unknown) => {
        throw notReadableNow(path, name, cause);
      });
      read.set(path, file);
      return new Uint8Array(bytes);
    },
  };
}

/** A file that was there when it was chosen, and cannot be read now. */
export function notReadableNow(path: string, name: string, cause: unknown): LabError {
  return new LabError(
    'file-unreadable',
    `${path} of “${name}” cannot be read: it was moved or changed since it was chosen, or it is too large for the browser.`,
    'Choose a folder that is there now; the run that is open goes on.',
    { cause },
  );
}

function listed(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return paths.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

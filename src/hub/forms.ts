/**
 * The forms in which a repository has its model: one graph each, by the names that transformers.js gives them, with the
 * files that hold its weights and the settings that all forms share.
 */
import { compareTexts } from '../base/order.ts';
import { LabError } from '../core/errors.ts';
import { DTYPES, NEEDED, SETTINGS, SUFFIXES } from './file-names.ts';
import { writtenName } from './name.ts';
import type { HubFile, Repository } from './repository.ts';

export interface ModelForm {
  /** as transformers.js calls it; a name of the repository's own where it has another */
  dtype: string;
  /** path of its graph */
  graph: string;
  /** settings first, then the graph and its weights */
  files: HubFile[];
  bytes: number;
}

const GRAPH = /^((?:onnx\/)?model)([^/]*)\.onnx$/;
const MOST_NAMED = 4;

/**
 * All forms of a repository, the smallest first; those in `onnx/` where there are such. Throws LabError `hub-no-model`
 * where it has none, or lacks what a host needs.
 */
export function modelForms({ name, files }: Repository): ModelForm[] {
  const settings = files.filter(({ path }) => SETTINGS.includes(path));
  const graphs = files.filter(({ path }) => GRAPH.test(path));
  const inFolder = graphs.filter(({ path }) => path.startsWith('onnx/'));
  const chosen = inFolder.length > 0 ? inFolder : graphs;
  const whose = `“${writtenName(name)}”`;
  if (chosen.length === 0) throw noGraph(whose, files);
  const missing = NEEDED.filter((path) => !settings.some((file) => file.path === path));
  if (missing.length > 0)
    throw noModel(
      `${whose} has ONNX graphs, and lacks ${missing.join(' and ')}, without which it cannot be talked to.`,
    );
  return chosen
    .map((graph): ModelForm => {
      const all = [...settings, graph, ...weightsOf(graph.path, files)];
      return { dtype: dtypeOf(graph.path), graph: graph.path, files: all, bytes: sum(all) };
    })
    .sort((a, b) => a.bytes - b.bytes || compareTexts(a.graph, b.graph));
}

/** `org/name` and a form as the name of a host: `Qwen3-0.6B-ONNX-q4f16`. */
export function nameOfForm(repository: string, dtype: string): string {
  const [, name] = repository.split('/');
  return dtype === 'fp32' ? name! : `${name}-${dtype}`;
}

function dtypeOf(path: string): string {
  const [, , suffix] = GRAPH.exec(path)!;
  return DTYPES.find((dtype) => SUFFIXES[dtype] === suffix) ?? suffix!.replace(/^[_.-]/, '');
}

/** `model.onnx_data`, `model.onnx_data_1`… as optimum and transformers.js have them; `model.onnx.data` as torch's exporters. */
function weightsOf(graph: string, files: readonly HubFile[]): HubFile[] {
  return files
    .filter(({ path }) => path.startsWith(graph) && /^(_data(_\d+)?|\.data)$/.test(path.slice(graph.length)))
    .sort((a, b) => a.path.length - b.path.length || compareTexts(a.path, b.path));
}

function sum(files: readonly HubFile[]): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}

function noGraph(whose: string, files: readonly HubFile[]): LabError {
  const others = files.map(({ path }) => path).filter((path) => path.endsWith('.onnx'));
  const weights = files.some(({ path }) => /\.(safetensors|gguf|bin|pt)$/.test(path));
  if (others.length > 0) {
    const named = others.sort(compareTexts).slice(0, MOST_NAMED).join(', ');
    return noModel(
      `${whose} has no graph that can be lived on, onnx/model*.onnx; it has ${named}, which are of another kind.`,
    );
  }
  return noModel(`${whose} has no ONNX graph${weights ? ', only weights that other programs read' : ''}.`);
}

function noModel(sentence: string): LabError {
  return new LabError(
    'hub-no-model',
    sentence,
    'Look for the ONNX version of the model, often under onnx-community, or export it with optimum or onnxruntime-genai.',
  );
}

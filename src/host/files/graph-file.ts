/** Which file of a host directory is its graph: the one that is told, or the only one that is called like one. */
import { compareTexts } from '../../base/order.ts';
import { HostError } from '../errors.ts';
import { pathParts, type HostFiles } from './files.ts';

/** The graph file where a directory cannot be listed. */
const USUAL_GRAPH = 'onnx/model.onnx';
const CALLED_LIKE_ONE = /^(onnx\/)?model[^/]*\.onnx$/;
const MOST_NAMED = 6;
const HOW_TO_SAY = 'on the command line with --model PATH.';

/**
 * The path of a directory's graph: `told`, plainly written, or else the one file among `onnx/model*.onnx` and
 * `model*.onnx`. Throws HostError `host-missing` where there is none, `graph-unclear` where there are several.
 */
export async function graphFileOf(files: HostFiles, told?: string): Promise<string> {
  if (told !== undefined) return pathParts(told).join('/');
  const paths = await files.list?.();
  if (!paths) return USUAL_GRAPH;
  const graphs = paths.filter((path) => CALLED_LIKE_ONE.test(path)).sort(compareTexts);
  if (graphs.length === 1) return graphs[0]!;
  const model = files.place === undefined ? 'The model' : `The model in ${files.place}`;
  throw graphs.length > 1 ? unclear(model, graphs) : missing(model, paths);
}

function unclear(model: string, graphs: readonly string[]): HostError {
  const sentence = `${model} has ${graphs.length} graphs: ${listed(graphs)}.`;
  return new HostError('graph-unclear', sentence, `Say which of them is meant; ${HOW_TO_SAY}`);
}

function missing(model: string, paths: readonly string[]): HostError {
  const others = paths.filter((path) => path.endsWith('.onnx')).sort(compareTexts);
  const none = `${model} has no graph, a file onnx/model*.onnx or model*.onnx`;
  if (others.length > 0)
    return new HostError('host-missing', `${none}; it has ${listed(others)}.`, `Say which is the graph; ${HOW_TO_SAY}`);
  const nextStep = 'Take the ONNX version of the model, or export it with optimum or onnxruntime-genai.';
  return new HostError('host-missing', `${none}.`, nextStep);
}

function listed(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return paths.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

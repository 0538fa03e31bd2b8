/**
 * A host directory in the Hugging Face layout, wherever it lies. Paths are relative to it: 'config.json',
 * 'onnx/model.onnx'.
 */
import { HostError } from '../errors.ts';
import type { Model } from '../onnx/model.ts';
import type { ExternalData } from '../runtime/runtime.ts';

export interface HostFiles {
  read(path: string): Promise<Uint8Array>;
}

/** The files beside a graph that hold its weights, each once. */
export async function readExternalData(model: Model, path: string, files: HostFiles): Promise<ExternalData[]> {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const locations = new Set(model.graph.initializers.flatMap(({ external }) => (external ? [external.location] : [])));
  return Promise.all(
    [...locations].map(async (location) => ({ path: location, data: await files.read(folder + location) })),
  );
}

/** A settings file. Throws HostError `host-damaged` when it is no JSON. */
export async function readJson(files: HostFiles, path: string): Promise<Record<string, unknown>> {
  return parseJson(await files.read(path), path);
}

/** A settings file that a host may go without: then it is empty. */
export function readOptionalJson(files: HostFiles, path: string): Promise<Record<string, unknown>> {
  return readJson(files, path).catch(() => ({}));
}

export function parseJson(bytes: Uint8Array, path: string): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw new HostError('host-damaged', `The host's ${path} is no JSON.`, 'Download or copy the host again.', {
      cause,
    });
  }
}

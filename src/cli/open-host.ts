/** The host that a command works on: the lab's own, another one that ships with it, or a directory. */
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  describeHost,
  type Host,
  type HostDescription,
  type HostMemory,
  type IdentifyOptions,
  type Precision,
} from '../host/index.ts';
import { folderFiles, openHost, type OpenNodeOptions } from '../host/node.ts';

const HOSTS = fileURLToPath(new URL('../../public/hosts/', import.meta.url));

export interface ChosenHost {
  /** a name in public/hosts, or else a directory; `micro` unless told */
  host?: string | undefined;
  /** path of the graph inside it, or a whole one; found unless told */
  model?: string | undefined;
  /** exact unless told */
  precision?: Precision | undefined;
}

/**
 * Opens it. Throws what `openHost` throws.
 * @param threads  two unless told; results do not depend on them
 * @param plan  told what it will take before it is opened; may throw
 */
export function openChosenHost(
  chosen: ChosenHost,
  threads?: number,
  plan?: (memory: HostMemory) => void,
): Promise<Host> {
  return openHost({ ...placeOf(chosen), threads, plan });
}

/** Opens it to be looked into, also where it has no tokenizer. Throws what `openHost` throws. */
export function openToLookInto(
  chosen: ChosenHost,
  options: Pick<OpenNodeOptions, 'threads' | 'device'>,
): Promise<Host> {
  return openHost({ ...placeOf(chosen), ...options, idsOnly: true });
}

/** Reads it and runs nothing: what it is, for commands that need no more. Throws what `describeHost` throws. */
export function describeChosenHost(chosen: ChosenHost): Promise<HostDescription> {
  return describeHost(placeOf(chosen));
}

function placeOf({ host = 'micro', model, precision }: ChosenHost): IdentifyOptions {
  const isShipped = /^[\w.-]+$/.test(host) && existsSync(join(HOSTS, host, 'config.json'));
  const folder = isShipped ? join(HOSTS, host) : resolve(host);
  return { name: basename(folder), files: folderFiles(folder), model: model && pathIn(folder, model), precision };
}

/** A path in the folder, which people may also write from the root. */
function pathIn(folder: string, path: string): string {
  return (isAbsolute(path) ? relative(folder, path) : path).replaceAll(sep, '/');
}

/** The host that a command works on: the lab's own, another one that ships with it, a directory, or one from the hub. */
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
import { folderFiles, openHost, type NodeDevice } from '../host/node.ts';
import { HUB_PREFIX } from '../hub/name.ts';
import { hubFolder } from './hub/hub-host.ts';
import { keptAnswers } from './kept-answers.ts';

const HOSTS = fileURLToPath(new URL('../../public/hosts/', import.meta.url));

export interface ChosenHost {
  /** a name in public/hosts, `hub:ORG/NAME`, or else a directory; `micro` unless told */
  host?: string | undefined;
  /** address of the hub that it is fetched from */
  hub?: string | undefined;
  /** in which form it is fetched */
  dtype?: string | undefined;
  /** path of the graph inside it, or a whole one; found unless told */
  model?: string | undefined;
  /** exact unless told */
  precision?: Precision | undefined;
  /** where it computes; the processor unless told */
  device?: NodeDevice | undefined;
}

/**
 * Opens it. Throws what `openHost` and `hubFolder` throw.
 * @param threads  two unless told; results do not depend on them
 * @param plan  told what it will take before it is opened; may throw
 */
export async function openChosenHost(
  chosen: ChosenHost,
  threads?: number,
  plan?: (memory: HostMemory) => void,
): Promise<Host> {
  const place = await placeOf(chosen);
  return openHost({ ...place, device: chosen.device, threads, plan, firstAnswers: keptAnswers() });
}

/** Opens it to be looked into, also where it has no tokenizer. Throws what `openHost` and `hubFolder` throw. */
export async function openToLookInto(chosen: ChosenHost, threads: number): Promise<Host> {
  return openHost({ ...(await placeOf(chosen)), device: chosen.device, threads, idsOnly: true });
}

/** Reads it and runs nothing: what it is, for commands that need no more. Throws what `describeHost` and `hubFolder` throw. */
export async function describeChosenHost(chosen: ChosenHost): Promise<HostDescription> {
  return describeHost(await placeOf(chosen));
}

async function placeOf({ host = 'micro', model, precision, hub, dtype, device }: ChosenHost): Promise<IdentifyOptions> {
  if (host.startsWith(HUB_PREFIX)) {
    const { folder, ...found } = await hubFolder(host, { hub, dtype, model, device });
    return { ...found, files: folderFiles(folder), precision };
  }
  const isShipped = /^[\w.-]+$/.test(host) && existsSync(join(HOSTS, host, 'config.json'));
  const folder = isShipped ? join(HOSTS, host) : resolve(host);
  return { name: basename(folder), files: folderFiles(folder), model: model && pathIn(folder, model), precision };
}

/** A path in the folder, which people may also write from the root. */
function pathIn(folder: string, path: string): string {
  return (isAbsolute(path) ? relative(folder, path) : path).replaceAll(sep, '/');
}

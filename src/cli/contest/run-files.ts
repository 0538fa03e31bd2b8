/**
 * The files of a contest's runs, in its directory:
 *
 *     EXPERIMENT/ARM-SEED.json                   the result, when the run is whole
 *     EXPERIMENT/ARM-SEED/unfinished.json        what was read so far
 *     EXPERIMENT/ARM-SEED/…                      what the run goes on from: a world's journal and state, a rival's state
 *
 * Every file says of which run it is. One that is of another is named, and nothing is written over it.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { canonicalJson } from '../../base/hash.ts';
import { LabError } from '../../core/errors.ts';
import { resultSchema, RESULT_VERSION, type ContestReading, type Result } from '../../evaluation/contest/reading.ts';
import { absent, replaceFile } from '../replace-file.ts';
import { identityOfRun, placesOfRun, type ContestHost, type ContestRun, type RunIdentity } from './contest-run.ts';

const readingsSchema = resultSchema.shape.readings;
const unfinishedSchema = resultSchema
  .omit({ spent: true, readings: true, facts: true, changes: true })
  .extend({ readings: readingsSchema.or(readingsSchema.element.array().max(0)) });

const OTHER_PLACE = 'Name another directory with --out, or take the file away; nothing was written over it.';

/** The result of a run; null when it is not whole yet. Throws LabError `contest-damaged` and `contest-foreign`. */
export function readResult(out: string, run: ContestRun, host: ContestHost): Promise<Result | null> {
  return readOwn(placesOfRun(out, run).result, resultSchema, identityOfRun(run, host));
}

/**
 * What was read of a run that was interrupted; null when it has not begun.
 * @throws LabError `contest-damaged`, also for a directory that holds anything else, and `contest-foreign`
 */
export async function readUnfinished(
  out: string,
  run: ContestRun,
  host: ContestHost,
): Promise<readonly ContestReading[] | null> {
  const { directory } = placesOfRun(out, run);
  const found = await readOwn(join(directory, 'unfinished.json'), unfinishedSchema, identityOfRun(run, host));
  if (found) return found.readings;
  if (await isNotBegun(directory)) return null;
  throw damaged(directory, 'has no unfinished.json, so it is no directory of a run');
}

/** A run that was killed at its first step leaves its directory, and perhaps the part of a file that was never whole. */
async function isNotBegun(directory: string): Promise<boolean> {
  const names = await readdir(directory).catch(absent);
  return names === null || names.every((name) => name === 'unfinished.json.partial');
}

export async function writeUnfinished(
  out: string,
  run: ContestRun,
  host: ContestHost,
  readings: readonly ContestReading[],
): Promise<void> {
  const { directory } = placesOfRun(out, run);
  await mkdir(directory, { recursive: true });
  await replaceFile(
    join(directory, 'unfinished.json'),
    `${JSON.stringify({ ...identityOfRun(run, host), readings })}\n`,
  );
}

/** Throws what `resultSchema` throws: a result is checked before it is written. */
export async function writeResult(out: string, run: ContestRun, result: Result): Promise<void> {
  const { result: path } = placesOfRun(out, run);
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, `${JSON.stringify(resultSchema.parse(result))}\n`);
}

/** Takes away what a rival went on from. A world's directory stays: its journal tells what no table does. */
export async function clearUnfinished(out: string, run: ContestRun): Promise<void> {
  if (run.arm.kind === 'rival') await rm(placesOfRun(out, run).directory, { recursive: true, force: true });
}

/** A file's content, when it is of that run; null when there is none. */
async function readOwn<Schema extends z.ZodType<RunIdentity>>(
  path: string,
  schema: Schema,
  wanted: RunIdentity,
): Promise<z.output<Schema> | null> {
  const text = await readFile(path, 'utf8').catch(absent);
  if (text === null) return null;
  const value = jsonOf(text, path);
  const { version } = Object(value) as { version?: unknown };
  if (Number(version) > RESULT_VERSION)
    throw new LabError('contest-foreign', `${path} was written by a newer lab.`, OTHER_PLACE);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { path: at, message } = parsed.error.issues[0]!;
    throw damaged(path, `is not what a run leaves behind (${at.join('.') || 'all of it'}: ${message})`);
  }
  const why = whyForeign(parsed.data, wanted);
  if (why === null) return parsed.data;
  throw new LabError('contest-foreign', `${path} is of another run: ${why}.`, OTHER_PLACE);
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw damaged(path, 'is not JSON', cause);
  }
}

function damaged(path: string, what: string, cause?: unknown): LabError {
  const next = 'Take it away and give the command again: that run is then made anew, and nothing else is.';
  return new LabError('contest-damaged', `${path} ${what}.`, next, { cause });
}

/** What is different, as the end of a sentence; null when it is the same run. */
function whyForeign(found: RunIdentity, wanted: RunIdentity): string | null {
  if ((['hash', 'precision', 'device'] as const).some((key) => found.host[key] !== wanted.host[key]))
    return `it was made on ${hostInWords(found)}, and this contest is on ${hostInWords(wanted)}`;
  if (found.rules !== wanted.rules) return `it was lived under rules ${found.rules}, and today’s are ${wanted.rules}`;
  for (const key of ['contest', 'experiment', 'arm', 'seed', 'salt'] as const)
    if (found[key] !== wanted[key]) return `its ${key} is “${found[key]}”, and here it is “${wanted[key]}”`;
  if (found.budget !== wanted.budget)
    return `its budget was ${found.budget / 1e12} TFLOPs, and here it is ${wanted.budget / 1e12}`;
  if (found.definition !== wanted.definition)
    return 'the manifest says other settings, moments of reading or numbers of tasks than when it was made';
  return canonicalJson(found.host) === canonicalJson(wanted.host) ? null : 'its host has another name';
}

function hostInWords({ host }: RunIdentity): string {
  const how = [host.hash.slice(0, 12), host.precision, host.device].filter((word) => word !== undefined);
  return `“${host.name}” (${how.join(', ')})`;
}

/** `evolora fork`: what if, from some generation of a run. The fork is a run of its own, in a directory of its own. */
import { stat } from 'node:fs/promises';
import { LabError } from '../../core/errors.ts';
import { parameterAt } from '../../ecology/config/parameters.ts';
import type { Engine } from '../../ecology/engine.ts';
import type { Brought, ForkChanges } from '../../ecology/world/fork.ts';
import type { World } from '../../ecology/world/world.ts';
import type { Host } from '../../host/index.ts';
import { foldRecord } from '../../record/fold/fold.ts';
import type { View } from '../../record/fold/view.ts';
import { forkRun } from '../../record/past/fork.ts';
import { engineAt, type KnownPast } from '../../record/past/relive.ts';
import { readAdapters } from '../adapter-files.ts';
import { liveOn, pastsOf, writeExport, type Budget } from '../live-on.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { HOST, hostOf, readBudget, readOptions, usageError, wholeNumber } from '../options.ts';
import { Progress } from '../progress.ts';
import { absent } from '../replace-file.ts';
import { readSaved, requireHost } from '../saved-run.ts';
import { DirectoryStore } from '../store-directory.ts';
import { readWholeRun } from '../whole-run.ts';
import { requireEmpty } from '../kept/write-files.ts';

interface ForkOptions extends ChosenHost {
  /** A run's directory or its `.evolora` file. */
  run: string;
  /** The generation that it leaves after; the newest unless told. */
  at?: number | undefined;
  /** Path → value, as it was typed. */
  set: Readonly<Record<string, string>>;
  /** Organelles by name or number. */
  remove: readonly string[];
  clone: readonly string[];
  freeze: readonly string[];
  /** Paths of adapters. */
  bring: readonly string[];
  /** Of those that are tried in the cells first, and offered to the archive by what they prove. */
  elite?: readonly string[] | undefined;
  out: string;
  /** How far it lives on at once; not at all unless told. */
  budget?: Budget | undefined;
  threads: number;
}

/** Throws LabErrors of reading and forking, `compare-host` and `export-place`; then nothing is written. */
export async function forkCommand(options: ForkOptions): Promise<void> {
  const { run, out, budget, threads, ...chosen } = options;
  await requireEmpty(out);
  const { parent, view, ...past } = await readPast(run);
  const at = options.at ?? view.generation;
  if (at > view.generation)
    throw new LabError(
      'generation-missing',
      `“${parent.name}” has lived ${view.generation} generations, so there is no state after generation ${at}.`,
      'Name an earlier one with --at.',
    );
  const host = await openChosenHost(chosen, threads);
  try {
    requireHost(run, view, host.identity);
    const progress = new Progress();
    const onLived = (generation: number, from: number, to: number) =>
      progress.update((generation - from) / (to - from), `Living generation ${generation} again, to ${to}`);
    const engine = await engineAt({ ...past, host }, at, { onLived });
    progress.end();
    const changes = await changesOf(options, engine, host);
    const name = `${parent.name}, fork at ${at}`;
    const created = forkRun({
      parent,
      records: past.records,
      engine,
      changes,
      name,
      savedAt: Date.now(),
      idOf: ({ seed }) => `${name}-${seed}`,
    });
    const store = await DirectoryStore.open(out);
    await store.createRun(created);
    const pasts = pastsOf({ directory: out });
    const { id } = created.summary;
    await pasts.lived(id, engine);
    const forked = created.records.reduce<View | null>(foldRecord, null)!;
    console.error(`“${name}” is a run of its own. ${onWhat(forked, host)}`);
    const saved = { store, id, engine, view: forked, pasts };
    if (budget) await liveOn(saved, budget);
    await writeExport(saved, out);
  } finally {
    await host.dispose();
  }
}

/** What is known of a run, from its directory or its file; a file has no past states beside the newest. */
async function readPast(run: string): Promise<Omit<KnownPast, 'host'> & { parent: Parent; view: View }> {
  const found = await stat(run).catch(absent);
  if (found?.isFile()) {
    const { records, world, blobs, view } = await readWholeRun(run);
    const name = view.run.name;
    const parent = { id: `${name}-${view.run.seed}`, name };
    return { parent, view, records, newest: { world, blobs }, kept: [] };
  }
  const { store, id, records, view } = await readSaved(run);
  const [summary] = await store.listRuns();
  const pasts = pastsOf({ directory: run });
  return {
    parent: { id, name: summary!.name },
    view,
    records,
    newest: await store.readWorld(id),
    kept: (await pasts.of(id)).states,
  };
}

interface Parent {
  id: string;
  name: string;
}

async function changesOf(options: ForkOptions, engine: Engine, host: Host): Promise<ForkChanges> {
  const { set, remove, clone, freeze, bring, elite = [] } = options;
  const ids = (named: readonly string[]) => named.map((name) => idOf(engine.world, name));
  const given = await readAdapters(bring, host.sites);
  const tried = await readAdapters(elite, host.sites);
  const proven: Brought[] = [];
  const progress = new Progress();
  for (const [i, { name, adapter, cells }] of tried.entries()) {
    progress.update(i / tried.length, `Trying ${name} in the cells`);
    proven.push({ adapter, ...(cells && { cells }), proven: await engine.prove(adapter, { cells }) });
  }
  progress.end();
  return {
    tweaks: Object.fromEntries(Object.entries(set).map(([path, text]) => [path, valueOf(path, text)])),
    remove: ids(remove),
    clone: ids(clone),
    freeze: ids(freeze),
    bring: [...given.map(({ adapter, cells }) => ({ adapter, ...(cells && { cells }) })), ...proven],
  };
}

/** Throws LabError `fork-unfit` where nobody is called so, or several are. */
function idOf({ organelles, generation }: World, name: string): number {
  const named = organelles.filter((one) => one.name === name || String(one.id) === name);
  if (named.length === 1) return named[0]!.id;
  const sentence =
    named.length === 0
      ? `Nobody called ${name} lives after generation ${generation}.`
      : `${named.length} are called ${name} after generation ${generation}: numbers ${named.map(({ id }) => id).join(', ')}.`;
  const living = organelles.slice(0, 8).map((one) => `${one.name} (${one.id})`);
  throw new LabError('fork-unfit', sentence, `Name one by its name or number, such as ${living.join(', ')}.`);
}

/** A value as the parameter wants it; whether it can be is for the world to say. */
function valueOf(path: string, text: string): unknown {
  const { schema } = parameterAt(path);
  if (schema.safeParse(text).success) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function onWhat({ run }: View, host: Host): string {
  if (run.backend === host.backend.kind) return 'It goes on as the other one does where nothing was changed.';
  return `The run began on ${run.backend} and the fork goes on on ${host.backend.kind}, so where nothing was changed its bits may differ all the same.`;
}

/** The command as it was typed. Throws LabError `usage` besides. */
export async function forkWords(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const several = { type: 'string', multiple: true } as const;
  const own = {
    at: text,
    set: several,
    remove: several,
    clone: several,
    freeze: several,
    bring: several,
    elite: several,
  } as const;
  const options = { ...own, out: text, generations: text, flops: text, threads: text, ...HOST } as const;
  const { values, positionals } = readOptions(args, options);
  const { at, set = [], remove = [], clone = [], freeze = [], bring = [], elite, out, generations, flops } = values;
  const [run] = positionals;
  if (!run || positionals.length > 1) throw usageError('Name one run.');
  if (out === undefined) throw usageError('Say --out.');
  await forkCommand({
    run,
    at: at === undefined ? undefined : wholeNumber('--at', at, 0),
    set: Object.fromEntries(set.map(assignment)),
    remove,
    clone,
    freeze,
    bring,
    elite,
    out,
    budget: (generations ?? flops) === undefined ? undefined : readBudget({ generations, flops }),
    threads: wholeNumber('--threads', values.threads ?? '2', 1),
    ...hostOf(values),
  });
}

function assignment(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw usageError('--set is PATH=VALUE, such as --set energy.ticket=0.4.');
  return [text.slice(0, at), text.slice(at + 1)];
}

/**
 * A run as it was at some generation of its past: the nearest state that is kept at or before it, or its founding, and the gap
 * lived again. A generation is its state and its journal's hand (dials, thumbs, what a fork changed); the rest follows, on
 * the backend and the engine of JavaScript that it was lived on, bit for bit (decision 8). Every generation that is lived again is held
 * against the hash that the journal has of it, so what comes of this is that state, or an error that says why not.
 */
import { LabError } from '../../core/errors.ts';
import { FIRST_RULES, RULES_VERSION } from '../../core/rules-version.ts';
import { configSchema } from '../../ecology/config/config.ts';
import { Engine } from '../../ecology/engine.ts';
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import type { Thumb } from '../../ecology/organs/feedback.ts';
import { forksTold } from '../../ecology/world/fork.ts';
import { hashWorld } from '../../ecology/world/world.ts';
import { readPeft, type Host } from '../../host/index.ts';
import { resumeEngine } from '../store/runs-to-engines.ts';
import type { Checkpoint } from '../store/store.ts';
import { learnTasks } from '../store/tasks.ts';
import type { KeptState, UnpackedState } from './keeping.ts';

/** A state that is kept, and how it is read; null where it is gone by then. */
export interface PastState extends KeptState {
  read: () => Promise<UnpackedState | null>;
}

/** What is known of a run. */
export interface KnownPast {
  /** Its pages, from 0 to the generation that is asked for at least. */
  records: readonly GenerationRecord[];
  newest: Checkpoint;
  /** In the order of generations. */
  kept: readonly PastState[];
  host: Host;
}

interface ReliveOptions {
  signal?: AbortSignal | undefined;
  breathe?: (() => Promise<void>) | undefined;
  /** Told before every generation that is lived again, and how many there are. */
  onLived?: (generation: number, from: number, to: number) => void;
}

/**
 * An engine in the state of that generation. Throws LabError `past-gone`, `past-rules` or `past-bits`, and what reading
 * states and the signal throw.
 */
export async function engineAt(past: KnownPast, generation: number, options: ReliveOptions = {}): Promise<Engine> {
  const engine = await nearest(past, generation);
  const from = engine.world.generation;
  requireRules(past, from, generation);
  for (let next = from + 1; next <= generation; next++) {
    options.onLived?.(next, from, generation);
    await again(engine, past, next, options);
  }
  return engine;
}

/** The hash of the whole state that a page led to. */
export function stateHashOf({ events }: GenerationRecord): string {
  const last = events.findLast((event) => event.type === 'forked' || event.type === 'generation-ended');
  return last && 'stateHash' in last ? last.stateHash : '';
}

async function nearest(past: KnownPast, generation: number): Promise<Engine> {
  const { newest, host, kept } = past;
  if (newest.world.generation <= generation) return resumeEngine(newest, host);
  for (const { generation: at, read } of [...kept].reverse()) {
    if (at > generation) continue;
    const state = await read();
    // One that is damaged, or of another run, is as good as none.
    if (state?.stateHash === stateHashOf(past.records[at]!)) return resumeEngine(state, host);
  }
  return foundedAgain(past, generation);
}

/** Its founding needs no model, so it is the same everywhere, unless founders were given. */
function foundedAgain(past: KnownPast, generation: number): Engine {
  const { records, newest, host } = past;
  const [started] = records[0]!.events;
  if (started?.type !== 'run-started') throw gone(past, generation);
  if ((started.rules ?? FIRST_RULES) !== RULES_VERSION) throw otherRules(past, 0, started.rules ?? FIRST_RULES);
  learnTasks(newest.world, newest.blobs);
  const { seed, name, config, lab } = started;
  const { engine, outcome } = Engine.begin({ seed, name, config: configSchema.parse(config), host, lab });
  const ended = (record: GenerationRecord) => record.events.find(({ type }) => type === 'generation-ended');
  const same = JSON.stringify(ended(outcome.record)) === JSON.stringify(ended(records[0]!));
  if (!same) throw gone(past, generation);
  forkAgain(engine, past, 0);
  return engine;
}

async function again(engine: Engine, past: KnownPast, next: number, options: ReliveOptions): Promise<void> {
  const { events } = past.records[next]!;
  const { signal, breathe } = options;
  const lived = { tweaks: tweaksTold(events), thumbs: thumbsTold(events, past), signal, breathe };
  await engine.generation(Object.fromEntries(Object.entries(lived).filter(([, value]) => value !== undefined)));
  const told = events.find((event) => event.type === 'generation-ended');
  if (hashWorld(engine.world) !== told?.stateHash) throw otherBits(past, next);
  forkAgain(engine, past, next);
}

/** What forks changed at the end of a generation is changed again. */
function forkAgain(engine: Engine, past: KnownPast, generation: number): void {
  for (const { parent, changes } of forksTold(past.records[generation]!.events)) {
    const bring = changes.bring.map(({ weights, cells, proven }) => {
      const bytes = past.newest.blobs.get(weights);
      if (!bytes) throw gone(past, generation);
      return { adapter: readPeft(past.host.sites, bytes), cells, proven };
    });
    engine.fork(parent, { ...changes, bring });
  }
  if (hashWorld(engine.world) !== stateHashOf(past.records[generation]!)) throw otherBits(past, generation);
}

/** The dials that were turned by hand: told before the first act, which is the climate. */
function tweaksTold(events: readonly Event[]): Record<string, unknown> {
  const first = events.findIndex(({ type }) => type === 'climate');
  const own = events.slice(0, first < 0 ? events.length : first);
  return Object.fromEntries(own.flatMap((event) => (event.type === 'tweaked' ? [[event.path, event.to]] : [])));
}

function thumbsTold(events: readonly Event[], { records }: KnownPast): Thumb[] {
  return events.flatMap((event) => {
    if (event.type !== 'feedback') return [];
    const { episode, organelle, cell, thumb } = event;
    return records[episode.generation] ? [{ ...episode, organelle, cell, thumb }] : [];
  });
}

/** What is lived again is lived under today's rules. */
function requireRules(past: KnownPast, from: number, to: number): void {
  let rules = FIRST_RULES;
  for (const { generation, events } of past.records.slice(0, to + 1)) {
    for (const event of events) {
      if (event.type === 'run-started') rules = event.rules ?? FIRST_RULES;
      if (event.type === 'rules-changed') rules = event.to;
    }
    if (generation > from && rules !== RULES_VERSION) throw otherRules(past, generation, rules);
  }
}

function gone(past: KnownPast, generation: number): LabError {
  return new LabError(
    'past-gone',
    `The state after generation ${generation} is not kept, and nothing before it from which it could be lived again.`,
    others(past),
  );
}

function otherRules(past: KnownPast, generation: number, rules: number): LabError {
  return new LabError(
    'past-rules',
    `Generation ${generation} was lived under rules ${rules}, and this lab lives by rules ${RULES_VERSION}, so it cannot be lived again.`,
    others(past),
  );
}

function otherBits({ records, host, ...past }: KnownPast, generation: number): LabError {
  const [started] = records[0]!.events;
  const backend = started?.type === 'run-started' ? started.backend : 'another backend';
  return new LabError(
    'past-bits',
    `Lived again, generation ${generation} came out otherwise than it stands in the journal: the run began on ${backend}, this is ${host.backend.kind}, and between backends and versions of a browser the last bits of numbers differ; another version of the lab may differ too.`,
    others(past),
  );
}

/** Where one can go back to instead. */
function others({ kept, newest }: Pick<KnownPast, 'kept' | 'newest'>): string {
  const at = [...kept.map(({ generation }) => generation), newest.world.generation];
  const some = [...new Set(at)].sort((one, other) => one - other).slice(-6);
  const where = some.length > 1 ? `one of ${some.join(', ')}` : `generation ${some[0]}`;
  return `Choose ${where}, whose state is kept. Nothing was changed.`;
}

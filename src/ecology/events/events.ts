/**
 * A run is a list of events. The engine writes it; the page, the replay, the reports and the command line all read it.
 * This file says what an event may be, and the same schemas check a file that somebody imports.
 *
 * Energy is in E, on the ledger's grid; FLOPs are counted from the graph; weights are named by content hash.
 */
import { z } from 'zod';
import { configSchema } from '../config/config.ts';
import { hash } from './kinds.ts';
import { livedEvents } from './lived.ts';

export const hostIdentitySchema = z.strictObject({
  name: z.string(),
  hash,
  modelType: z.string(),
  /** Its numbers are rounded; exact hosts, and so all of older journals, lack it. */
  precision: z.literal('fast').optional(),
});

/** The first event of every run. */
const runStarted = z.strictObject({
  type: z.literal('run-started'),
  seed: z.string(),
  name: z.string(),
  config: configSchema,
  host: hostIdentitySchema,
  /** The host's sites in order, as `layer.projection`; journals before version 2 lack them. */
  sites: z.array(z.string()).optional(),
  /** wasm, webgpu or node: bit-for-bit repetition is promised on the same one. */
  backend: z.string(),
  lab: z.string(),
  /** The version of the rules; runs from before rules had versions lack it and lived under the first. */
  rules: z.int().min(1).optional(),
});

/** From here on the world is lived under other rules; the host is the same model, by the name that they give it. */
const rulesChanged = z.strictObject({
  type: z.literal('rules-changed'),
  from: z.int().min(1),
  to: z.int().min(1),
  host: hostIdentitySchema,
});

/**
 * Here the run left another one, of which all before is a copy. What a hand changed stands before it, after the end of the
 * generation, and is in force from the next one on. Energies and births of these changes belong to this generation.
 */
const forked = z.strictObject({
  type: z.literal('forked'),
  /** The other run: its id where it was kept, its name there, and the hash of its whole state at the end of this generation. */
  parent: z.strictObject({ run: z.string(), name: z.string(), stateHash: hash }),
  /** On which the fork goes on. */
  backend: z.string(),
  /** Hash of the fork's whole state, after what was changed; the parent's where nothing was. */
  stateHash: hash,
});

export const eventSchema = z.discriminatedUnion('type', [runStarted, rulesChanged, forked, ...livedEvents]);
export type Event = z.infer<typeof eventSchema>;
export type { Probe } from './evolution.ts';
export type { Episode, Measurement } from './lived.ts';
export type EventType = Event['type'];
export type EventOf<Type extends EventType> = Extract<Event, { type: Type }>;

/** What is true of a generation on this machine, today: shown and journalled, never folded, hashed or compared. */
const telemetrySchema = z.strictObject({
  elapsedMs: z.number(),
  decodeMs: z.number(),
  episodes: z.int(),
  newTokens: z.int(),
  promptTokens: z.int(),
});
export type Telemetry = z.infer<typeof telemetrySchema>;

/** One page of the journal. Generation 0 holds the run's start and its founders. */
export const generationRecordSchema = z.strictObject({
  generation: z.int().min(0),
  events: z.array(eventSchema),
  telemetry: telemetrySchema.nullable(),
});
export type GenerationRecord = z.infer<typeof generationRecordSchema>;

const TYPES: ReadonlySet<unknown> = new Set(eventSchema.options.map(({ shape }) => shape.type.value));

/** The first kind of event in a page that this lab does not know, as a newer one may write; null when there is none. */
export function unknownEvent(page: unknown): string | null {
  const { events } = (page ?? {}) as { events?: unknown };
  if (!Array.isArray(events)) return null;
  const types = events.map((event) => (event as { type?: unknown } | null)?.type);
  return types.find((type): type is string => typeof type === 'string' && !TYPES.has(type)) ?? null;
}

/**
 * One turn of the world in the making: a draft of the state that the acts change one after another, the events they
 * write, and the ledger that they can move energy in only by writing an event. If anything fails, the draft is dropped
 * and the world is as it was.
 */
import { hashBytes } from '../../base/hash.ts';
import type { Random } from '../../base/random.ts';
import { accountOf, Ledger } from '../../economy/ledger.ts';
import { type Adapter, type Host, withoutSignedZeros, writePeft } from '../../host/index.ts';
import { writeMemory, type Memory } from '../../organelles/plasticity/memory.ts';
import type { Task } from '../../tasks/task.ts';
import type { Config } from '../config/config.ts';
import { entriesOf } from '../events/entries.ts';
import type { Event, EventOf } from '../events/events.ts';
import { randomInGeneration, type GenerationPurposes } from './purposes.ts';
import type { AdapterPool, Example, MemoryPool, Organelle, World } from './world.ts';

/** One answer and what it took. */
export interface Decoded {
  tokens: readonly number[];
  promptTokens: number;
  newTokens: number;
  answer: string;
  flops: number;
}

/** An answer given before the one that counts; `seen` when it fitted into the prompt for that one. */
interface Draft extends Omit<Decoded, 'tokens'> {
  solved: boolean;
  seen: boolean;
}

/** The elite that answers first in a team. */
export interface Partner {
  organelle: number;
  weights: string;
}

/** One attempt on its way through the acts: chosen, answered, graded, settled. */
export interface Attempt {
  organelle: Organelle;
  cell: string;
  choice: 'controller' | 'foraging' | 'watch' | 'practice';
  task: Task;
  promptTokens: number;
  newTokens: number;
  answer: string;
  grade: number;
  solved: boolean;
  why: string;
  flops: number;
  /** 0: greedy; the world's unless told. */
  temperature?: number;
  /** What was read and written, for learning from it. */
  prompt: readonly number[];
  tokens: readonly number[];
  /** What optional organs add to it. */
  recalled?: { examples: readonly Example[]; shown: number; expected: number };
  partner?: Partner;
  draft?: Draft;
}

/** An attempt that was chosen and not answered yet. */
export function unanswered(
  chosen: Pick<Attempt, 'organelle' | 'cell' | 'choice' | 'task'> & { temperature?: number },
): Attempt {
  const nothing = { promptTokens: 0, newTokens: 0, answer: '', grade: 0, solved: false, why: '', flops: 0 };
  return { ...chosen, prompt: [], tokens: [], ...nothing };
}

/** The text of one attempt under way, as far as it has grown; shown and dropped. */
export interface StreamedText {
  organelle: number;
  cell: string;
  prompt: string;
  text: string;
}

export interface TurnOptions {
  onStream?: (texts: StreamedText[]) => void;
  signal?: AbortSignal;
  /** Awaited between two steps of decoding, so that commands can come in. */
  breathe?: () => Promise<void>;
  /** A clock for telemetry, ms; the world itself has none. */
  now?: () => number;
}

export class Turn {
  readonly events: Event[] = [];
  /** FLOPs spent in this turn, by purpose. */
  readonly flops: Record<string, number> = {};
  /** New weights and memories, as safetensors bytes by their hash. */
  readonly newBlobs = new Map<string, Uint8Array>();
  /** How many attempts each organelle has in this turn, by id. */
  readonly allotment = new Map<number, number>();
  attempts: Attempt[] = [];
  decodeMs = 0;
  /** Tokens that attempts read and wrote in this turn, for telemetry. */
  readonly decodedTokens = { prompt: 0, fresh: 0 };
  readonly ledger: Ledger;

  constructor(
    /** The draft; the committed world is not touched. */
    readonly world: World,
    readonly host: Host,
    /** Grows with newborns; those that a failed turn leaves behind are dropped by the engine. */
    readonly adapters: AdapterPool,
    readonly memories: MemoryPool,
    readonly options: TurnOptions = {},
  ) {
    this.ledger = new Ledger(world.balances);
  }

  get config(): Config {
    return this.world.config;
  }

  get generation(): number {
    return this.world.generation;
  }

  /** The stream for one purpose in this generation. */
  random<Purpose extends keyof GenerationPurposes>(purpose: Purpose, ...key: GenerationPurposes[Purpose]): Random {
    return randomInGeneration(this.world, purpose, ...key);
  }

  /** Writes an event and moves the energy that it tells of. */
  emit(event: Event): void {
    this.events.push(event);
    for (const entry of entriesOf(event, this.generation)) this.ledger.post(entry);
  }

  /** Takes weights into the pool and gives their hash; −0 is kept as 0, so that one change has one hash. */
  keepAdapter(given: Adapter): string {
    const adapter = withoutSignedZeros(given);
    const bytes = writePeft(this.host.sites, adapter);
    const hash = hashBytes(bytes);
    this.adapters.set(hash, adapter);
    this.newBlobs.set(hash, bytes);
    return hash;
  }

  /** Takes what an organelle remembers of its learning into the pool and gives its hash. */
  keepMemory(memory: Memory): string {
    const bytes = writeMemory(memory);
    const hash = hashBytes(bytes);
    this.memories.set(hash, memory);
    this.newBlobs.set(hash, bytes);
    return hash;
  }

  balance(organelle: Organelle): number {
    return this.ledger.balance(accountOf(organelle.id));
  }

  spend(purpose: string, flops: number): void {
    this.flops[purpose] = (this.flops[purpose] ?? 0) + flops;
  }

  /** Removes an organelle from the living; what it owns returns to the environment. */
  retire(organelle: Organelle, why: EventOf<'retired'>['why']): void {
    this.emit({ type: 'retired', organelle: organelle.id, why, estate: this.balance(organelle) });
    this.ledger.close(accountOf(organelle.id));
    this.world.organelles = this.world.organelles.filter((other) => other !== organelle);
  }
}

/** One step of a generation. */
export type Act = (turn: Turn) => void | Promise<void>;

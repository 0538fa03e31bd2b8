/**
 * The engine turns a world one generation further at a time. The committed state changes only when a generation is whole:
 * each works on a draft, so a lost device, an abort or a fault leaves the world exactly where it was.
 *
 * It knows nothing of threads, stores or pages; the same engine runs in a worker and in Node.
 */
import { cellName } from '../economy/cells.ts';
import type { Adapter, Host } from '../host/index.ts';
import { gradersReady } from '../tasks/code/function.ts';
import { record as close } from './acts/record.ts';
import { ask, placesOfCells, type Asked, type Places, type Question } from './judging/ask.ts';
import type { Config } from './config/config.ts';
import type { Event, EventOf, GenerationRecord, Telemetry } from './events/events.ts';
import { fork, type ForkChanges, type ForkParent } from './world/fork.ts';
import { emptyWorld, found, type GivenFounder } from './world/founding.ts';
import { GENERATION } from './generation.ts';
import { holdout } from './judging/holdout.ts';
import { provenInCells } from './judging/prove.ts';
import type { Proven } from './world/elites.ts';
import { openCells } from './world/portfolio.ts';
import { giveThumb, type Thumb } from './organs/feedback.ts';
import { changeRules, livesOn } from './world/rules.ts';
import { applyTweak } from './world/tweak.ts';
import { Turn, type TurnOptions } from './world/turn.ts';
import { memoriesInUse, weightsInUse, type AdapterPool, type MemoryPool, type World } from './world/world.ts';

export interface Outcome {
  record: GenerationRecord;
  /** New weights and memories as safetensors bytes, by their hash. */
  newBlobs: Map<string, Uint8Array>;
}

export interface GenerationOptions extends TurnOptions {
  /** Parameter changes, path → value, already checked; in force from this generation on. */
  tweaks?: Readonly<Record<string, unknown>>;
  /** A person's thumbs on answers, already checked; carried out before the first act. */
  thumbs?: readonly Thumb[];
}

interface WorldToBegin {
  seed: string;
  name: string;
  config: Config;
  host: Host;
  /** The version of the lab. */
  lab: string;
  /** The first founders, in their order; the others begin at random. */
  founders?: readonly GivenFounder[] | undefined;
}

/** A saved world with the pools that it needs, and the host that it lives on. */
interface EngineParts {
  world: World;
  adapters: AdapterPool;
  memories: MemoryPool;
  host: Host;
}

export class Engine {
  #world: World;
  #adapters: AdapterPool;
  #memories: MemoryPool;
  #host: Host;
  /** Where the open cells lie, for the set of them that it was computed for. */
  #places: { key: string; places: Places } | null = null;

  private constructor({ world, adapters, memories, host }: EngineParts) {
    this.#world = world;
    this.#adapters = adapters;
    this.#memories = memories;
    this.#host = host;
  }

  /** A new world with its founders; the outcome is generation 0. */
  static begin(options: WorldToBegin): { engine: Engine; outcome: Outcome } {
    const { seed, name, config, host, lab, founders } = options;
    const turn = new Turn(emptyWorld(options), host, new Map(), new Map());
    const { world } = turn;
    turn.emit({
      type: 'run-started',
      seed,
      name,
      config,
      host: world.host,
      sites: host.sites.map(({ layer, projection }) => `${layer}.${projection}`),
      backend: host.backend.kind,
      lab,
      rules: world.rules,
    });
    found(turn, founders);
    void close(turn);
    const engine = new Engine({ world, adapters: turn.adapters, memories: turn.memories, host });
    return { engine, outcome: outcomeOf(turn, null) };
  }

  /** Goes on with a saved world. The pools must hold everything that it uses. */
  static resume(parts: EngineParts): Engine {
    const { world, adapters, memories } = parts;
    for (const hash of weightsInUse(world)) {
      if (!adapters.has(hash)) throw new RangeError(`the saved world misses the weights ${hash}`);
    }
    for (const hash of memoriesInUse(world)) {
      if (!memories.has(hash)) throw new RangeError(`the saved world misses the memory ${hash}`);
    }
    return new Engine(parts);
  }

  /** The committed state. It is replaced by every generation and never changed in place. */
  get world(): World {
    return this.#world;
  }

  get adapters(): AdapterPool {
    return this.#adapters;
  }

  get memories(): MemoryPool {
    return this.#memories;
  }

  get host(): Host {
    return this.#host;
  }

  /** Swaps in a rebuilt host of the same identity, as after a lost device. */
  replaceHost(host: Host): void {
    if (!livesOn(this.#world, host.identity)) throw new RangeError('a world cannot change its host');
    this.#host = host;
  }

  /** One generation. When it throws, the committed state is as before and the same call can be made again. */
  async generation({ tweaks = {}, thumbs = [], ...options }: GenerationOptions = {}): Promise<Outcome> {
    await gradersReady();
    const started = options.now?.() ?? 0;
    const draft = structuredClone(this.#world);
    draft.generation += 1;
    const turn = new Turn(draft, this.#host, new Map(this.#adapters), new Map(this.#memories), options);
    changeRules(turn);
    for (const [path, value] of Object.entries(tweaks)) turn.emit(applyTweak(draft, path, value));
    for (const thumb of thumbs) giveThumb(turn, thumb);
    for (const act of GENERATION) {
      options.signal?.throwIfAborted();
      await act(turn);
    }
    this.#commit(turn);
    return outcomeOf(turn, telemetryOf(turn, (options.now?.() ?? 0) - started));
  }

  /**
   * Begins a fork: the committed state is changed by hand, between two generations. The events belong at the end of the page of
   * the present generation. When it throws, the state is as before; throws what `fork` throws.
   */
  fork(parent: ForkParent, changes: ForkChanges): { events: Event[]; newBlobs: Map<string, Uint8Array> } {
    const draft = structuredClone(this.#world);
    const turn = new Turn(draft, this.#host, new Map(this.#adapters), new Map(this.#memories));
    fork(turn, parent, changes);
    this.#commit(turn);
    return { events: turn.events, newBlobs: turn.newBlobs };
  }

  /** What an adapter of somebody's own is worth in these open cells, or in all; changes nothing. See `provenInCells`. */
  prove(adapter: Adapter, options?: Parameters<typeof provenInCells>[3]): Promise<Proven[]> {
    return provenInCells(this.#world, this.#host, adapter, options);
  }

  /** A measurement on demand. It belongs to the present generation and changes nothing. */
  async evaluate(options: { tasks: number } & Pick<TurnOptions, 'signal' | 'breathe'>): Promise<EventOf<'measured'>> {
    const [world, adapters, host] = [this.#world, this.#adapters, this.#host];
    return holdout({ ...options, world, adapters, host, trigger: 'asked' });
  }

  /** A free prompt, answered by whoever is asked and by the bare host. It changes nothing, also in the middle of a generation. */
  async ask(options: Question): Promise<Asked> {
    const [world, adapters, host] = [this.#world, this.#adapters, this.#host];
    return ask({ ...options, world, adapters, host, places: () => this.#placesNow() });
  }

  #commit({ world, adapters, memories }: Turn): void {
    this.#world = world;
    this.#adapters = keepUsed(adapters, weightsInUse(world));
    this.#memories = keepUsed(memories, memoriesInUse(world));
  }

  async #placesNow(): Promise<Places> {
    const key = openCells(this.#world).map(cellName).join(' ');
    if (this.#places?.key !== key) this.#places = { key, places: await placesOfCells(this.#world, this.#host) };
    return this.#places.places;
  }
}

function outcomeOf(turn: Turn, telemetry: Telemetry | null): Outcome {
  return {
    record: { generation: turn.generation, events: turn.events, telemetry },
    newBlobs: turn.newBlobs,
  };
}

/** A pool without what is not used any more. */
function keepUsed<T>(pool: ReadonlyMap<string, T>, used: ReadonlySet<string>): Map<string, T> {
  return new Map([...pool].filter(([hash]) => used.has(hash)));
}

function telemetryOf(turn: Turn, elapsedMs: number): Telemetry {
  return {
    elapsedMs,
    decodeMs: turn.decodeMs,
    episodes: turn.attempts.length,
    promptTokens: turn.decodedTokens.prompt,
    newTokens: turn.decodedTokens.fresh,
  };
}

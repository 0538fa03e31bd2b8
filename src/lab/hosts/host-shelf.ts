/** The models that runs can live on here: the lab's own, those kept in this browser, and those that lie beside the page. */
import { ExplainedError } from '../../base/errors.ts';
import { LabError } from '../../core/errors.ts';
import { livesOn } from '../../ecology/world/rules.ts';
import type { World } from '../../ecology/world/world.ts';
import { describeHost, HostError, type HostFiles, type IdentifyOptions } from '../../host/index.ts';
import { progressInWords, type HubProgress } from '../../hub/pace.ts';
import type { GivenFile, HostChoice, HubRequest } from '../contract.ts';
import type { Downloads } from './downloads.ts';
import { givenModel } from './given-model.ts';
import { filesOfFolder, type StoredHost } from './host-list.ts';
import type { HostStore } from './host-store.ts';

export interface AddOptions {
  /** called with what is being done, and the share of it that is done, 0..1 or null */
  tell: (doing: string, share: number | null) => void;
  /** gives it up: nothing is kept, and the signal's reason is thrown */
  signal: AbortSignal;
}

/** What the lab needs to know of models. */
export interface Hosts {
  /** Name of the model that comes with the lab. */
  readonly builtIn: string;
  /** The lab's own first, then those that are kept here. */
  list(): Promise<HostChoice[]>;
  /** The name under which the model of a world is at hand; null when it is not. */
  find(world: Pick<World, 'host' | 'rules'>): Promise<string | null>;
  /**
   * Reads a model, so that it is known to be one, and keeps it. Throws LabError `model-…`, `storage-…`, or what reading a
   * host throws, always with the model's name.
   */
  add(given: readonly GivenFile[], options: AddOptions): Promise<HostChoice>;
  /** Fetches a form of a model from a hub and keeps it. Throws what fetching and reading a host throw. */
  get(request: HubRequest & { graph: string }, options: AddOptions): Promise<HostChoice>;
  /** Models on their way. */
  readonly downloads: Pick<Downloads, 'lookUp' | 'begun' | 'forget'>;
  delete(name: string): Promise<void>;
  /** Clears away what was not copied to its end. */
  clear(): Promise<void>;
  /** Bytes that the browser has room for, for models and runs alike; null when it does not say. */
  room(): Promise<number | null>;
}

/** What it takes to open a model: its name, its files, and its graph where that is known. */
type FoundHost = Pick<IdentifyOptions, 'name' | 'files' | 'model' | 'precision'>;

interface ShelfParts {
  builtIn: string;
  store: HostStore;
  downloads: Downloads;
  /** The files of a folder in hosts/ beside the page. */
  beside: (name: string) => HostFiles;
}

/** Names of folders that can lie beside the page. */
const FOLDER = /^[\w-][\w.-]{0,99}$/;

export class HostShelf implements Hosts {
  readonly builtIn: string;
  readonly #store: HostStore;
  readonly #beside: ShelfParts['beside'];
  readonly downloads: Downloads;

  constructor({ builtIn, store, downloads, beside }: ShelfParts) {
    this.builtIn = builtIn;
    this.#store = store;
    this.downloads = downloads;
    this.#beside = beside;
  }

  async list(): Promise<HostChoice[]> {
    const own: HostChoice = {
      name: this.builtIn,
      model: this.builtIn,
      isBuiltIn: true,
      bytes: null,
      description: null,
    };
    return [own, ...(await this.#store.list()).flatMap(choicesOf)];
  }

  async find(world: Pick<World, 'host' | 'rules'>): Promise<string | null> {
    const stored = await this.#store.list();
    const { precision } = world.host;
    const same = stored.find(({ description: { identity } }) => livesOn(world, { ...identity, precision }));
    if (same) return nameAt(same.name, precision);
    const { model } = partsOf(world.host.name);
    if (model === this.builtIn) return model;
    const isTaken = stored.some((host) => host.name === model);
    return isTaken || !(await this.#isBeside(model)) ? null : nameAt(model, precision);
  }

  /** Opens a model by what it is found as. Throws LabError `model-unknown`, or what opening throws, with the model's name. */
  async open<T>(name: string, open: (found: FoundHost) => Promise<T>): Promise<T> {
    const found = await this.#found(name);
    if (name === this.builtIn) return open(found);
    return open(found).catch((thrown: unknown) => {
      throw named(thrown, name);
    });
  }

  async #found(name: string): Promise<FoundHost> {
    const { model, precision } = partsOf(name);
    if (model === this.builtIn) return { name, files: this.#beside(model) };
    const stored = (await this.#store.list()).find((host) => host.name === model);
    if (stored) return { name, files: stored.files, model: stored.graph, precision };
    if (await this.#isBeside(model)) return { name, files: this.#beside(model), precision };
    throw new LabError(
      'model-unknown',
      `There is no model “${name}” here: it is not kept in this browser and does not lie in hosts/ beside the page.`,
      'Drop its folder on the page, or choose another model under New run.',
    );
  }

  async add(given: readonly GivenFile[], { tell, signal }: AddOptions): Promise<HostChoice> {
    const model = givenModel(given);
    tell(`Looking at ${model.name}`, null);
    const name = await this.#freeName(model.name);
    const files = stoppable(model.files, signal);
    const description = await describeHost({ name, files, model: model.graph }).catch((thrown: unknown) => {
      throw named(thrown, model.name, ' The run that is open goes on.');
    });
    const onProgress = (share: number) => tell(`Copying ${model.name}`, share);
    onProgress(0);
    return choicesOf(await this.#store.keep({ ...model, name }, description, { onProgress, signal }))[0];
  }

  async get(request: HubRequest & { graph: string }, { tell, signal }: AddOptions): Promise<HostChoice> {
    const of = `“${request.name.replace(/^hub:/, '')}”`;
    tell(`Asking for ${of}`, null);
    const onProgress = (progress: HubProgress): void =>
      tell(`Fetching ${of}: ${progressInWords(progress)}`, progress.total === 0 ? 1 : progress.done / progress.total);
    const fetched = await this.downloads.fetch(request, signal, seldom(onProgress));
    tell(`Looking at ${of}`, null);
    const { folder, graph, files } = fetched;
    const name = await this.#freeName(fetched.name);
    const reading = stoppable(filesOfFolder(folder, name, files), signal);
    const description = await describeHost({ name, files: reading, model: graph }).catch(async (thrown: unknown) => {
      // What cannot be a host is of no use; what could only not be read just now is.
      if (thrown instanceof HostError && thrown.code !== 'host-unreachable') await this.downloads.forget(folder.name);
      throw named(thrown, fetched.name, ' The run that is open goes on.');
    });
    const kept = await this.#store.adopt(folder, { version: 1, name, graph, description, files: [...files] });
    if (kept.folder === folder.name) await this.downloads.end(fetched);
    return choicesOf(kept)[0];
  }

  delete(name: string): Promise<void> {
    return this.#store.delete(name);
  }

  room(): Promise<number | null> {
    return this.#store.room();
  }

  async clear(): Promise<void> {
    await this.#store.clear().catch(() => undefined); // it is tried again at the next start
  }

  /** Two models of one name are told apart by a number. */
  async #freeName(name: string): Promise<string> {
    const taken = new Set((await this.list()).map((host) => host.name));
    for (let number = 1; ; number++) {
      const free = number === 1 ? name : `${name}-${number}`;
      if (!taken.has(free)) return free;
    }
  }

  /** Some servers answer a page for whatever they do not have. */
  async #isBeside(name: string): Promise<boolean> {
    if (!FOLDER.test(name)) return false;
    try {
      JSON.parse(new TextDecoder().decode(await this.#beside(name).read('config.json')));
      return true;
    } catch {
      return false;
    }
  }
}

/** Steps on which something is said: the first, the last, and no more than a few of every hundred in between. */
function seldom(tell: (progress: HubProgress) => void): (progress: HubProgress) => void {
  let told = -1;
  return (progress) => {
    const step = Math.floor((progress.done / Math.max(1, progress.total)) * MOST_STEPS);
    if (step === told && progress.done < progress.total) return;
    told = step;
    tell(progress);
  };
}

function stoppable(files: HostFiles, signal: AbortSignal): HostFiles {
  return {
    async read(path) {
      signal.throwIfAborted();
      return files.read(path);
    },
  };
}

/** A model whose weights are packed can be lived on with rounded numbers too, under a name of its own. */
function choicesOf({ name, bytes, description }: StoredHost): [HostChoice, ...HostChoice[]] {
  const exact = { name, model: name, isBuiltIn: false, bytes, description };
  return description.packed ? [exact, { ...exact, name: nameAt(name, 'fast') }] : [exact];
}

const MOST_STEPS = 400;

const FAST = ' (fast)';

function nameAt(model: string, precision: 'fast' | undefined): string {
  return precision === 'fast' ? model + FAST : model;
}

/** What a name stands for. */
function partsOf(name: string): { model: string; precision?: 'fast' } {
  return name.endsWith(FAST) ? { model: name.slice(0, -FAST.length), precision: 'fast' } : { model: name };
}

/** The same error with the model's name in its sentence. @param comfort  said after the next step */
function named(thrown: unknown, name: string, comfort = ''): unknown {
  if (!(thrown instanceof ExplainedError) || thrown.sentence.includes(`“${name}”`)) return thrown;
  const sentence = `“${name}” cannot be a host. ${thrown.sentence}`;
  if (thrown instanceof HostError)
    return new HostError(thrown.code, sentence, thrown.nextStep + comfort, { cause: thrown });
  return thrown;
}

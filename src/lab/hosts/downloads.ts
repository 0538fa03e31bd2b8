/**
 * Models on their way from a hub into this browser. Each has a folder of its own, with a list of what it is to hold; it
 * stays when the tab is closed or the line breaks, and is gone on with from where it was. Once all is there and
 * understood, the same folder is a model's.
 */
import { z } from 'zod';
import { hashText } from '../../base/hash.ts';
import { LabError } from '../../core/errors.ts';
import { knownOf } from '../../hub/catalogue.ts';
import { doubtOf, fits, recommendedForm, tooLarge, type FormLimits, type HubDevice } from '../../hub/choose.ts';
import { fetchForm } from '../../hub/download.ts';
import { modelForms, nameOfForm, type ModelForm } from '../../hub/forms.ts';
import { HUB_ADDRESS, hubAddress, hubName, writtenName, type HubName } from '../../hub/name.ts';
import type { HubProgress } from '../../hub/pace.ts';
import { hubFileSchema, repositoryOf, type Repository } from '../../hub/repository.ts';
import type { HubServer } from '../../hub/server.ts';
import type { HubDownload, HubOffer, HubRequest } from '../contract.ts';
import { causeOf, fileIn, foldersIn, forget, isHeld, readJsonFile, writeAll } from './browser-folder.ts';
import { FetchedPart } from './fetched-part.ts';
import { BEGUN } from './host-list.ts';
import type { HostStore } from './host-store.ts';

const begunSchema = z.strictObject({
  version: z.literal(1),
  hub: z.string(),
  repository: z.string(),
  revision: z.string(),
  commit: z.string(),
  dtype: z.string(),
  graph: z.string(),
  bytes: z.number(),
  files: z.array(hubFileSchema),
});
type Begun = z.infer<typeof begunSchema>;

/** What fetching ties to a browser. */
export interface HubParts {
  fetch: typeof fetch;
  /** ms */
  now: () => number;
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** What a model would compute on; the processor where the page was told to use no other. */
  device: (onProcessor: boolean) => Promise<HubDevice>;
}

interface Fetched {
  folder: FileSystemDirectoryHandle;
  /** for a host: of the repository and the form */
  name: string;
  graph: string;
  files: readonly { path: string; bytes: number }[];
}

/** As of models that are dropped: what a browser holds in a file, and WebAssembly in all. */
const LIMITS: FormLimits = { file: 2 ** 31 - 1, all: 3.6e9 };
const FOLDER_DIGITS = 24;

export class Downloads {
  readonly #store: HostStore;
  readonly #parts: HubParts;
  /** What hubs said of their repositories, so that what is fetched is what was shown. */
  readonly #listed = new Map<string, Repository>();

  constructor(store: HostStore, parts: HubParts) {
    this.#store = store;
    this.#parts = parts;
  }

  /** What a hub has of a name. Throws LabErrors `hub-…`, or the signal's reason. */
  async lookUp(request: HubRequest, signal: AbortSignal, onProcessor = false): Promise<HubOffer> {
    const [server, name] = [this.#server(request), hubName(request.name)];
    const repository = await repositoryOf(server, name, signal);
    const forms = modelForms(repository);
    this.#listed.set(keyOf(server, name), repository);
    const [device, known] = [await this.#parts.device(onProcessor), knownOf(name.repository)];
    const offered = recommendedForm(forms, device, LIMITS, known);
    const begun = await this.begun();
    return {
      name: writtenName(name),
      hub: server.address,
      offered: offered.form.graph,
      reason: offered.reason,
      room: await this.#store.room(),
      forms: forms.map((form) => ({
        dtype: form.dtype,
        graph: form.graph,
        bytes: form.bytes,
        files: form.files.length,
        here: begun.find((each) => each.name === writtenName(name) && each.graph === form.graph)?.here ?? 0,
        fits: fits(form, LIMITS),
        doubt: doubtOf(form, device, known),
      })),
    };
  }

  /** What was begun and is not all here, by name. */
  async begun(): Promise<HubDownload[]> {
    return (await this.#begun()).map(({ id, begun, here }) => {
      const { hub, repository, revision, dtype, graph, bytes } = begun;
      return { id, name: writtenName({ repository, revision }), hub, dtype, graph, bytes, here };
    });
  }

  /**
   * Fetches what is missing of a form. Throws LabErrors `hub-…`, `storage-…` and `model-too-large`, or the signal's reason;
   * what has come is kept.
   */
  async fetch(
    request: HubRequest & { graph: string },
    signal: AbortSignal,
    onProgress: (progress: HubProgress) => void,
  ): Promise<Fetched> {
    const [server, name] = [this.#server(request), hubName(request.name)];
    const { folder, begun } = await this.#begin(server, name, request.graph, signal);
    const { hub: _, commit, repository, revision, version: __, ...form } = begun;
    const whose = `“${writtenName(name)}”`;
    try {
      await fetchForm({
        server,
        repository: { name: { repository, revision }, commit },
        form,
        ifRange: false,
        signal,
        pause: this.#parts.pause,
        now: this.#parts.now,
        partOf: async (_file, i) => new FetchedPart(folder, i),
        onProgress,
      });
    } catch (thrown) {
      if ((thrown as { name?: string }).name === 'QuotaExceededError') throw full(whose, begun.bytes, null);
      throw isHeld(thrown) ? inUse(whose, thrown) : thrown;
    }
    const files = begun.files.map(({ path, bytes }) => ({ path, bytes }));
    return { folder, name: nameOfForm(repository, begun.dtype), graph: begun.graph, files };
  }

  /** It is a model now: what says that it is being fetched goes. */
  async end({ folder, files }: Fetched): Promise<void> {
    for (const i of files.keys()) await forget(folder, `${i}.whole`);
    await forget(folder, BEGUN);
  }

  /** Forgets what has come of a model. Throws LabError `storage-refused` where another tab holds it. */
  async forget(id: string): Promise<void> {
    const whose = (await this.begun()).find((each) => each.id === id)?.name ?? id;
    await forget(await this.#store.root(), id).catch((thrown: unknown) => {
      throw isHeld(thrown) ? inUse(`“${whose}”`, thrown) : thrown;
    });
  }

  #server({ hub, token }: HubRequest): HubServer {
    return { address: hubAddress(hub ?? HUB_ADDRESS), token: token || undefined, fetch: this.#parts.fetch };
  }

  /** Goes on with what is here of it, or begins it where there is room. */
  async #begin(
    server: HubServer,
    name: HubName,
    graph: string,
    signal: AbortSignal,
  ): Promise<{ folder: FileSystemDirectoryHandle; begun: Begun }> {
    const whose = `“${writtenName(name)}”`;
    const id = `get-${hashText(`${name.repository}@${name.revision}/${graph}`).slice(0, FOLDER_DIGITS)}`;
    const known = (await this.#begun()).find((each) => each.id === id);
    const begun = known?.begun ?? (await this.#listedForm(server, name, graph, signal));
    if (!fits(begun, LIMITS)) throw tooLarge([begun]);
    const [missing, room] = [begun.bytes - (known?.here ?? 0), await this.#store.room()];
    if (room !== null && room < missing) throw full(whose, missing, room);
    try {
      const folder = await (await this.#store.root()).getDirectoryHandle(id, { create: true });
      if (!known) {
        await forget(folder, BEGUN);
        await writeAll([new TextEncoder().encode(JSON.stringify(begun))], await fileIn(folder, BEGUN));
      }
      return { folder, begun };
    } catch (cause) {
      throw new LabError(
        'storage-refused',
        `${whose} cannot be kept, because this browser stores no files here (${causeOf(cause)}).`,
        'Allow the site to store data, or leave private browsing.',
        { cause },
      );
    }
  }

  async #listedForm(server: HubServer, name: HubName, graph: string, signal: AbortSignal): Promise<Begun> {
    const listed = this.#listed.get(keyOf(server, name)) ?? (await repositoryOf(server, name, signal));
    const form = modelForms(listed).find((each) => each.graph === graph);
    if (!form) throw new LabError('hub-no-model', `“${writtenName(name)}” has no ${graph}.`, 'Look the name up again.');
    return { version: 1, hub: server.address, ...name, commit: listed.commit, ...plain(form) };
  }

  async #begun(): Promise<{ id: string; begun: Begun; here: number }[]> {
    const root = await this.#store.root().catch(() => null);
    const found: { id: string; begun: Begun; here: number }[] = [];
    for (const folder of root ? await foldersIn(root) : []) {
      const begun = begunSchema.safeParse(await readJsonFile(folder, BEGUN)).data;
      if (!begun) continue;
      let here = 0;
      for (const i of begun.files.keys()) here += await new FetchedPart(folder, i).size();
      found.push({ id: folder.name, begun, here });
    }
    return found;
  }
}

function plain({ dtype, graph, files, bytes }: ModelForm): ModelForm {
  return { dtype, graph, files, bytes };
}

function keyOf({ address }: HubServer, name: HubName): string {
  return `${address} ${writtenName(name)}`;
}

function full(whose: string, bytes: number, room: number | null): LabError {
  const there = room === null ? 'and there is no more room' : `and there is room for ${Math.floor(room / 1e6)} MB`;
  return new LabError(
    'storage-full',
    `${whose} takes ${Math.ceil(bytes / 1e6)} MB more in this browser, ${there}; what has come so far is kept.`,
    'Delete a model or old runs, or free space on the disk, then go on.',
  );
}

function inUse(whose: string, cause: unknown): LabError {
  return new LabError(
    'storage-refused',
    `The files of ${whose} are held by another tab, which is fetching it or has not ended yet.`,
    'Close the other tabs of the lab, then go on; what has come so far is kept.',
    { cause },
  );
}

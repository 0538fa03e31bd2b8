/**
 * One file from the hub, however often the way breaks: what is here stays, and the next request asks for the rest. Whatever
 * comes is held against the size and the hash that the hub listed, so that a file which changed, was cut, or is a page in
 * its place is never taken for the model's.
 */
import { LabError } from '../core/errors.ts';
import { impostorOf } from '../host/index.ts';
import { digestOf, type Digest } from './digest.ts';
import type { FilePart } from './part.ts';
import type { HubFile } from './repository.ts';
import { askHub, hubHost, HubTrouble, waitBefore, type HubServer } from './server.ts';

export interface Way {
  server: HubServer;
  signal: AbortSignal;
  /** Waits; rejects with the signal's reason where it is given up. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /**
   * Whether `If-Range` may be sent. It spares a wrong piece where a file changed, but a page may send it to another
   * origin only where that allows it, and what hubs redirect to need not. Without it the answer's own tag is compared.
   */
  ifRange: boolean;
}

interface Transfer {
  url: string;
  file: HubFile;
  /** of the model, for sentences */
  whose: string;
  part: FilePart;
  /** called with the bytes that came, or, negative, with those that were thrown away */
  onBytes: (bytes: number) => void;
}

/** Tries in a row that bring nothing, and what is waited before the next, ms; it doubles. */
const MOST_FRUITLESS = 5;
const FIRST_WAIT_MS = 500;
/** What is waited for by itself when the hub asks for it, ms; longer is told. */
const LONGEST_WAIT_MS = 60_000;
/** Times that a file which came whole and wrong is fetched anew. */
const MOST_ANEW = 1;

/**
 * Fetches what is missing of a file. Throws what `askHub` throws, LabError `hub-damaged` where it is not what the hub listed,
 * what the part throws, or the signal's reason; what has come is kept but where it is wrong.
 */
export async function transfer(way: Way, file: Transfer): Promise<void> {
  if (await file.part.isWhole()) return;
  for (let anew = 0; ; anew++) {
    const receiver = await Receiver.of(file);
    await allOf(way, file, receiver);
    if (receiver.digest.fits()) return file.part.finish();
    await receiver.clear();
    if (anew === MOST_ANEW) throw damaged(way, file, 'its hash is another, though it was fetched twice');
  }
}

/** Where the bytes go: into the part, and into the hash. */
class Receiver {
  digest: Digest;
  here = 0;
  readonly #file: Transfer;

  private constructor(file: Transfer) {
    this.#file = file;
    this.digest = digestOf(file.file);
  }

  static async of(file: Transfer): Promise<Receiver> {
    const receiver = new Receiver(file);
    receiver.here = await file.part.size();
    if (receiver.here > file.file.bytes) await receiver.clear();
    else for await (const chunk of file.part.read()) receiver.digest.update(chunk);
    return receiver;
  }

  async take(chunk: Uint8Array): Promise<void> {
    await this.#file.part.append(chunk);
    this.digest.update(chunk);
    this.here += chunk.length;
    this.#file.onBytes(chunk.length);
  }

  async clear(): Promise<void> {
    await this.#file.part.clear();
    this.#file.onBytes(-this.here);
    [this.here, this.digest] = [0, digestOf(this.#file.file)];
  }
}

/** Asks until all is here. */
async function allOf(way: Way, file: Transfer, receiver: Receiver): Promise<void> {
  for (let fruitless = 0; receiver.here < file.file.bytes;) {
    const before = receiver.here;
    try {
      await more(way, file, receiver);
    } catch (thrown) {
      if (way.signal.aborted) throw way.signal.reason;
      if (thrown instanceof LabError && thrown.code === 'hub-damaged') await receiver.clear();
      const wait = waitBefore(thrown);
      fruitless = receiver.here > before ? 0 : fruitless + 1;
      if (wait === null || wait > LONGEST_WAIT_MS || fruitless === MOST_FRUITLESS) throw thrown;
      await way.pause(Math.max(wait, FIRST_WAIT_MS * 2 ** fruitless), way.signal);
    }
  }
}

/** One request, and what it brings. */
async function more(way: Way, file: Transfer, receiver: Receiver): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([way.signal, stop.signal]);
  try {
    const response = await askHub(way.server, {
      what: `${file.file.path} of “${file.whose}”`,
      url: file.url,
      headers: await rangeOf(way, file, receiver),
      signal,
    });
    await takeUp(way, file, receiver, response);
    for await (const chunk of chunksOf(way, file, response)) {
      if (receiver.here === 0) requireGenuine(way, file, chunk);
      if (receiver.here + chunk.length > file.file.bytes)
        throw damaged(way, file, `it is longer than the ${file.file.bytes} bytes that were listed`);
      await receiver.take(chunk);
    }
    if (receiver.here < file.file.bytes) throw short(way, file, receiver.here);
  } finally {
    stop.abort();
  }
}

async function rangeOf({ ifRange }: Way, { part }: Transfer, { here }: Receiver): Promise<Record<string, string>> {
  if (here === 0) return {};
  const tag = ifRange ? await part.tag() : null;
  return { Range: `bytes=${here}-`, ...(tag?.startsWith('"') && { 'If-Range': tag }) };
}

/** Whether the answer goes on from what is here. Where it does not, what is here is forgotten. */
async function takeUp(
  way: Way,
  { file, part, whose }: Transfer,
  receiver: Receiver,
  response: Response,
): Promise<void> {
  const { headers, status } = response;
  const [tag, known] = [headers.get('ETag'), await part.tag()];
  const [, from, whole] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('Content-Range') ?? '') ?? [];
  if (status !== 206) {
    if (receiver.here > 0) await receiver.clear();
    return part.setTag(tag);
  }
  const isOther =
    (tag !== null && known !== null && tag !== known) || (whole !== undefined && Number(whole) !== file.bytes);
  if (!isOther && (from === undefined || Number(from) === receiver.here)) return;
  await receiver.clear();
  throw new HubTrouble(
    'hub-trouble',
    `${file.path} of “${whose}” changed on ${hubHost(way.server)} while it was fetched.`,
    'Try again: it begins anew.',
    0,
  );
}

/** The body, piece by piece. What breaks the way is told as that. */
async function* chunksOf(way: Way, { file, whose }: Transfer, { body }: Response): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  try {
    for (;;) {
      const got = await reader?.read().catch((cause: unknown) => {
        if (way.signal.aborted) throw way.signal.reason;
        throw new LabError(
          'hub-unreachable',
          `The connection to ${hubHost(way.server)} broke while ${file.path} of “${whose}” was fetched.`,
          'Try again: it goes on from where it broke.',
          { cause },
        );
      });
      if (!got || got.done) return;
      yield got.value;
    }
  } finally {
    await reader?.cancel().catch(() => undefined);
  }
}

/** What lies in a file's place shows in its first bytes: a page to log in, the pointer of git-lfs. */
function requireGenuine(way: Way, file: Transfer, start: Uint8Array): void {
  const instead = impostorOf(start);
  if (instead !== undefined) throw damaged(way, file, `what came is ${instead}`);
}

function short(way: Way, { file, whose }: Transfer, here: number): HubTrouble {
  return new HubTrouble(
    'hub-trouble',
    `${hubHost(way.server)} ended ${file.path} of “${whose}” after ${here} of ${file.bytes} bytes.`,
    'Try again: it goes on from there; if it stays so, name another hub or revision.',
    0,
  );
}

function damaged(way: Way, { file, whose }: Transfer, why: string): LabError {
  return new LabError(
    'hub-damaged',
    `${file.path} of “${whose}” is not the file that ${hubHost(way.server)} listed: ${why}.`,
    'Try again later, from another network, or with another hub or revision; nothing of that file was kept.',
  );
}

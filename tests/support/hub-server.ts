/**
 * A hub of the tests' own: its addresses and headers as huggingface.co has them, small files from itself, large ones by a
 * redirect to another origin, which takes ranges, knows no token and answers no preflight. Everything that goes wrong on
 * the way can be had here.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { setTimeout as wait } from 'node:timers/promises';
import { inRepository } from '../../scripts/lib/paths.mjs';

export interface HubRepository {
  files: Map<string, Uint8Array>;
  commit: string;
  /** further names of that commit, beside main */
  revisions?: string[];
  /** only for those who have this token */
  token?: string;
}

export interface Asked {
  /** of the hub itself, or where it redirects to */
  from: 'hub' | 'cdn';
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
}

type Answer = { status: number; headers?: Record<string, string>; body?: string | Uint8Array };

export class TestHub {
  readonly repositories = new Map<string, HubRepository>();
  readonly asked: Asked[] = [];
  /** Answers in place of the hub where it gives an answer. */
  instead: (asked: Asked) => Answer | undefined = () => undefined;
  /** After how many bytes of a body the connection breaks; null where it does not. */
  breaksAfter: (asked: Asked, bytes: number) => number | null = () => null;
  /**
   * What a connection that breaks waits for behind its last byte. Whoever reads drops what it has not taken up yet when the
   * connection breaks, so it gets a moment to.
   */
  lingers: (asked: Asked) => Promise<unknown> = moment;
  /** Awaited before a body is sent. */
  before: (asked: Asked) => Promise<unknown> = async () => undefined;
  /** What the other origin sends of a file, in place of it. */
  sent: (path: string, bytes: Uint8Array) => Uint8Array = (_, bytes) => bytes;
  /** Whether the other origin takes ranges. */
  takesRanges = true;
  /** As a folder on static pages: files at their addresses and nothing else, texts squeezed on the way. */
  isPlain = false;
  readonly #hub: Server;
  readonly #cdn: Server;

  private constructor() {
    this.#hub = createServer((request, response) => void this.#answer('hub', request, response));
    this.#cdn = createServer((request, response) => void this.#answer('cdn', request, response));
  }

  static async start(): Promise<TestHub> {
    const hub = new TestHub();
    for (const server of [hub.#hub, hub.#cdn]) await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return hub;
  }

  get address(): string {
    return addressOf(this.#hub);
  }

  get cdnAddress(): string {
    return addressOf(this.#cdn);
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#cdn]) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
  }

  /** Back to a hub where all goes well. */
  calm(): void {
    [this.instead, this.breaksAfter, this.lingers] = [() => undefined, () => null, moment];
    [this.sent, this.before] = [(_, bytes) => bytes, async () => undefined];
    [this.takesRanges, this.isPlain] = [true, false];
    this.asked.length = 0;
  }

  /** Puts a repository there. @param files  by path */
  put(name: string, files: Iterable<readonly [string, Uint8Array]>, more: Partial<HubRepository> = {}): HubRepository {
    const map = new Map(files);
    const hash = createHash('sha1');
    for (const [path, bytes] of map) hash.update(path).update(bytes);
    const repository = { files: map, commit: hash.digest('hex'), ...more };
    this.repositories.set(name, repository);
    return repository;
  }

  async #answer(from: Asked['from'], request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = request;
    const asked: Asked = { from, method, path: decodeURIComponent(url), headers };
    this.asked.push(asked);
    const cors = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED };
    const answer = this.instead(asked) ?? (from === 'hub' ? this.#ofHub(asked) : this.#ofCdn(asked));
    const body =
      typeof answer.body === 'string' ? new TextEncoder().encode(answer.body) : (answer.body ?? new Uint8Array());
    await this.before(asked);
    response.writeHead(answer.status, { 'Content-Length': body.length, ...cors, ...answer.headers });
    if (method === 'HEAD') return void response.end();
    const end = this.breaksAfter(asked, body.length);
    if (end === null) return void response.end(body);
    response.write(body.subarray(0, end), () => void this.lingers(asked).then(() => response.destroy()));
  }

  #ofHub({ method, path, headers }: Asked): Answer {
    if (this.isPlain) return this.#ofPages(path, headers);
    if (method === 'OPTIONS') return { status: 200, headers: PREFLIGHT };
    const [, kind = '', name = '', rest = ''] =
      /^\/(api\/models\/|)([^/]+\/[^/]+)\/(.*)$/.exec(path.split('?')[0]!) ?? [];
    const repository = this.repositories.get(name);
    const isKnown = repository && (!repository.token || headers.authorization === `Bearer ${repository.token}`);
    if (!isKnown) return refused(401, 'RepoNotFound', 'Invalid username or password.');
    const [, verb, revision = '', inside = ''] = /^(revision|tree|resolve)\/([^/]+)\/?(.*)$/.exec(rest) ?? [];
    const { commit, revisions = [] } = repository;
    if (![commit, 'main', ...revisions].includes(revision)) return refused(404, 'RevisionNotFound', 'Invalid rev id');
    if (kind && verb === 'revision') return json({ id: name, sha: commit, private: false });
    if (kind && verb === 'tree') return this.#tree(repository, path);
    const bytes = repository.files.get(inside);
    if (!bytes) return refused(404, 'EntryNotFound', 'Entry not found');
    const told = { 'X-Repo-Commit': commit, 'Accept-Ranges': 'bytes' };
    if (!isLarge(inside)) return { status: 200, body: bytes, headers: { ...told, ETag: `"${gitHash(bytes)}"` } };
    const hash = sha256(bytes);
    const linked = { 'X-Linked-Size': String(bytes.length), 'X-Linked-ETag': `"${hash}"` };
    const Location = `${this.cdnAddress}/${name}/${hash}/${inside}?signed=${this.asked.length}`;
    return { status: 302, headers: { ...told, ...linked, Location }, body: 'Found. Redirecting' };
  }

  #ofPages(path: string, headers: Asked['headers']): Answer {
    const [, name = '', inside = ''] = /^\/([^/]+\/[^/]+)\/resolve\/main\/(.*)$/.exec(path) ?? [];
    const genuine = this.repositories.get(name)?.files.get(inside);
    if (!genuine) return { status: 404, body: '<!doctype html><h1>404</h1>', headers: { 'Content-Type': 'text/html' } };
    const bytes = this.sent(inside, genuine);
    const isText = inside.endsWith('.json') && /\bgzip\b/.test(String(headers['accept-encoding']));
    if (isText) return { status: 200, body: gzipSync(bytes), headers: { 'Content-Encoding': 'gzip' } };
    return inRange(bytes, headers, this.takesRanges);
  }

  /** Two pages, as of a repository with many files. */
  #tree({ files, commit }: HubRepository, path: string): Answer {
    const all = [...files].map(([path, bytes]) => ({
      type: 'file',
      path,
      oid: isLarge(path) ? gitHash(pointerTo(bytes)) : gitHash(bytes),
      size: bytes.length,
      ...(isLarge(path) && { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: pointerTo(bytes).length } }),
    }));
    const half = Math.ceil(all.length / 2);
    if (path.includes('cursor=2')) return json(all.slice(half));
    const next = `${this.address}${path.split('?')[0]}?recursive=true&cursor=2`;
    const headers = { Link: `<${next}>; rel="next"`, 'X-Repo-Commit': commit };
    return json([{ type: 'directory', path: 'onnx', oid: '0'.repeat(40), size: 0 }, ...all.slice(0, half)], headers);
  }

  #ofCdn({ method, path, headers }: Asked): Answer {
    if (method === 'OPTIONS') return { status: 403, body: 'CORSResponse: This CORS request is not allowed.' };
    const [, name = '', inside = ''] = /^\/([^/]+\/[^/]+)\/[0-9a-f]+\/([^?]*)/.exec(path) ?? [];
    const genuine = this.repositories.get(name)?.files.get(inside);
    if (!genuine) return { status: 404, body: 'NoSuchKey' };
    const bytes = this.sent(inside, genuine);
    return inRange(bytes, headers, this.takesRanges);
  }
}

/** A file as a server gives it that takes ranges, or does not. */
function inRange(bytes: Uint8Array, headers: Asked['headers'], takesRanges: boolean): Answer {
  const ETag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  const told = { ETag, 'Accept-Ranges': 'bytes', 'Content-Type': 'binary/octet-stream' };
  const [, first] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
  const isSame = headers['if-range'] === undefined || headers['if-range'] === ETag;
  if (first === undefined || !isSame || !takesRanges) return { status: 200, body: bytes, headers: told };
  const from = Number(first);
  if (from >= bytes.length) return { status: 416, headers: { ...told, 'Content-Range': `bytes */${bytes.length}` } };
  const range = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  return { status: 206, body: bytes.subarray(from), headers: { ...told, 'Content-Range': range } };
}

/** The files of a directory, as a repository has them. */
export async function filesIn(folder: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length + 1).replaceAll('\\', '/'), new Uint8Array(await readFile(path)));
  }
  return files;
}

/** A tiny model as a repository has it, which answers with the words of micro. */
export async function tinyModel(): Promise<Map<string, Uint8Array>> {
  const files = await filesIn(inRepository('tests', 'fixtures', 'hosts', 'qwen3-genai-fp32'));
  for (const path of ['tokenizer.json', 'tokenizer_config.json'])
    files.set(path, new Uint8Array(await readFile(inRepository('public', 'hosts', 'micro', path))));
  return files;
}

/** What git keeps of a large file in the file's place. */
export function pointerTo(bytes: Uint8Array): Uint8Array {
  return new TextEncoder().encode(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256(bytes)}\nsize ${bytes.length}\n`,
  );
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** As `git hash-object` says it. */
function gitHash(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Enough for a reader that does nothing else. */
function moment(): Promise<unknown> {
  return wait(150);
}

function isLarge(path: string): boolean {
  return path.startsWith('onnx/') || path === 'tokenizer.json';
}

const EXPOSED =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash';
const PREFLIGHT = {
  'Access-Control-Allow-Headers': 'Authorization, Range, Content-Type',
  'Access-Control-Allow-Methods': 'GET, HEAD, OPTIONS',
};

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function json(value: unknown, headers: Record<string, string> = {}): Answer {
  return { status: 200, body: JSON.stringify(value), headers: { 'Content-Type': 'application/json', ...headers } };
}

function refused(status: number, code: string, message: string): Answer {
  return { status, body: message, headers: { 'X-Error-Code': code, 'X-Error-Message': message } };
}

/**
 * What a repository holds, asked of the hub before anything of it is fetched: the commit that a revision stands for now,
 * its files, their sizes and hashes. All that is fetched later is of that commit, so two versions are never mixed.
 */
import { z } from 'zod';
import { LabError } from '../core/errors.ts';
import { writtenName, type HubName } from './name.ts';
import { filesByNames } from './plain-mirror.ts';
import { askHub, hubHost, type HubServer } from './server.ts';

export const hubFileSchema = z.strictObject({
  path: z.string(),
  bytes: z.number().int().min(0),
  /** SHA-256 of its bytes, where the hub keeps it as a large file */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** its hash as git's own: SHA-1 of its length and its bytes */
  git: z
    .string()
    .regex(/^[0-9a-f]{40}$/)
    .optional(),
});
export type HubFile = z.infer<typeof hubFileSchema>;

export interface Repository {
  name: HubName;
  commit: string;
  files: HubFile[];
}

const infoSchema = z.object({ sha: z.string().regex(/^[0-9a-f]{7,64}$/) });
const treeSchema = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.number().int().min(0),
    oid: z.string().optional(),
    lfs: z.object({ oid: z.string(), size: z.number().int().min(0) }).nullish(),
  }),
);

/** A repository of more files is none that somebody lives on. */
const MOST_PAGES = 20;
/** What a list of files may take. */
const MOST_LETTERS = 8e6;

/**
 * Asks for a repository's commit and files; of a mirror that has no list, for the files by their names. Throws what `askHub`
 * throws, and LabError `hub-foreign` for an answer that is none.
 */
export async function repositoryOf(server: HubServer, name: HubName, signal: AbortSignal): Promise<Repository> {
  try {
    return await listed(server, name, signal);
  } catch (thrown) {
    const mayBePlain = thrown instanceof LabError && UNLISTED.has(thrown.code);
    const files = mayBePlain ? await filesByNames(server, name, signal) : null;
    if (files) return { name, commit: name.revision, files };
    throw thrown;
  }
}

/** What a server says that has no list of files: that there is none, or a page. */
const UNLISTED: ReadonlySet<string> = new Set(['hub-unknown', 'hub-refused', 'hub-foreign']);

async function listed(server: HubServer, name: HubName, signal: AbortSignal): Promise<Repository> {
  const model = `${server.address}/api/models/${name.repository}`;
  const what = `model “${writtenName(name)}”`;
  const about = await json(server, `${model}/revision/${encodeURIComponent(name.revision)}`, what, signal);
  const { sha: commit } = understood(infoSchema, about.value, server);
  const files: HubFile[] = [];
  let next: string | null = `${model}/tree/${commit}?recursive=true`;
  for (let page = 0; next !== null && page < MOST_PAGES; page++) {
    const { value, link } = await json(server, next, what, signal);
    for (const { type, path, size, oid, lfs } of understood(treeSchema, value, server)) {
      if (type !== 'file' || !isPlain(path)) continue;
      const hash = lfs ? { sha256: lfs.oid.replace(/^sha256:/, '') } : { git: oid };
      const file = hubFileSchema.safeParse({ path, bytes: lfs?.size ?? size, ...hash });
      files.push(file.data ?? { path, bytes: lfs?.size ?? size });
    }
    next = nextPage(link, next, server);
  }
  return { name, commit, files };
}

/** Its files are written under their paths: one that leads anywhere else is nobody's file. */
function isPlain(path: string): boolean {
  return /^[^\\:*?"<>|\p{Cc}]+$/u.test(path) && path.split('/').every((part) => !/^\.*$/.test(part));
}

async function json(
  server: HubServer,
  url: string,
  what: string,
  signal: AbortSignal,
): Promise<{ value: unknown; link: string | null }> {
  const response = await askHub(server, { what, url, signal });
  try {
    const text = await response.text();
    if (text.length > MOST_LETTERS) throw new RangeError('too long');
    return { value: JSON.parse(text), link: response.headers.get('Link') };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    throw foreign(server, cause);
  }
}

function understood<T>(schema: z.ZodType<T>, value: unknown, server: HubServer): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw foreign(server, parsed.error);
}

/** `<https://…>; rel="next"`, of the same server only. */
function nextPage(link: string | null, from: string, { address }: HubServer): string | null {
  const [, target] = /<([^>]+)>;\s*rel="next"/.exec(link ?? '') ?? [];
  const next = target === undefined ? null : new URL(target, from);
  if (!next) return null;
  // A mirror repeats what the hub says, its address too.
  return new URL(address).origin === next.origin ? next.href : address + next.pathname + next.search;
}

function foreign(server: HubServer, cause: unknown): LabError {
  return new LabError(
    'hub-foreign',
    `${hubHost(server)} answered, and not as a hub does: perhaps with a page to log in.`,
    'Open that address in a browser tab and log in where a network asks for it, or name another hub.',
    { cause },
  );
}

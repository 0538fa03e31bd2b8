/** A host directory that a server gives out, read by a page or a worker. */
import { bytesOfBlob } from '../../base/blobs.ts';
import { causeInWords } from '../bytes/cause.ts';
import { HostError } from '../errors.ts';
import type { HostFiles } from './files.ts';

/**
 * The files of a host directory on a site. What was read is kept, outside of the page's own memory, so that a second
 * runtime, tried after the first one failed, downloads nothing again.
 * @param url  of the directory, whole or relative to the page or worker
 * @param known  paths of all its files, where they are known: the server is asked for no other
 * `read` throws HostError `host-missing` for a file that the server does not have, `host-unreachable` for one that it does
 * not give.
 * @example
 * import { siteFiles } from 'evolora-host/web';
 *
 * const files = siteFiles('hosts/micro');
 * JSON.parse(new TextDecoder().decode(await files.read('config.json'))).model_type; // → 'qwen3'
 */
export function siteFiles(url: string, known?: readonly string[]): HostFiles {
  const base = new URL(url.endsWith('/') ? url : `${url}/`, self.location.href);
  const kept = new Map<string, Blob>();
  return {
    ...(known && { list: () => Promise.resolve(known) }),
    async read(path) {
      // Names are names: a # or a % in one is no part of an address.
      const { href } = new URL(path.split('/').map(encodeURIComponent).join('/'), base);
      if (known?.includes(path) === false) throw absent(href, 'it is none of the directory’s');
      try {
        const blob = kept.get(path) ?? (await blobAt(href));
        kept.set(path, blob);
        return await bytesOfBlob(blob);
      } catch (cause) {
        throw cause instanceof HostError ? cause : unreachable(href, causeInWords(cause), cause);
      }
    },
  };
}

/** What a server answers for a file that it does not have; some stores say 403. */
const ABSENT = new Set([403, 404, 410]);

async function blobAt(href: string): Promise<Blob> {
  const response = await fetch(href);
  if (response.ok) return response.blob();
  const said = `the server said ${response.status}`;
  if (!ABSENT.has(response.status)) throw unreachable(href, said);
  throw absent(href, said);
}

function absent(href: string, why: string): HostError {
  return new HostError(
    'host-missing',
    `A file of the model is not there: ${href} (${why}).`,
    'The server must be given the whole directory of the model.',
  );
}

function unreachable(href: string, why: string, cause?: unknown): HostError {
  return new HostError(
    'host-unreachable',
    `A file of the model could not be loaded: ${href} (${why}).`,
    'Check the connection and reload.',
    { cause },
  );
}

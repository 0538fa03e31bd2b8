/** A host directory that a server gives out, read by a page or a worker. */
import { HostError } from '../errors.ts';
import type { HostFiles } from './files.ts';

/**
 * The files of a host directory on a site. What was read is kept, so that a second runtime, tried after the first one
 * failed, downloads nothing again.
 * @param url  of the directory, whole or relative to the page or worker
 * `read` throws HostError `host-missing` for a file that the server does not give.
 * @example
 * import { siteFiles } from 'evolora-host/web';
 *
 * const files = siteFiles('hosts/micro');
 * JSON.parse(new TextDecoder().decode(await files.read('config.json'))).model_type; // → 'qwen3'
 */
export function siteFiles(url: string): HostFiles {
  const base = new URL(url.endsWith('/') ? url : `${url}/`, self.location.href);
  const kept = new Map<string, Uint8Array>();
  return {
    async read(path) {
      const known = kept.get(path);
      if (known) return known;
      const response = await fetch(new URL(path, base)).catch(() => undefined);
      if (!response?.ok) {
        throw new HostError(
          'host-missing',
          `A file of the model could not be loaded: ${new URL(path, base).href}.`,
          'Check the connection and reload; if it is still missing, the server must be given the whole directory of the model.',
        );
      }
      const bytes = new Uint8Array(await response.arrayBuffer());
      kept.set(path, bytes);
      return bytes;
    },
  };
}

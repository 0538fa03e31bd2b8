/** Tapped decoding in a browser's worker. */
import type { HostFiles } from '../../../../src/host/files/files.ts';
import type { WebRuntimeOptions } from '../../../../src/host/web.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { sharedRuntime } from '../runtime.ts';
import { tapCase, type TapCase } from '../../../host/tap-case.ts';

/** What the taps read of a small population. `folder` is relative to the site, such as 'hosts/micro/'. */
export async function readTaps(folder: string, options: WebRuntimeOptions): Promise<TapCase> {
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  return tapCase(folder.includes('fixtures') ? bare(files) : files, await sharedRuntime(options));
}

/** Fixtures lack the optional files; what is not asked for is no failed request. */
function bare(files: HostFiles): HostFiles {
  const lacking = ['generation_config.json', 'check.json'];
  return { read: (path) => (lacking.includes(path) ? Promise.reject(new Error(`no ${path}`)) : files.read(path)) };
}

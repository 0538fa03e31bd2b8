/**
 * A mirror that has a repository's files at the hub's addresses and cannot list them, such as a folder on static pages: the
 * names that a model's files may have are asked for one by one, and nothing of them is fetched but what a server squeezes
 * on the way without saying how long it is. Such a mirror tells no hashes and no commits.
 */
import { LabError } from '../core/errors.ts';
import { GRAPHS, SETTINGS, weightsNames } from './file-names.ts';
import { fileAddress, writtenName, type HubName } from './name.ts';
import { askHub, hubHost, waitBefore, type HubServer } from './server.ts';

/** A file and its length; more is not to be had. */
interface PlainFile {
  path: string;
  bytes: number;
}

/** Without it nothing is a model, so it is asked for first. */
const CONFIG = 'config.json';
/** More parts than any model has that a page can hold. */
const MOST_PARTS = 16;

/**
 * What is there of a name; null where nothing is that is known by its name. Throws LabErrors `hub-busy`, `hub-trouble` and
 * `hub-unreachable`, `hub-foreign` where a file's length is not to be had, or the signal's reason.
 */
export async function filesByNames(server: HubServer, name: HubName, signal: AbortSignal): Promise<PlainFile[] | null> {
  const asked = { server, name, signal };
  const config = await configOf(asked);
  if (!config) return null;
  const files = [config];
  // One after the other: nobody is asked any more once one answer is a trouble.
  for (const path of SETTINGS) if (path !== CONFIG) files.push(...(await fileAt(asked, path)));
  for (const graph of GRAPHS) files.push(...(await graphWithWeights(asked, graph)));
  return files;
}

interface Asked {
  server: HubServer;
  name: HubName;
  signal: AbortSignal;
}

/** Read, since a server that answers whatever it is asked has none that says which model it is of. */
async function configOf({ server, name, signal }: Asked): Promise<PlainFile | null> {
  const url = fileAddress(server.address, name, CONFIG);
  try {
    const response = await askHub(server, { what: `${CONFIG} of “${writtenName(name)}”`, url, signal });
    const bytes = await response.arrayBuffer();
    const config = JSON.parse(new TextDecoder().decode(bytes)) as { model_type?: unknown } | null;
    return typeof config?.model_type === 'string' ? { path: CONFIG, bytes: bytes.byteLength } : null;
  } catch (thrown) {
    return absent(thrown, signal);
  }
}

async function graphWithWeights(asked: Asked, graph: string): Promise<PlainFile[]> {
  const files = await fileAt(asked, graph);
  if (files.length === 0) return [];
  const [whole, ...parts] = weightsNames(graph, MOST_PARTS);
  files.push(...(await fileAt(asked, whole!)));
  for (const path of parts) {
    const part = await fileAt(asked, path);
    if (part.length === 0) break;
    files.push(...part);
  }
  return files;
}

/** None where it is not there: also where a page stands in its place, as some servers give to whatever is asked. */
async function fileAt({ server, name, signal }: Asked, path: string): Promise<PlainFile[]> {
  const what = `${path} of “${writtenName(name)}”`;
  const url = fileAddress(server.address, name, path);
  try {
    const { headers } = await askHub(server, { what, url, signal, method: 'HEAD' });
    if (isPage(headers)) return [];
    const length = headers.get('Content-Length');
    if (length !== null && !headers.has('Content-Encoding')) return [{ path, bytes: Number(length) }];
    if (GRAPHS.some((graph) => path.startsWith(graph))) throw unmeasured(server, what);
    const response = await askHub(server, { what, url, signal });
    return [{ path, bytes: (await response.arrayBuffer()).byteLength }];
  } catch (thrown) {
    return absent(thrown, signal) ?? [];
  }
}

/** For a file that is not given: null; what passes, and what is told already, is thrown on. */
function absent(thrown: unknown, signal: AbortSignal): null {
  if (signal.aborted || waitBefore(thrown) !== null || isForeign(thrown)) throw thrown;
  return null;
}

function isPage(headers: Headers): boolean {
  return /^text\/html\b/i.test(headers.get('Content-Type') ?? '');
}

function isForeign(thrown: unknown): boolean {
  return thrown instanceof LabError && thrown.code === 'hub-foreign';
}

function unmeasured(server: HubServer, what: string): LabError {
  return new LabError(
    'hub-foreign',
    `${hubHost(server)} does not say how long ${what} is, so it cannot be fetched from there.`,
    'Have that server give .onnx files as they are, without compression, or name another hub.',
  );
}

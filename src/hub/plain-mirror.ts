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
const FIRST = 'config.json';
/** More parts than any model has that a page can hold. */
const MOST_PARTS = 16;

/**
 * What is there of a name; null where nothing is that is known by its name. Throws LabErrors `hub-busy`, `hub-trouble` and
 * `hub-unreachable`, `hub-foreign` where a file's length is not to be had, or the signal's reason.
 */
export async function filesByNames(server: HubServer, name: HubName, signal: AbortSignal): Promise<PlainFile[] | null> {
  const asked = { server, name, signal };
  const first = await fileAt(asked, FIRST);
  if (!first) return null;
  const others = SETTINGS.filter((path) => path !== FIRST);
  const settings = await Promise.all(others.map((path) => fileAt(asked, path)));
  const graphs = await Promise.all(GRAPHS.map(async (graph) => graphWithWeights(asked, graph)));
  return [first, ...settings, ...graphs.flat()].filter((file) => file !== null);
}

interface Asked {
  server: HubServer;
  name: HubName;
  signal: AbortSignal;
}

async function graphWithWeights(asked: Asked, graph: string): Promise<PlainFile[]> {
  const file = await fileAt(asked, graph);
  if (!file) return [];
  const files = [file];
  const [whole, ...parts] = weightsNames(graph, MOST_PARTS);
  const one = await fileAt(asked, whole!);
  if (one) files.push(one);
  for (const path of parts) {
    const part = await fileAt(asked, path);
    if (!part) break;
    files.push(part);
  }
  return files;
}

/** null where it is not there: also where a page stands in its place, as some servers give to whatever is asked. */
async function fileAt({ server, name, signal }: Asked, path: string): Promise<PlainFile | null> {
  const what = `${path} of “${writtenName(name)}”`;
  const url = fileAddress(server.address, name, path);
  try {
    const { headers } = await askHub(server, { what, url, signal, method: 'HEAD' });
    if (isPage(headers)) return null;
    const told = headers.get('Content-Length');
    const bytes = headers.has('Content-Encoding') || told === null ? null : Number(told);
    if (bytes !== null) return { path, bytes };
    if (GRAPHS.some((graph) => path.startsWith(graph))) throw unmeasured(server, what);
    const response = await askHub(server, { what, url, signal });
    return { path, bytes: (await response.arrayBuffer()).byteLength };
  } catch (thrown) {
    if (signal.aborted || waitBefore(thrown) !== null || isForeign(thrown)) throw thrown;
    return null;
  }
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

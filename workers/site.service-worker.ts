/**
 * Keeps the built site, so that it opens offline, and gives its files the headers that a plain static server does not: with
 * those the page is isolated, and WebAssembly has threads. A version is kept whole or not at all, every file of the hash that the
 * build gave it, and begins when no tab has the one before it any more; so two versions are never mixed, and none is
 * changed under a run. What is not of the build goes to the network as if this were not here.
 *
 * The build writes SITE in front of it (scripts/vite/service-worker.ts).
 */
interface Site {
  /** of all files together */
  version: string;
  /** by path: base64 of its SHA-256 */
  files: Record<string, string>;
  /** those that only a graphics device needs */
  forGraphics: string[];
  /** for every file */
  headers: Record<string, string>;
}
declare const SITE: Site;

const worker = self as unknown as ServiceWorkerGlobalScope;
const scope = worker.registration.scope;
/** Other sites, and other copies of this one, may live on the same origin. */
const prefix = `evolora site ${scope} `;
const own = prefix + SITE.version;

worker.addEventListener('install', (event) => event.waitUntil(keepSite()));
worker.addEventListener('activate', (event) => event.waitUntil(forgetOthers()));
worker.addEventListener('fetch', (event) => {
  const path = pathOf(event.request);
  if (path !== null) event.respondWith(answer(path, event.request));
});

/** Keeps every file, or throws; what came is there for the next try. */
async function keepSite(): Promise<void> {
  const cache = await caches.open(own);
  // Some browsers have WebGPU on pages and not here, so the page says it in this script's address.
  const hasGraphics = 'gpu' in navigator || worker.location.search === '?graphics';
  const skipped = hasGraphics ? [] : SITE.forGraphics;
  for (const [path, hash] of Object.entries(SITE.files)) {
    const url = scope + path;
    if (skipped.includes(path) || (await cache.match(url))) continue;
    // A file of another version, as while a site is being replaced, is no file of this one.
    const response = await fetch(url, { cache: 'no-cache', integrity: `sha256-${hash}` });
    if (!response.ok) throw new Error(`${path}: the server said ${response.status}`);
    await cache.put(url, withHeaders(response));
  }
}

async function forgetOthers(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== own);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** Which file of the site is asked for; null for anything else. */
function pathOf({ method, url }: Request): string | null {
  if (method !== 'GET' || !url.startsWith(scope)) return null;
  const path = url.slice(scope.length).replace(/[?#].*$/, '') || 'index.html';
  return Object.hasOwn(SITE.files, path) ? path : null;
}

async function answer(path: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(own)).match(scope + path);
  if (kept) return kept;
  const response = await fetch(request);
  return response.ok && response.type !== 'opaqueredirect' ? withHeaders(response) : response;
}

function withHeaders({ body, status, statusText, headers }: Response): Response {
  const all = new Headers(headers);
  for (const [name, value] of Object.entries(SITE.headers)) all.set(name, value);
  return new Response(body, { status, statusText, headers: all });
}

/**
 * A static file server for the built site, of Node's own parts. It can send the two headers that make a page
 * cross-origin isolated (wasm threads need shared memory), or leave them out and stand for any plain server.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, resolve, sep } from 'node:path';
import { headerPolicy } from './policy.mjs';

export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Only a header reaches workers' scripts, so it goes with every file. */
export const policyHeaders = { 'Content-Security-Policy': headerPolicy };

const mediaTypes = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
};

/**
 * Serves folders until `close()`.
 * @param options.mounts  URL prefix (starts and ends with a slash) → folder; the longest prefix that fits wins
 * @param options.port  first port to try; the following ones are tried when it is taken. 0 = any free port
 * @param options.isolation  whether to send the cross-origin isolation headers
 * @param options.policy  whether to send the content security policy, with workers' scripts too
 * @returns {Promise<{ origin: string, port: number, close: () => Promise<void> }>}
 */
export async function serve({ mounts, port = 0, host = '127.0.0.1', isolation = true, policy = true }) {
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);
  const server = createServer((request, response) => {
    answer(request, response, { mounts, prefixes, isolation, policy }).catch((error) => {
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(String(error));
    });
  });
  const bound = await listen(server, port, host);
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    origin: `http://${name}:${bound}`,
    port: bound,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(request, response, { mounts, prefixes, isolation, policy }) {
  const headers = {
    'Cache-Control': 'no-cache',
    ...(isolation ? isolationHeaders : {}),
    ...(policy ? policyHeaders : {}),
  };
  const refuse = (status, text) => response.writeHead(status, { ...headers, 'Content-Type': 'text/plain' }).end(text);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405, 'only GET and HEAD');
  const path = decodePath(request.url);
  const prefix = path === undefined ? undefined : prefixes.find((candidate) => path.startsWith(candidate));
  if (prefix === undefined) return refuse(404, 'not found');
  const folder = resolve(mounts[prefix]);
  const inside = path.slice(prefix.length) + (path.endsWith('/') ? 'index.html' : '');
  const file = resolve(folder, inside);
  if (!file.startsWith(folder + sep)) return refuse(404, 'not found');
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) return refuse(404, 'not found');
  const type = mediaTypes[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': found.size });
  if (request.method === 'HEAD') return response.end();
  createReadStream(file)
    .on('error', (error) => response.destroy(error))
    .pipe(response);
}

/** The path of a request without its query, or undefined when it is not valid. */
function decodePath(url) {
  try {
    return decodeURIComponent(url.split('?')[0]);
  } catch {
    return undefined;
  }
}

/** Listens on the first free port from `port` on. Throws when twenty in a row are taken. */
async function listen(server, port, host) {
  for (let tries = 0; ; tries++) {
    try {
      await new Promise((done, fail) => {
        server.once('error', fail);
        server.listen(port + tries, host, () => {
          server.off('error', fail);
          done();
        });
      });
      return server.address().port;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || port === 0 || tries === 19) throw error;
    }
  }
}

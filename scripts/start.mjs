/**
 * `npm start`: from a fresh clone to the lab in the browser. Installs what is missing, builds what is outdated, serves
 * the built site and prints its address. Uses nothing but Node, because nothing is installed yet when it begins.
 *
 *   --port 4173     first port to try      --host 127.0.0.1   address to listen on
 *   --base /        path to serve under    --no-isolation     leave out the headers that wasm threads need
 */
import { parseArgs } from 'node:util';
import { requireNode } from './lib/node-version.mjs';
import { builds, ensureBuilt } from './lib/build.mjs';
import { installPackages } from './lib/install.mjs';
import { inRepository } from './lib/paths.mjs';
import { serve } from './lib/serve.mjs';

requireNode();
const options = readOptions();
await installPackages();
if (!(await ensureBuilt(builds.site))) {
  console.error('The lab could not be built; the reason is above.');
  process.exit(1);
}
const site = await serve({
  mounts: { [options.base]: inRepository(builds.site.folder) },
  port: options.port,
  host: options.host,
  isolation: !options.noIsolation,
}).catch(explainAndExit);
console.log(`\n  Evolora Lab is running at  ${site.origin}${options.base}\n\n  Press Ctrl+C to stop.\n`);

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4173' },
        host: { type: 'string', default: '127.0.0.1' },
        base: { type: 'string', default: '/' },
        'no-isolation': { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is not a port.`);
    const base = `/${values.base}/`.replace(/\/+/g, '/');
    return { port, host: values.host, base, noIsolation: values['no-isolation'] };
  } catch (error) {
    console.error(error.message);
    console.error('Usage: npm start -- [--port 4173] [--host 127.0.0.1] [--base /] [--no-isolation]');
    process.exit(1);
  }
}

function explainAndExit(error) {
  console.error(`Could not listen on ${options.host}, port ${options.port}: ${error.message}`);
  console.error('Choose another with: npm start -- --port 8080');
  process.exit(1);
}

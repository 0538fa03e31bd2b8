/**
 * Makes src/tasks/code/quickjs-wasm.ts: QuickJS out of its package, with a meter in it, as text, so that the page's worker,
 * the tests and the packed command line all load it in one way. Run it after another version of the package:
 * `node scripts/quickjs/main.mjs`. A test holds that the file is what this makes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync } from 'fflate';
import { inRepository } from '../lib/paths.mjs';
import { meter } from './meter.mjs';

export const madeFile = 'src/tasks/code/quickjs-wasm.ts';

/** The text of the file. */
export function quickjsText() {
  const packageName = '@jitl/quickjs-wasmfile-release-sync';
  const require = createRequire(import.meta.url);
  const { version } = JSON.parse(readFileSync(require.resolve(`${packageName}/package.json`), 'utf8'));
  const bytes = deflateSync(meter(readFileSync(require.resolve(`${packageName}/wasm`))), { level: 9 });
  return `/**
 * QuickJS (https://bellard.org/quickjs, MIT) as WebAssembly out of ${packageName} ${version}, with a meter in it
 * (scripts/quickjs), deflated, as base64. Made by \`node scripts/quickjs/main.mjs\`.
 */
export const QUICKJS =
  '${Buffer.from(bytes).toString('base64')}';
`;
}

if (process.argv[1]?.endsWith('scripts/quickjs/main.mjs')) writeFileSync(inRepository(madeFile), quickjsText());

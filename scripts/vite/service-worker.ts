/**
 * Writes the site's service worker into the built folder, with a list of its files and their hashes, once all of them are
 * there. Its name never changes, so a browser sees by its content that there is a new version.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import ts from 'typescript';
import type { Plugin } from 'vite';
import { stampName } from '../lib/build.mjs';
import { inRepository } from '../lib/paths.mjs';
import { isolationHeaders, policyHeaders } from '../lib/serve.mjs';

const NAME = 'service-worker.js';
/** What nobody asks for while the lab runs. */
const ASIDE = new RegExp(`^(${NAME}|${stampName}|\\.vite/.*|.*\\.md)$`.replaceAll('.js', '\\.js'));
/** What ONNX Runtime has for graphics devices. */
const FOR_GRAPHICS = /^assets\/ort[-.](webgpu|wasm-simd-threaded\.asyncify)/;

/** @param folder  of the build, relative to the repository */
export function serviceWorker(folder: string): Plugin {
  let failed = false;
  return {
    name: 'evolora:service-worker',
    apply: 'build',
    buildEnd(error) {
      failed = error !== undefined;
    },
    closeBundle() {
      if (!failed) writeServiceWorker(inRepository(folder));
    },
  };
}

/** Writes it for the files that lie in a folder now. */
export function writeServiceWorker(folder: string): void {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    )
    .filter((path) => !ASIDE.test(path))
    .sort();
  const files = Object.fromEntries(paths.map((path) => [path, hashOf(readFileSync(join(folder, path)))]));
  const source = readFileSync(inRepository('workers', 'site.service-worker.ts'), 'utf8');
  const script = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.None, removeComments: true },
  }).outputText;
  const site = {
    version: hashOf(JSON.stringify(files) + script).slice(0, 16),
    files,
    forGraphics: paths.filter((path) => FOR_GRAPHICS.test(path)),
    headers: { ...isolationHeaders, ...policyHeaders },
  };
  writeFileSync(join(folder, NAME), `(() => {\nconst SITE = ${JSON.stringify(site)};\n${script}})();\n`);
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64');
}

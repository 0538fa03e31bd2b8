/**
 * How much JavaScript and CSS the page itself is, gzipped: everything index.html leads to by static or dynamic import,
 * but not the worker, which loads beside the page. Printed when run; used by the benchmark.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { builds, ensureBuilt } from './lib/build.mjs';
import { inRepository } from './lib/paths.mjs';

/**
 * Builds the site when it is outdated and measures its shell.
 * @returns {Promise<{ totalKB: number, files: { name: string, gzipKB: number }[] }>} in units of 1,000 bytes
 */
export async function measureShell() {
  if (!(await ensureBuilt(builds.site, { quiet: true }))) throw new Error('the site could not be built');
  const folder = inRepository(builds.site.folder);
  const manifest = JSON.parse(readFileSync(join(folder, '.vite', 'manifest.json'), 'utf8'));
  const files = shellFiles(manifest).map((name) => {
    return { name, gzipKB: gzipSync(readFileSync(join(folder, name)), { level: 9 }).length / 1000 };
  });
  return { totalKB: files.reduce((sum, file) => sum + file.gzipKB, 0), files };
}

/** The files of all chunks that can be reached from the entries of a Vite manifest, each once. */
export function shellFiles(manifest) {
  const files = new Set();
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const { file, css = [], imports = [], dynamicImports = [] } = manifest[key];
    for (const name of [file, ...css]) if (/\.(js|css)$/.test(name)) files.add(name);
    for (const next of [...imports, ...dynamicImports]) visit(next);
  };
  for (const [key, chunk] of Object.entries(manifest)) if (chunk.isEntry) visit(key);
  return [...files];
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { totalKB, files } = await measureShell();
  for (const { name, gzipKB } of files) console.log(`${gzipKB.toFixed(1).padStart(8)} kB  ${name}`);
  console.log(`${totalKB.toFixed(1).padStart(8)} kB  page shell, gzipped`);
}

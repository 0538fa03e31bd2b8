/** docs/tour.md: what it quotes stands in its files, and what it programs compiles and runs. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { faultsOfCode } from './examples.ts';
import { codeBlocksOf, readRepositoryFile } from './markdown.ts';

const blocks = codeBlocksOf(readRepositoryFile('docs/tour.md'));
const quotes = blocks.filter(({ path }) => path !== null);
const program = blocks.flatMap(({ path, code }) => (path === null ? [code] : [])).join('\n');

it('quotes and programs', () => {
  expect(quotes.length).toBeGreaterThan(4);
  expect(program.match(/assert/g)!.length).toBeGreaterThan(8);
});

it.each(quotes)('$path is quoted word for word', ({ path, code }) => {
  expect(withoutIndents(readRepositoryFile(path!))).toContain(withoutIndents(code));
});

it('the program compiles', { timeout: 120_000 }, () => {
  expect(faultsOfCode(new Map([['docs/tour.ts', program]]), ['node'])).toEqual([]);
});

it('the program runs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'evolora-tour-'));
  const place = join(folder, 'tour.ts');
  const root = pathToFileURL(inRepository('docs', 'tour.ts'));
  const absolute = (_: string, source: string) => ` from ${JSON.stringify(new URL(source, root).href)}`;
  writeFileSync(place, `${program.replace(/ from '(\.[^']+)'/g, absolute)}\nexport const done = true;\n`);
  try {
    expect(await import(pathToFileURL(place).href)).toMatchObject({ done: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function withoutIndents(code: string): string {
  return code.replace(/^ +/gm, '');
}

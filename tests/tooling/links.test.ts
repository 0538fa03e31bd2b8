/** Every link in the documents leads somewhere: to a file that git keeps, and to a heading that it has. */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { proseOf, readRepositoryFile, repositoryFiles } from './markdown.ts';

const tracked = new Set(repositoryFiles().filter((path) => existsSync(inRepository(path))));
const folders = new Set([...tracked].flatMap(foldersOf));
const documents = [...tracked].filter((path) => path.endsWith('.md'));

describe('links and anchors', () => {
  it('are looked at in all documents that people read', () => {
    const expected = ['CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'docs/architecture.md', 'docs/glossary.md'];
    expect(documents).toEqual(expect.arrayContaining(expected));
    expect(documents.flatMap(linksOf).length).toBeGreaterThan(100);
  });

  it.each(documents)('of %s lead somewhere', (document) => {
    expect(linksOf(document).flatMap((link) => faultOf(document, link) ?? [])).toEqual([]);
  });

  it('every document in docs is reached from README.md', () => {
    const reached = new Set(['README.md']);
    for (const document of reached)
      for (const { path } of linksOf(document).map((link) => targetOf(document, link)))
        if (path.endsWith('.md') && tracked.has(path)) reached.add(path);
    expect(documents.filter((path) => path.startsWith('docs/') && !reached.has(path))).toEqual([]);
  });

  it('are found wrong when they are', () => {
    expect(faultOf('docs/tour.md', 'nowhere.md')).toContain('no file');
    expect(faultOf('docs/tour.md', '../README.md#nowhere')).toContain('no heading');
    expect(faultOf('docs/tour.md', '../README.md#does-it-pay')).toBeUndefined();
    expect(faultOf('README.md', 'https://nodejs.org')).toBeUndefined();
  });
});

/** Targets of `[words](target)`, `![words](target)` and `[name]: target`, outside code. */
function linksOf(document: string): string[] {
  const prose = proseOf(readRepositoryFile(document), { spans: false });
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)];
  const named = [...prose.matchAll(/^\[[^\]]+\]: (\S+)$/gm)];
  return [...inline, ...named].map(([, target]) => target!);
}

function targetOf(document: string, link: string): { path: string; anchor: string | undefined } {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? document : normalize(join(dirname(document), decodeURI(path)));
  return { path: target.replaceAll('\\', '/').replace(/\/$/, ''), anchor };
}

function faultOf(document: string, link: string): string | undefined {
  if (/^(https?|mailto):/.test(link)) return URL.canParse(link) ? undefined : `${link}: no address`;
  const { path, anchor } = targetOf(document, link);
  if (!tracked.has(path) && !folders.has(path)) return `${link}: no file ${path} that git keeps`;
  if (anchor === undefined || !path.endsWith('.md')) return undefined;
  return anchorsOf(path).has(anchor) ? undefined : `${link}: no heading #${anchor} in ${path}`;
}

/** As GitHub names headings: lower case, spaces as hyphens, a number behind a name that is there already. */
function anchorsOf(document: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of proseOf(readRepositoryFile(document)).matchAll(/^#{1,6} (.+)$/gm)) {
    const words = heading!.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = words.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let anchor = name;
    for (let nth = 1; anchors.has(anchor); nth++) anchor = `${name}-${nth}`;
    anchors.add(anchor);
  }
  return anchors;
}

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

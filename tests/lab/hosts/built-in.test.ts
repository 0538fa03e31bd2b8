/** The list of the built-in model's files is what lies there, and the site is asked for no other. */
import { readdirSync } from 'node:fs';
import { afterEach, expect, it, vi } from 'vitest';
import { inRepository } from '../../../scripts/lib/paths.mjs';
import { siteFiles } from '../../../src/host/web.ts';
import { BUILT_IN } from '../../../src/lab/hosts/built-in.ts';

afterEach(() => vi.unstubAllGlobals());

it('names all files but what is for people', () => {
  const entries = readdirSync(inRepository('public', 'hosts', BUILT_IN.name), { recursive: true, withFileTypes: true });
  const root = inRepository('public', 'hosts', BUILT_IN.name);
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.md'))
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(root.length + 1).replaceAll('\\', '/'));
  expect(paths.sort()).toEqual([...BUILT_IN.files]);
});

it('asks a site for what is there only', async () => {
  const asked: string[] = [];
  vi.stubGlobal('self', { location: { href: 'http://site/lab/' } });
  vi.stubGlobal('fetch', (href: string) => {
    asked.push(href);
    return Promise.resolve(new Response('{}'));
  });
  const files = siteFiles('hosts/micro', BUILT_IN.files);
  await expect(files.read('chat_template.jinja')).rejects.toMatchObject({ code: 'host-missing' });
  expect(new TextDecoder().decode(await files.read('config.json'))).toBe('{}');
  expect(asked).toEqual(['http://site/lab/hosts/micro/config.json']);
  expect(await files.list!()).toBe(BUILT_IN.files);
});

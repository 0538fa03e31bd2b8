/** The page about the rivals names every rival and every setting, with the value that it has unless told. */
import { expect, it } from 'vitest';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { RIVAL_NAMES } from '../../../src/evaluation/contest/manifest.ts';
import { readRivalSettings, RIVALS } from '../../../src/evaluation/rivals/settings.ts';
import { readRepositoryFile } from '../../tooling/markdown.ts';

const page = readRepositoryFile('docs/rivals.md');
/** First two columns of the table that begins with this heading. */
function table(heading: string): Map<string, string> {
  const rows = page
    .slice(page.indexOf(`| ${heading} `))
    .split('\n\n')[0]!
    .trim()
    .split('\n')
    .slice(2);
  return new Map(rows.map((row) => row.split('|').map((part) => part.trim())).map(([, name, next]) => [name!, next!]));
}

it('has every rival', () => {
  expect([...table('rival').keys()]).toEqual([
    '`generalist`',
    '`generalist-bank`',
    '`islands`',
    '`islands-bank`',
    '`supervised`',
  ]);
  expect(Object.keys(RIVALS).sort()).toEqual([...RIVAL_NAMES].sort());
});

it('has every setting with its default', () => {
  const told = table('setting');
  const config = configSchema.parse({});
  for (const name of RIVAL_NAMES) {
    const settings = readRivalSettings(name, {}, config, 1e12) as Record<string, unknown>;
    for (const setting of Object.keys(RIVALS[name].settings)) {
      const written = told.get(`\`${setting}\``);
      expect(written, setting).toBeDefined();
      if (!/^the /.test(written!)) expect(String(settings[setting]), setting).toBe(written);
    }
  }
  const all = new Set(RIVAL_NAMES.flatMap((name) => Object.keys(RIVALS[name].settings)));
  expect([...told.keys()].sort()).toEqual([...all].map((setting) => `\`${setting}\``).sort());
});

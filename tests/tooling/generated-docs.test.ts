/** The pages that are made from the code are as the code makes them, and leave nothing unsaid. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eventComments } from '../../scripts/docs/comments.ts';
import { generatedPages } from '../../scripts/docs/pages.ts';
import { readersOf } from '../../scripts/docs/readers.ts';
import { inRepository } from '../../scripts/lib/paths.mjs';

const pages = await generatedPages();

it.each(pages)('%s is current (else: npm run docs)', (path, text) => {
  expect(readFileSync(inRepository(path), 'utf8')).toBe(text);
});

it('every event says what it is', () => {
  const events = pages.find(([path]) => path === 'docs/events.md')![1];
  const sections = events.split(/^### /m).slice(1);
  expect(sections.length).toBeGreaterThan(20);
  for (const section of sections) expect(section).toMatch(/^`[a-z-]+`\n\n[^|\n]+\./);
});

it('comments are found through spreads, lists and shapes with names of their own', () => {
  const comments = eventComments(['src/ecology/events/lived.ts', 'src/ecology/events/organs.ts']);
  expect(comments.get('episode')!.fields.get('draft.seen')).toContain('fitted into the context');
  expect(comments.get('episode')!.fields.get('choice')).toMatch(/^Who chose the cell\./);
  expect(comments.get('born')!.about).toMatch(/^An organelle begins/);
});

it('readers are those that ask for a type, not those that list it as ignored', () => {
  const readers = readersOf(new Set(['born', 'climate']));
  expect(readers.get('born')).toContain('record/fold/organelles');
  expect(readers.get('born')).not.toContain('record/fold/cells');
  expect(readers.get('climate')).toContain('ecology/mechanisms/organs/winter');
});

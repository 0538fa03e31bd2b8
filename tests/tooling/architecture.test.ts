/** docs/architecture.md has a sentence for every folder of src, and for no other; the picture shows every room and arrow. */
import { dirname } from 'node:path/posix';
import { describe, expect, it } from 'vitest';
import { readHouse } from '../../scripts/docs/house.mjs';
import { draw } from '../../scripts/docs/picture.mjs';
import { readRepositoryFile, repositoryFiles } from './markdown.ts';

const sources = repositoryFiles('src').filter((path) => /\.(tsx?|css)$/.test(path));
const rows = [...readRepositoryFile('docs/architecture.md').matchAll(/^\| `(src\/[^`]+)` +\| (.+?) +\|$/gm)];

it('every source folder has its sentence', () => {
  const folders = [...new Set(sources.map((path) => dirname(path)))].filter((folder) => folder !== 'src').sort();
  expect(rows.map(([, folder]) => folder).sort()).toEqual(folders);
  for (const [, , sentence] of rows) expect(sentence!.length).toBeGreaterThan(15);
});

it('rooms come from the ground up', () => {
  const floors = readHouse().floors.map((rooms: string[]) => rooms.filter((room) => room !== 'workers'));
  const named = [...new Set(rows.map(([, folder]) => folder!.split('/')[1]!))];
  const floorOf = (room: string) => floors.findIndex((rooms: string[]) => rooms.includes(room));
  expect(named.map(floorOf)).toEqual(named.map(floorOf).sort((a, b) => a - b));
});

describe('the picture', () => {
  it('shows every room and its floors, and arrows only downwards', () => {
    const house = readHouse();
    const picture = draw(house);
    for (const room of house.floors.flat()) expect(picture).toContain(`>${room}</text>`);
    expect(picture.match(/marker-end/g)).toHaveLength(house.arrows.length);
    const floorOf = (room: string) => house.floors.findIndex((rooms: string[]) => rooms.includes(room));
    for (const [from, to] of house.arrows) expect([from, to, floorOf(from) > floorOf(to)]).toEqual([from, to, true]);
  });

  it('can be read in light and in dark, and carries no script and no address but its own kind', () => {
    const picture = draw(readHouse());
    expect(picture).toContain('prefers-color-scheme: dark');
    expect(picture.match(/https?:[^"]+/g)).toEqual(['http://www.w3.org/2000/svg']);
    expect(picture).not.toContain('<script');
  });
});

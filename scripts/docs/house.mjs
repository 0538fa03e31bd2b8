/**
 * The house as its files say it is: rooms and floors from the linter's table, arrows from the imports. An arrow that follows
 * from others is left out, so what remains is the skeleton of the house.
 */
import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { inRepository } from '../lib/paths.mjs';
import { floors, floorsInside } from '../lint/import-direction.mjs';

/**
 * @typedef {object} House
 * @property {string[][]} floors  rooms by floor, from the ground up; the wiring in `workers` stands on the topmost
 * @property {Record<string, string[][]>} inside  what the floors of a room hold, from the ground up
 * @property {[from: string, to: string][]} arrows  who imports whom, sorted
 */

/** @returns {House} */
export function readHouse() {
  const imports = importsBetweenRooms();
  const rooms = floors.map((floor, i) => (i === floors.length - 1 ? [...floor, 'workers'] : floor));
  return { floors: rooms, inside: floorsInside, arrows: withoutDetours(imports) };
}

/** Room → the rooms that its files import. */
function importsBetweenRooms() {
  const imports = new Map();
  for (const path of [...sourcesIn('src'), ...sourcesIn('workers')]) {
    const from = roomOf(path);
    const known = imports.get(from) ?? new Set();
    imports.set(from, known);
    for (const { fileName } of ts.preProcessFile(readFileSync(inRepository(path), 'utf8')).importedFiles) {
      if (!fileName.startsWith('.')) continue;
      const to = roomOf(new URL(fileName, `file:///${path}`).pathname.slice(1));
      if (to !== from) known.add(to);
    }
  }
  return imports;
}

/** What a build or an installation leaves in a package. */
const notSource = new Set(['dist', 'node_modules']);

function sourcesIn(folder) {
  return readdirSync(inRepository(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notSource.has(entry.name) ? [] : sourcesIn(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

function roomOf(path) {
  const [top, second] = path.split('/');
  return top === 'src' ? second : top;
}

/** The imports that no other way between the same two rooms makes superfluous. */
function withoutDetours(imports) {
  const arrows = [...imports].flatMap(([from, rooms]) => [...rooms].map((to) => [from, to]));
  const hasDetour = ([from, to]) => [...imports.get(from)].some((next) => next !== to && reaches(imports, next, to));
  return arrows.filter((arrow) => !hasDetour(arrow)).sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

function reaches(imports, from, to) {
  const next = imports.get(from) ?? [];
  return [...next].some((room) => room === to || reaches(imports, room, to));
}

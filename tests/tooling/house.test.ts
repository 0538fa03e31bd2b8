/**
 * The laws of the house that no linter sees, because each is about many files at once: no circles, no crowded folders,
 * nothing exported for nobody, one name for one thing.
 */
import { describe, expect, it } from 'vitest';
import { doors, floorsInside } from '../../scripts/lint/import-direction.mjs';
import { filesIn, originOf, readSources } from '../../scripts/lint/exports.mjs';

/** Files that are started, not imported. */
const entries = ['src/cli/main.ts', 'src/ui/main.tsx'];
/** What every file of a registry's folder declares by the same name. */
const namesOfDeclarations = ['declaration', 'parameters', 'settings'];
/** What both doors of the host offer, each for its own runtime. */
const namesOfDoors = ['openHost'];

const sources = readSources(['src', 'workers', 'tests', 'bench', 'scripts']);
const inSrc = [...sources.values()].filter(({ path }) => path.startsWith('src/'));
const packageDoors = Object.entries(doors).flatMap(([room, files]) => files.map((file) => `src/${room}/${file}`));

describe('the house', () => {
  it('has no import circles, types included', () => {
    expect(circles()).toEqual([]);
  });

  it('has no folder with more than twenty files at one level', () => {
    const sizes = new Map<string, number>();
    for (const path of filesIn('src')) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
    }
    expect([...sizes].filter(([, size]) => size > 20)).toEqual([]);
  });

  it('exports nothing that nobody imports', () => {
    const used = new Set<string>();
    for (const { path, imports } of sources.values())
      for (const link of imports) {
        if (!sources.has(link.path)) continue;
        // Passing a name on is no use of it: the door's own importers count.
        const passedOn = [...sources.get(path)!.passes.values()].some(
          ({ name, path: to }) => name === link.name && to === link.path,
        );
        if (passedOn && !packageDoors.includes(path)) continue;
        for (const name of link.name === '*' ? exportsOf(link.path) : [link.name]) {
          used.add(`${link.path} ${name}`);
          const origin = originOf(sources, { path: link.path, name });
          used.add(`${origin.path} ${origin.name}`);
        }
      }
    const unused = inSrc
      .filter(({ path }) => !packageDoors.includes(path) && !entries.includes(path))
      .flatMap(({ path }) => exportsOf(path).map((name) => `${path} ${name}`))
      .filter((name) => !used.has(name));
    expect(unused).toEqual([]);
  });

  it('has one name for one thing', () => {
    const homes = new Map<string, string[]>();
    for (const { path, declares } of inSrc)
      for (const name of new Set(declares)) homes.set(name, [...(homes.get(name) ?? []), path]);
    const shared = [...homes]
      .filter(([name, paths]) => paths.length > 1 && ![...namesOfDeclarations, ...namesOfDoors].includes(name))
      .map(([name, paths]) => `${name}: ${paths.join(', ')}`);
    expect(shared).toEqual([]);
  });

  it('gives every folder of a room with floors a place', () => {
    for (const [room, floors] of Object.entries(floorsInside)) {
      const children = filesIn(`src/${room}`).map((path) => path.split('/').slice(2));
      const named = new Set(
        children.map(([first, ...rest]) => (rest.length > 0 ? first! : first!.replace(/\.\w+$/, ''))),
      );
      expect(
        floors.flat().filter((name) => name !== '.' && !named.has(name)),
        room,
      ).toEqual([]);
    }
  });
});

function exportsOf(path: string): string[] {
  const { declares, passes } = sources.get(path)!;
  return [...new Set([...declares, ...passes.keys()])];
}

/** Groups of files of src that reach each other (Tarjan), one line a group. */
function circles(): string[] {
  const [index, low] = [new Map<string, number>(), new Map<string, number>()];
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (path: string) => {
    index.set(path, index.size);
    low.set(path, index.get(path)!);
    stack.push(path);
    for (const { path: next } of sources.get(path)!.imports) {
      if (!sources.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(path, Math.min(low.get(path)!, low.get(next)!));
    }
    if (low.get(path) !== index.get(path)) return;
    const group = stack.splice(stack.indexOf(path));
    if (group.length > 1) found.push(group);
  };
  for (const { path } of inSrc) if (!index.has(path)) visit(path);
  return found.map((group) => group.sort().join(' ↔ ')).sort();
}

/** The registry of families against the folders: whatever draws and grades is registered, once, and says what it needs. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { catalogue, DEFAULT_CURRICULUM, FOR_LARGER_HOSTS } from '../../src/tasks/catalogue.ts';
import { families } from '../../src/tasks/families.ts';
import type { Family } from '../../src/tasks/task.ts';

const files = ['basic', 'regex'].flatMap((folder) =>
  readdirSync(inRepository(`src/tasks/${folder}`)).map((name) => `../../src/tasks/${folder}/${name}`),
);

function isFamily(value: unknown): value is Family {
  return typeof value === 'object' && value !== null && 'generate' in value && 'grade' in value;
}

it('has every family of every file', async () => {
  const found: Family[] = [];
  for (const file of files) found.push(...Object.values((await import(file)) as object).filter(isFamily));
  expect(new Set(found)).toEqual(new Set(families));
  expect(found.length).toBeGreaterThan(10);
});

it('names each once, and the catalogue tells of the same', () => {
  const names = families.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(catalogue.map(({ name }) => name)).toEqual(names);
  for (const family of families) expect(family).toMatchObject(catalogue.find(({ name }) => name === family.name)!);
});

it('knows which the micro host was taught', () => {
  expect([...DEFAULT_CURRICULUM, ...FOR_LARGER_HOSTS].sort()).toEqual(families.map(({ name }) => name).sort());
  expect(FOR_LARGER_HOSTS.every((name) => name.startsWith('regex.'))).toBe(true);
});

/** The niche map has a row for each family of its world and for no other. */
import { expect, test } from 'vitest';
import { configSchema, defaultConfig } from '../../../src/ecology/config/config.ts';
import { NICHE_FAMILIES, nicheFamilies } from '../../../src/record/fold/niches.ts';
import { families } from '../../../src/tasks/families.ts';

const rows = (config: Parameters<typeof nicheFamilies>[0]) => nicheFamilies(config).map(({ name }) => name);

test('a usual world has ten rows', () => {
  expect(rows(defaultConfig())).toEqual(defaultConfig().cells.curriculum);
  expect(rows(defaultConfig())).toHaveLength(10);
});

test('a world with other families has theirs, in the order of panels', () => {
  const cells = { curriculum: ['regex.synthesis', 'math'], opening: ['math/short'] };
  expect(rows(configSchema.parse({ cells }))).toEqual(['math', 'regex.synthesis']);
});

test('the page knows every family by name', () => {
  expect(NICHE_FAMILIES.map(({ name }) => name)).toEqual(families.map(({ name }) => name));
});

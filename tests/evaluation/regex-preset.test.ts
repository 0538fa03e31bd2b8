/** The experiment of the regex families is read whole, and opens no cell but theirs. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseExperiment } from '../../src/evaluation/experiment.ts';
import { regexFamilies } from '../../src/tasks/families.ts';

const shipped = (name: string) => readFile(new URL(`../../experiments/${name}.yaml`, import.meta.url), 'utf8');

test('regex.yaml has the six families and begins with their short cells', async () => {
  const { name, config } = parseExperiment(await shipped('regex'));
  const names = regexFamilies.map((family) => family.name);
  expect(name).toBe('regex');
  expect(config.cells.curriculum).toEqual(names);
  expect(config.cells.opening).toEqual(names.map((family) => `${family}/short`));
});

test('an opening cell outside the curriculum is named with its line', async () => {
  const text = (await shipped('regex')).replace('- regex.synthesis/short', '- math/short');
  expect(() => parseExperiment(text)).toThrow(/cells\.opening \(line \d+\).*math\/short/);
});

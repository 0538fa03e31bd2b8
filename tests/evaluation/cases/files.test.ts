/** Experiment files from the field, byte by byte as they were: each is read, or refused with its line. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { defaultConfig } from '../../../src/ecology/config/config.ts';
import { parseExperiment } from '../../../src/evaluation/experiment.ts';

const read = (name: string) =>
  parseExperiment(
    new Uint8Array(readFileSync(new URL(`../../fixtures/cases/${name}`, import.meta.url))),
    undefined,
    name,
  );

const { prices } = defaultConfig();

it.each([
  ['merge-key.yaml', { ...prices, base: 2, tau: 0.4 }],
  ['group-empty.yaml', prices],
])('%s is read', (name, expected) => {
  expect(read(name)).toMatchObject({ name: 'mine', config: { prices: expected } });
});

it('utf16le-bom.yaml is read', () => {
  expect(read('utf16le-bom.yaml').name).toBe('mine');
});

it('alias-unresolved.yaml is refused with its line', () => {
  expect(() => read('alias-unresolved.yaml')).toThrow(
    expect.objectContaining({ code: 'experiment-invalid', message: expect.stringContaining('line 4') }),
  );
});

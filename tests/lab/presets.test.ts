/** Presets and experiment files as the page gets them from its lab. */
import { expect, it } from 'vitest';
import { configSchema, defaultConfig } from '../../src/ecology/config/config.ts';
import { FIRST_PRESET } from '../../src/lab/contract.ts';
import { PRESET_TEXTS } from '../../src/lab/preset-texts.ts';
import { OPEN, testLab } from './test-lab.ts';

it('the lab hands out its presets, also before it is open', async () => {
  const presets = await testLab().lab.presets();
  expect(presets[0]).toMatchObject({ name: 'default', base: null, config: defaultConfig() });
  expect(presets.map(({ name }) => name).sort()).toEqual(
    [...PRESET_TEXTS].flatMap(([name, text]) => (/^kind:/m.test(text) ? [] : [name])).sort(),
  );
  expect(structuredClone(presets)).toEqual(presets);
});

it('a run begins with a preset’s parameters', async () => {
  const { lab } = testLab();
  await lab.open(OPEN);
  const { config } = (await lab.presets()).find(({ name }) => name === 'single')!;
  await lab.newRun({ seed: '3', config });
  const [founding] = await lab.records(0, 0);
  expect(founding!.events[0]).toMatchObject({ type: 'run-started', config: configSchema.parse(config) });
});

it('an experiment file of somebody’s own may change a preset; a mistake is named with its line', async () => {
  const { lab } = testLab();
  const file = (rest: string) => new File([`version: 1\nname: mine\n${rest}`], 'mine.yaml');
  const mine = await lab.readExperiment(file('base: ecology\nconfig:\n  prices: { base: 3 }\n'));
  const ecology = (await lab.presets()).find(({ name }) => name === 'ecology')!;
  expect(mine).toMatchObject({ name: 'mine', base: 'ecology' });
  expect(mine.config).toEqual({ ...ecology.config, prices: { ...ecology.config.prices, base: 3 } });
  await expect(lab.readExperiment(file('config:\n  prices: { base: 300 }\n'))).rejects.toThrow(
    /mine\.yaml .* prices\.base \(line 4\): must be from 0 to 50/,
  );
});

it('the first world is that of the first preset, unless the page names parameters', async () => {
  const { lab } = testLab();
  await lab.open({ ...OPEN, config: undefined });
  const [founding] = await lab.records(0, 0);
  const { config } = (await lab.presets()).find(({ name }) => name === FIRST_PRESET)!;
  expect(founding!.events[0]).toMatchObject({ type: 'run-started', config });
});

/** Every mechanism has words, a switch that exists, and a row that says on, off, never and worthless apart. */
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../src/ecology/config/config.ts';
import { MECHANISMS } from '../../src/ecology/mechanisms/registry.ts';
import type { Mark } from '../../src/record/fold/view.ts';
import { panelParameterAt, PARAMETERS } from '../../src/ui/words/catalogue.ts';
import { mechanismRows, wordsOf } from '../../src/ui/mechanisms/mechanism-words.ts';

describe('the words', () => {
  it.each(Object.entries(MECHANISMS))('tell of %s', (_, { fires }) => {
    expect(fires).toMatch(/^[A-Z].+\.$/);
  });

  it('name switches that exist and are told apart by their titles', () => {
    for (const { title, path } of Object.values(MECHANISMS)) {
      if (path === null) continue;
      const parameter = panelParameterAt(path);
      expect(parameter, title).toBeDefined();
      expect(PARAMETERS.filter((other) => other.title === parameter!.title)).toHaveLength(1);
    }
  });

  it('let an unknown name stand for itself', () => {
    expect(wordsOf('budding')).toMatchObject({ title: 'budding', worth: null, path: null });
    expect(wordsOf('toString').title).toBe('toString');
  });
});

describe('the rows', () => {
  const config = configSchema.parse({ learning: { rule: 'hebbian' }, merging: { every: 0 } });
  const tweak = (generation: number, label: string): Mark => ({ generation, kind: 'tweak', count: 1, label });
  const rows = (mechanisms: object, marks: Mark[] = []) => mechanismRows({ mechanisms, config, marks });
  const rowOf = (name: string, mechanisms: object = {}, marks: Mark[] = []) =>
    rows(mechanisms, marks).find((row) => row.name === name)!;

  it('tell on from off by the config, those that are on first', () => {
    expect(rowOf('learning').isOn).toBe(true);
    expect(rowOf('mergesPassed').isOn).toBe(false);
    expect(rowOf('recurrence').isOn).toBe(false);
    const states = rows({}).map(({ isOn }) => isOn);
    expect(states.indexOf(false)).toBeGreaterThan(states.lastIndexOf(true));
  });

  it('tell those of niches from those of roaming worlds', () => {
    const isOn = (survival: string, name: string) =>
      mechanismRows({ mechanisms: {}, config: configSchema.parse({ population: { survival } }), marks: [] }).find(
        (row) => row.name === name,
      )!.isOn;
    expect(['auditions', 'newcomers', 'foraging'].map((name) => isOn('niche', name))).toEqual([true, true, false]);
    expect(['auditions', 'newcomers', 'foraging'].map((name) => isOn('energy', name))).toEqual([false, false, true]);
  });

  it('show what is on and never fired, and since when', () => {
    const marks = [tweak(12, 'Rule: none → hebbian'), tweak(14, 'Ruler: 1 → 2')];
    expect(rowOf('learning', {}, marks)).toMatchObject({ fired: 0, lastGeneration: null, sinceGeneration: 12 });
    expect(rowOf('splits')).toMatchObject({ isOn: true, fired: 0, sinceGeneration: 0 });
  });

  it('know a worth from the second value on', () => {
    const one = { fired: 1, lastGeneration: 3, worth: { n: 1, mean: 1, squares: 0 } };
    expect(rowOf('learning', { learning: one }).worth).toBeNull();
    // Two values, 0 and 1: t(0.975, 1) = 12.706 times a standard error of 0.5.
    const two = { fired: 2, lastGeneration: 4, worth: { n: 2, mean: 0.5, squares: 0.5 } };
    const { worth } = rowOf('learning', { learning: two });
    expect(worth).toMatchObject({ mean: 0.5, n: 2 });
    expect(worth!.low).toBeCloseTo(0.5 - 12.7062 * 0.5, 3);
  });

  it('hold a mechanism that has no words', () => {
    const budding = { fired: 5, lastGeneration: 9, worth: { n: 0, mean: 0, squares: 0 } };
    expect(rowOf('budding', { budding })).toMatchObject({ isOn: true, fired: 5, words: { title: 'budding' } });
  });
});

import { describe, expect, it } from 'vitest';
import { configSchema, defaultConfig } from '../../src/ecology/config/config.ts';
import {
  PARAMETERS,
  PRIMARY,
  panelParameterAt,
  say,
  searchParameters,
  valueIn,
  whyImpossible,
  configWith,
} from '../../src/ui/words/catalogue.ts';
import { positionOf, TRAVEL, valueOf } from '../../src/ui/parameters/slider.ts';

const config = defaultConfig();
const at = (path: string) => panelParameterAt(path)!;

describe('the catalogue of parameters', () => {
  it('holds every leaf of a complete config, each with name and help', () => {
    const leaves = Object.entries(config).flatMap(([group, values]) =>
      Object.keys(values).map((name) => `${group}.${name}`),
    );
    expect(PARAMETERS.map((parameter) => parameter.path).sort()).toEqual(leaves.sort());
    for (const parameter of PARAMETERS) {
      expect(parameter.title, parameter.path).not.toBe('');
      expect(parameter.help.length, parameter.path).toBeGreaterThan(10);
      expect(parameter.initial, parameter.path).toEqual(valueIn(config, parameter.path));
    }
  });

  it('reads bounds, wholeness and freedom from the schema', () => {
    expect(at('prices.tau')).toMatchObject({ low: 0, high: 1, whole: false, live: true, unit: '' });
    expect(at('population.capacity')).toMatchObject({ low: 2, high: 128, whole: true });
    expect(at('heredity.rank').live).toBe(false);
    expect(at('cells.opening').kind).toBe('list');
    expect(PRIMARY).toHaveLength(6);
  });

  it('offers the words of a choice with what they are called', () => {
    const rule = at('learning.rule');
    expect(rule).toMatchObject({ kind: 'choice', initial: 'none', live: true });
    expect(rule.options).toContainEqual({ word: 'hebbian', label: 'Exploratory Hebb' });
    for (const parameter of PARAMETERS.filter(({ kind }) => kind === 'choice')) {
      expect(parameter.options.length, parameter.path).toBeGreaterThan(1);
      for (const { word, label } of parameter.options) {
        expect(whyImpossible(parameter, word, config), `${parameter.path} = ${word}`).toBeNull();
        expect(label, parameter.path).toMatch(/^[A-Z]/);
      }
    }
  });

  it('says a value as a person would', () => {
    expect(say(at('learning.rule'), 'backprop')).toBe('Policy gradient');
    expect(say(at('learning.rate'), 0.5)).toBe('0.5');
    expect(say(at('archive.costEdges'), [0.5, 1])).toBe('0.5, 1');
  });

  it('takes a short text as it is typed, and says what it may hold', () => {
    const salt = at('cells.salt');
    expect(salt).toMatchObject({ kind: 'text', initial: '', live: false, options: [] });
    expect([say(salt, ''), say(salt, 'sea 1')]).toEqual(['empty', '“sea 1”']);
    for (const word of ['', 'sea', 'final-1.2 b_c', 'Größe']) expect(whyImpossible(salt, word, config)).toBeNull();
    for (const word of ['a\nb', 'a/b', 'x'.repeat(65)])
      expect(whyImpossible(salt, word, config)).toBe(
        'Salt must be at most 64 letters, digits, spaces, dots, dashes and underscores.',
      );
  });

  it('finds a choice by what it offers', () => {
    expect(searchParameters('policy gradient').map(({ path }) => path)).toContain('learning.rule');
    expect(searchParameters('bandit').map(({ path }) => path)).toEqual(['measure.router']);
  });

  it('finds parameters by the words of their help', () => {
    expect(searchParameters('crowd').map((parameter) => parameter.path)).toContain('energy.crowding');
    expect(searchParameters('no such thing at all')).toEqual([]);
  });
});

describe('impossible values', () => {
  it('names the range', () => {
    expect(whyImpossible(at('prices.tau'), 2, config)).toBe('Target success must be a number from 0 to 1.');
    expect(whyImpossible(at('population.capacity'), 2.5, config)).toBe(
      'Capacity must be a whole number from 2 to 128.',
    );
    expect(whyImpossible(at('energy.ticket'), Number.NaN, config)).toContain('must be a number');
    expect(whyImpossible(at('energy.ticket'), 1, config)).toBeNull();
  });

  it('names the words of a choice', () => {
    expect(whyImpossible(at('learning.rule'), 'magic', config)).toBe(
      'Rule must be one of none, evolution, hebbian, backprop, supervised.',
    );
  });

  it('knows the rules between parameters', () => {
    expect(whyImpossible(at('prices.min'), 5, config)).toBe('Lowest price must not exceed the highest price.');
    expect(whyImpossible(at('archive.costEdges'), [2, 1], config)).toBe('Cost edges must rise from left to right.');
  });
});

describe('sliders', () => {
  it('reach both ends and come back to where they were put', () => {
    for (const parameter of PARAMETERS.filter(({ kind }) => kind === 'number')) {
      expect(valueOf(parameter, 0), parameter.path).toBe(parameter.low);
      expect(valueOf(parameter, TRAVEL), parameter.path).toBe(parameter.high);
      const preset = positionOf(parameter, Number(parameter.initial));
      const again = valueOf(parameter, preset);
      expect(Math.abs(positionOf(parameter, again) - preset), parameter.path).toBeLessThanOrEqual(20);
    }
  });

  it('offer only values that the schema takes', () => {
    for (const parameter of PARAMETERS.filter(({ kind }) => kind === 'number')) {
      for (let position = 0; position <= TRAVEL; position += 50) {
        const value = valueOf(parameter, position);
        expect(parameter.schema.safeParse(value).success, `${parameter.path} = ${value}`).toBe(true);
      }
    }
    expect(configSchema.safeParse(configWith(config, 'energy.ticket', 1)).success).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { defaultConfig } from '../../src/ecology/config.ts';
import { optionsOf } from '../../src/ui/address.ts';

describe('an address', () => {
  it('asks for nothing when it is bare', () => {
    expect(optionsOf('')).toEqual({});
  });

  it('names seed, backend and any parameter', () => {
    const options = optionsOf(
      '?seed=7&backend=wasm&energy.ticket=0.4&population.founders=4&cells.opening=math/short,list.sort/short',
    );
    expect(options).toMatchObject({ seed: '7', prefer: 'wasm' });
    expect(options.config).toMatchObject({
      energy: { ticket: 0.4 },
      population: { founders: 4 },
      cells: { opening: ['math/short', 'list.sort/short'] },
    });
    expect(options.config?.prices).toEqual(defaultConfig().prices);
  });

  it('names a choice by its word', () => {
    expect(optionsOf('?learning.rule=hebbian').config?.learning?.rule).toBe('hebbian');
    expect(() => optionsOf('?learning.rule=magic')).toThrow(/must be one of none, evolution/);
  });

  it('is read whole before rules between parameters are asked', () => {
    const options = optionsOf('?population.episodes=2&population.founders=2&population.capacity=2');
    expect(options.config).toMatchObject({ population: { episodes: 2, capacity: 2, founders: 2 } });
  });

  it.each([
    '?energy.tickets=1',
    '?energy.ticket=-4',
    '?energy.ticket=cheap',
    '?backend=gpu',
    '?population.episodes=1',
    '?cells.opening=nowhere/short',
  ])('is refused with a sentence: %s', (query) => {
    expect(() => optionsOf(query)).toThrow(LabError);
  });
});

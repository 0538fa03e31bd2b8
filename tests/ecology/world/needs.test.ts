/** What a world will take: counted by hand, and refused in numbers where that is not there. */
import { describe, expect, it } from 'vitest';
import { configSchema, type Config } from '../../../src/ecology/config/config.ts';
import { needsOfRun, requireMemory, requireStorage, tightnessOf } from '../../../src/ecology/world/needs.ts';
import type { HostMemory } from '../../../src/host/index.ts';

/** A host with round numbers: 100 MB of files, sessions of 500 MB, adapters of 1 MB a rank. */
function memory(change: Partial<HostMemory> = {}): HostMemory {
  return {
    fileBytes: 100e6,
    sessionBytes: 500e6,
    sliceRows: 16,
    sliceBytes: ({ rows, tokens, rank }) => 1000 * rows * tokens * rank,
    trainingBytes: ({ rows, tokens, positions, rank }) => 900e6 + 1000 * rows * (tokens + positions) * rank,
    adapterBytes: (rank) => 1e6 * rank,
    isWhole: true,
    freeBytes: () => 2e9,
    ...change,
  };
}

function world(rule: Config['learning']['rule'], change: Partial<Config['population']> = {}): Config {
  return configSchema.parse({
    population: { founders: 6, capacity: 10, episodes: 40, ...change },
    attempts: { maxNewTokens: 32 },
    heredity: { rank: 4, maxRank: 8 },
    learning: { rule },
  });
}

describe('what a world takes of memory', () => {
  it('is its adapters four times, as many answers as go together, and what its rule opens', () => {
    const poolBytes = 10 * 4 * 4e6;
    const answeringBytes = 1000 * 16 * 160 * 4;
    expect(needsOfRun(world('none'), memory())).toEqual({ poolBytes, answeringBytes, learningBytes: 0 });
    expect(needsOfRun(world('evolution'), memory()).learningBytes).toBe(0);
    expect(needsOfRun(world('hebbian'), memory()).learningBytes).toBe(500e6);
    expect(needsOfRun(world('backprop'), memory()).learningBytes).toBe(900e6 + 1000 * 192 * 4);
    expect(needsOfRun(world('none', { episodes: 10 }), memory()).answeringBytes).toBe(1000 * 10 * 160 * 4);
  });

  it('fits to the byte, and one byte less is refused with every part of it', () => {
    const all = 160e6 + 10.24e6 + 900e6 + 0.768e6;
    const told = (free: number, isOpen: boolean) => () =>
      requireMemory(world('backprop'), memory({ freeBytes: () => free }), isOpen);
    expect(told(all, true)).not.toThrow();
    expect(told(all - 1, true)).toThrow(
      'A world of 10 organelles takes about 1,072 MB of memory here (adapters 160 MB, answers 11 MB, learning 901 MB), and 1,072 MB are free.',
    );
    expect(told(all + 600e6, false)).not.toThrow();
    expect(told(all + 600e6 - 1, false)).toThrow(/1,672 MB of memory here \(the model itself 600 MB, adapters 160 MB/);
  });

  it('leaves adapters and files out where what is free is for sessions', () => {
    const wasm = memory({ isWhole: false, freeBytes: () => 400e6 });
    expect(() => requireMemory(world('none'), wasm, true)).not.toThrow();
    expect(() => requireMemory(world('none'), wasm, false)).toThrow(
      /about 511 MB of memory here \(the model itself 500/,
    );
  });

  it('is not asked where nobody knows what is free', () => {
    const silent = memory({
      freeBytes: () => undefined,
      trainingBytes: () => {
        throw new Error('asked');
      },
    });
    expect(() => requireMemory(world('backprop'), silent, false)).not.toThrow();
  });
});

describe('what its founders take to keep', () => {
  it('is refused in numbers where there is no room', () => {
    const told = (room: number | null) => () => requireStorage(world('none'), memory(), room);
    expect(told(24e6)).not.toThrow();
    expect(told(null)).not.toThrow();
    expect(told(20e6)).toThrow('The 6 founders of this world take 24 MB to keep, and there is room for 20 MB.');
  });
});

describe('what may become tight', () => {
  const config = world('none', { episodes: 40 });
  const stored = 100 * ((config.heredity.birthsPerGeneration + config.learning.learners) * 4e6 + 40 * 500);
  const held = 500e6 + 10 * 4 * 4e6;

  it('is told in numbers, of the store and of the device', () => {
    const told = tightnessOf(config, memory(), { room: stored - 1, deviceBytes: 2 * held - 1 });
    expect(told).toEqual([
      expect.stringMatching(
        /^A hundred generations of this world leave up to [\d,]+ MB to keep, and there is room for /,
      ),
      'This world and its model take about 660 MB of memory, and this device says that it has 1,320 MB in all.',
    ]);
  });

  it('is not told where there is enough, or nobody says', () => {
    expect(tightnessOf(config, memory(), { room: stored, deviceBytes: 2 * held })).toEqual([]);
    expect(tightnessOf(config, memory(), { room: null, deviceBytes: null })).toEqual([]);
  });
});

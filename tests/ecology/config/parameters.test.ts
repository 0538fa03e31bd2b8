/** Every parameter is documented, default and bounds agree, and one changed value leaves a whole config or none. */
import { describe, expect, it } from 'vitest';
import { configSchema, defaultConfig } from '../../../src/ecology/config/config.ts';
import { parameterAt, parameters, valueAt, withValue } from '../../../src/ecology/config/parameters.ts';

describe('the schema of parameters', () => {
  it('says of every parameter what it is called, what it does and whether it may change', () => {
    expect(parameters().length).toBeGreaterThan(30);
    for (const { meta, path } of parameters()) {
      expect(meta, path).toMatchObject({
        title: expect.any(String),
        unit: expect.any(String),
        help: expect.any(String),
      });
      expect(typeof meta.live, path).toBe('boolean');
      expect(meta.help.length, path).toBeGreaterThan(20);
    }
  });

  it('puts six on top', () => {
    expect(parameters().filter(({ meta }) => meta.primary)).toHaveLength(6);
  });

  it('has a title only once', () => {
    const titles = parameters().map(({ meta }) => meta.title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe('a changed value', () => {
  it('is in the new config and not in the old', () => {
    const before = defaultConfig();
    const after = withValue(before, 'energy.ticket', 1.25);
    expect(valueAt(after, 'energy.ticket')).toBe(1.25);
    expect(before).toEqual(defaultConfig());
    expect({ ...after, energy: before.energy }).toEqual(before);
  });

  it.each([
    ['energy.ticket', -1],
    ['energy.ticket', 'much'],
    ['energy.ticket', Number.NaN],
    ['energy.ticket', Number.POSITIVE_INFINITY],
    ['population.capacity', 12.5],
    ['archive.costEdges', [2, 1]],
    ['cells.opening', []],
    ['cells.opening', ['alchemy/short']],
    ['cells.opening', ['regex.synthesis/short']],
    ['cells.curriculum', []],
    ['cells.curriculum', ['alchemy']],
    ['cells.curriculum', [...defaultConfig().cells.curriculum, 'alchemy']],
    ['prices.min', 40],
    ['population.episodes', 3],
    ['population.founders', 60],
  ])('%s = %j is refused with a sentence that names it', (path, value) => {
    expect(() => withValue(defaultConfig(), path, value)).toThrow(
      expect.objectContaining({
        code: 'parameter-impossible',
        sentence: expect.stringContaining(parameterAt(path).meta.title),
      }),
    );
  });

  it('may give a world the regex families, which none has by itself', () => {
    const { curriculum } = defaultConfig().cells;
    expect(curriculum.filter((name) => name.startsWith('regex.'))).toEqual([]);
    const cells = { curriculum: [...curriculum, 'regex.synthesis'], opening: ['regex.synthesis/short'] };
    expect(configSchema.parse({ cells }).cells).toMatchObject(cells);
    const { curriculum: _, ...older } = defaultConfig().cells;
    expect(configSchema.parse({ cells: older })).toEqual(defaultConfig());
  });

  it('of an unknown parameter is refused', () => {
    expect(() => withValue(defaultConfig(), 'energy.luck', 1)).toThrow(
      expect.objectContaining({ code: 'parameter-unknown' }),
    );
    expect(configSchema.safeParse({ energy: { luck: 1 } }).success).toBe(false);
  });
});

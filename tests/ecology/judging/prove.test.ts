/** What an adapter of somebody's own proves in the cells of a world: the figures by hand, from the answers of the host itself. */
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { founderAdapter } from '../../../src/organelles/heredity.ts';
import { cellName } from '../../../src/economy/cells.ts';
import { openCells } from '../../../src/ecology/world/portfolio.ts';
import { hashWorld } from '../../../src/ecology/world/world.ts';
import { tinyHost, TINY_SITES, type TinyHostOptions } from '../../support/tiny-host.ts';
import { begin } from '../../support/worlds.ts';
import type { ConfigInput } from '../../../src/ecology/config/config.ts';

const adapter = founderAdapter(TINY_SITES, 2, 0.5, random('brought'));
const CELLS = ['string.reverse/short', 'list.sort/short'];

/** A world just founded, in which nobody has a record yet, and every prompt that its host was asked with its answer. */
function watched(config: ConfigInput = {}, options: TinyHostOptions = {}) {
  const asked: { prompt: string; answer: string }[] = [];
  const { engine } = begin({ cells: { opening: CELLS }, ...config }, options);
  const { host } = engine;
  const decode: typeof host.decode = async (requests, how) => {
    const results = await tinyHost(options).decode(requests, how);
    results.forEach(({ tokens }, i) =>
      asked.push({ prompt: host.decodeText(requests[i]!.prompt as number[]), answer: host.decodeText(tokens) }),
    );
    return results;
  };
  Object.assign(host, { decode });
  return { engine, asked };
}

describe('an adapter that is tried', () => {
  it('answers as many different train tasks of every open cell, and its figures are those of its answers', async () => {
    const { engine, asked } = watched({ energy: { costScale: 0 }, archive: { shrinkage: 0 }, prices: { base: 2 } });
    const before = hashWorld(engine.world);
    const proven = await engine.prove(adapter);
    expect(hashWorld(engine.world)).toBe(before);
    expect(proven.map(cellName)).toEqual(openCells(engine.world).map(cellName));
    expect(new Set(asked.map(({ prompt }) => prompt)).size).toBe(64);
    for (const { n, meanRoi, meanCost, costBin, quality } of proven) {
      expect(n).toBe(32);
      expect(meanCost).toBe(0);
      expect(costBin).toBe(0);
      const solved = (meanRoi / 2) * 32;
      expect(solved).toBeCloseTo(Math.round(solved), 9);
      expect(solved).toBeGreaterThan(0);
      // With no imagined episodes the bound is that of Student's t at 32 degrees of freedom: 1.6939 standard errors below.
      const variance = 4 * (solved / 32) * (1 - solved / 32);
      expect(quality).toBeCloseTo(meanRoi - 1.6939 * Math.sqrt(variance / 32), 3);
    }
  });

  it('is tried in the cells that it names, with the same tasks and answers again', async () => {
    const { engine } = watched();
    const all = await engine.prove(adapter);
    const some = await engine.prove(adapter, { cells: [CELLS[1]!] });
    expect(some).toEqual(all.filter((each) => cellName(each) === CELLS[1]));
    expect(await engine.prove(adapter, { cells: [] })).toEqual([]);
  });

  it('pays for its thought in the figures, by the host’s own count', async () => {
    const { engine, asked } = watched({ archive: { shrinkage: 0 } });
    const [first] = await engine.prove(adapter, { cells: [CELLS[0]!] });
    const { costScale } = engine.world.config.energy;
    const free = await watched({ energy: { costScale: 0 } }).engine.prove(adapter, { cells: [CELLS[0]!] });
    expect(asked).toHaveLength(32);
    expect(costScale).toBeGreaterThan(0);
    expect(first!.meanCost).toBeGreaterThan(0);
    expect(first!.meanRoi).toBeCloseTo(free[0]!.meanRoi - first!.meanCost, 9);
  });

  it('can be given up', async () => {
    const { engine } = watched();
    const abort = new AbortController();
    abort.abort();
    await expect(engine.prove(adapter, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

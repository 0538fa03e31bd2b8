import { describe, expect, it } from 'vitest';
import { placeLabels, type LineEnd } from '../../src/ui/charts/labelPlaces.ts';
import { stripNamePlaces } from '../../src/ui/charts/strips.ts';

const BOX = { left: 0, right: 200, top: 0, bottom: 100 };
const end = (x: number, y: number, top = y, bottom = y): LineEnd => ({ x, y, width: 40, top, bottom });

describe('names of lines', () => {
  it('stand right of young lines, at their height, and apart', () => {
    expect(placeLabels([end(20, 30)], BOX, 14)).toEqual([{ left: 26, middle: 30 }]);
    const [a, b] = placeLabels([end(20, 50), end(20, 52)], BOX, 14);
    expect(Math.abs(a!.middle - b!.middle)).toBeGreaterThanOrEqual(14);
  });

  it('stand clear of every line once the lines are long', () => {
    const ends = [end(195, 20, 15, 25), end(195, 40, 30, 60)];
    const places = placeLabels(ends, BOX, 14);
    for (const { left, middle } of places) {
      expect(left + 40).toBeLessThanOrEqual(BOX.right);
      for (const { top, bottom } of ends) expect(middle + 7 <= top || middle - 7 >= bottom).toBe(true);
      expect(middle - 7).toBeGreaterThanOrEqual(BOX.top);
      expect(middle + 7).toBeLessThanOrEqual(BOX.bottom);
    }
    expect(Math.abs(places[0]!.middle - places[1]!.middle)).toBeGreaterThanOrEqual(14);
  });

  it('stand in the order of their lines, even where one covers nearly all of the plot', () => {
    const [lower, upper] = placeLabels([end(195, 75, 75, 90), end(195, 5, 5, 88)], BOX, 14);
    expect(upper!.middle).toBeLessThan(lower!.middle);
  });

  it('stand apart even where lines leave no room for any', () => {
    const ends = [end(195, 95, 0, 100), end(195, 97, 0, 100), end(195, 99, 2, 99)];
    const middles = placeLabels(ends, BOX, 14)
      .map(({ middle }) => middle)
      .sort((a, b) => a - b);
    for (let i = 1; i < 3; i++) expect(middles[i]! - middles[i - 1]!).toBeGreaterThanOrEqual(14 - 0.01);
    expect(middles[0]).toBeGreaterThanOrEqual(7);
    expect(middles[2]).toBeLessThanOrEqual(93);
  });

  it('stay in the plot even where lines cover all of it', () => {
    const [place] = placeLabels([end(195, 80, 0, 100)], BOX, 14);
    expect(place!.middle).toBe(7);
  });
});

describe('names of strips', () => {
  it('stand at their strips when those are high enough', () => {
    expect(stripNamePlaces(4, { top: 10, height: 80 }, 110)).toEqual([20, 40, 60, 80]);
  });

  it('keep a line apart and on the canvas when strips are thin', () => {
    const places = stripNamePlaces(10, { top: 4, height: 110 }, 136) as number[];
    for (let i = 1; i < 10; i++) expect(places[i]! - places[i - 1]!).toBeGreaterThanOrEqual(13 - 1e-9);
    expect(places[0]).toBeGreaterThanOrEqual(6.5);
    expect(places[9]).toBeLessThanOrEqual(129.5);
  });

  it('leave names out evenly where there is no room for all', () => {
    const places = stripNamePlaces(10, { top: 0, height: 70 }, 80);
    expect(places.map((place) => place !== null)).toEqual([
      ...[true, false, true, false, true],
      ...[false, true, false, true, false],
    ]);
  });
});

/**
 * Colours of kin: constant for ever, one hue a family, shades that can be told apart, and always 3 to 1 against every
 * ground (WCAG 2.2, 1.4.11). OKLCH to sRGB by the matrices of CSS Color 4, section 10, not by anything of ours.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeKin, hueOf, kinColour, shadeOf, type KinById } from '../../src/ui/parts/kinship.ts';

const family: KinById = new Map([
  [1, { name: 'Ada', lineage: 1, parents: [], former: null }],
  [2, { name: 'Bea', lineage: 2, parents: [], former: null }],
  [3, { name: 'Cid', lineage: 1, parents: [1], former: null }],
  [4, { name: 'Dov', lineage: 1, parents: [1], former: null }],
  [5, { name: 'Eli', lineage: 1, parents: [3], former: null }],
]);

const distance = (a: number, b: number, of: KinById = family) => {
  const [p, q] = [shadeOf(a, of), shadeOf(b, of)];
  return Math.hypot(p.lightness - q.lightness, p.chroma - q.chroma);
};

describe('a shade', () => {
  it('is the middle for founders, and one step from the parent for everybody else', () => {
    expect(shadeOf(1, family)).toEqual({ lightness: 0, chroma: 0 });
    expect(distance(1, 3)).toBeCloseTo(0.5, 10);
    expect(distance(3, 5)).toBeCloseTo(0.5, 10);
    expect(distance(3, 4)).toBeGreaterThan(0);
  });

  it('never changes as the world goes on', () => {
    const later = new Map([...family, [6, { name: 'Flo', lineage: 1, parents: [5], former: null }] as const]);
    for (const id of family.keys()) expect(kinColour(id, later)).toBe(kinColour(id, family));
  });

  it('of one that returned is the one that it had', () => {
    const later: KinById = new Map([...family, [6, { name: 'Gil', lineage: 1, parents: [], former: 5 }]]);
    expect(kinColour(6, later)).toBe(kinColour(5, family));
    expect(describeKin(6, later)).toContain('descends from Ada');
  });

  it('stays in its range over a long line, and kin keep apart', () => {
    const line = new Map(family);
    for (let id = 6; id < 206; id++) line.set(id, { name: `Kin ${id}`, lineage: 1, parents: [id - 1], former: null });
    for (let id = 6; id < 206; id++) {
      const { lightness, chroma } = shadeOf(id, line);
      expect(Math.max(Math.abs(lightness), Math.abs(chroma))).toBeLessThanOrEqual(1);
      expect(distance(id, id - 1, line)).toBeLessThanOrEqual(0.5 + 1e-9);
    }
    expect(new Set([...line.keys()].map((id) => kinColour(id, line))).size).toBeGreaterThan(190);
  });
});

it('a family keeps its hue', () => {
  const hueIn = (colour: string) => Number(/([\d.]+)\)$/.exec(colour)![1]);
  for (const id of [3, 4, 5]) expect(Math.abs(hueIn(kinColour(id, family)) - hueOf(1))).toBeLessThanOrEqual(14);
  expect(kinColour(2, family)).toContain(` ${hueOf(2).toFixed(1)})`);
  expect(describeKin(5, family)).toContain('descends from Ada');
});

const css = readFileSync(new URL('../../src/ui/styles/base/tokens.css', import.meta.url), 'utf8');

describe.each([':root', ":root[data-theme='dark']"])('the colours of %s', (selector) => {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  const read = (name: string) => new RegExp(`${name}: ([^;]+);`).exec(block)![1]!;
  const [middle, reach] = [Number(read('--lineage-lightness')), Number(read('--lineage-reach'))];
  const grounds = ['--ground', '--raised', '--sunken', '--accent-wash'].map((name) => luminanceOfHex(read(name)));

  it.each([-1, 0, 1])('reach 3 to 1 at lightness %d', (at) => {
    for (let lineage = 1; lineage <= 36; lineage++) {
      for (const turn of [-1, 0, 1]) {
        const mark = luminanceOfOklch(middle + reach * at, 0.115 + 0.055 * turn, hueOf(lineage) + 14 * turn);
        for (const ground of grounds) {
          const ratio = (Math.max(mark, ground) + 0.05) / (Math.min(mark, ground) + 0.05);
          expect(ratio, `lineage ${lineage}, turn ${turn}`).toBeGreaterThanOrEqual(3);
        }
      }
    }
  });
});

it('the conversion knows white and sRGB red', () => {
  expect(luminanceOfOklch(1, 0, 0)).toBeCloseTo(1, 3);
  expect(luminanceOfOklch(0.62796, 0.25768, 29.234)).toBeCloseTo(0.2126, 3);
});

function luminanceOfHex(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

/** Relative luminance after clipping to sRGB, as browsers show it. */
function luminanceOfOklch(lightness: number, chroma: number, hue: number): number {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return (
    0.2126 * clip(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s) +
    0.7152 * clip(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s) +
    0.0722 * clip(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s)
  );
}

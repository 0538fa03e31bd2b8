/** Both themes reach WCAG 2.2 AA for text: 4.5 to 1 (success criterion 1.4.3), by its own formula for relative luminance. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inkOnQuality, qualityColour } from '../../src/ui/parts/colour.ts';

const css = readFileSync(new URL('../../src/ui/styles/base/tokens.css', import.meta.url), 'utf8');

function tokens(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map([...block.matchAll(/(--[\w-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]));
}

function channels(colour: string): number[] {
  const rgb = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(colour);
  if (rgb) return rgb.slice(1).map(Number);
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((byte) => {
    const c = byte / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

it('the formula knows black on white', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each([':root', ":root[data-theme='dark']"])('%s', (selector) => {
  const theme = tokens(selector);
  const at = (name: string) => theme.get(name) ?? expect.fail(`no colour ${name}`);
  const grounds = ['--ground', '--raised', '--sunken'];
  const inks = ['--ink', '--ink-2', '--ink-3', '--accent', '--gain', '--loss'];

  it.each(inks.flatMap((ink) => grounds.map((ground) => [ink, ground] as const)))('%s on %s', (ink, ground) => {
    expect(contrast(at(ink), at(ground))).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['--accent-ink', '--accent'],
    ['--ink', '--accent-wash'],
    ['--ink-2', '--accent-wash'],
    ['--ink-3', '--accent-wash'],
    ['--accent', '--accent-wash'],
    ['--ink', '--loss-wash'],
    ['--gain', '--accent-wash'],
    ['--loss', '--accent-wash'],
    ['--ground', '--ink'],
  ] as const)('%s on %s', (ink, ground) => {
    expect(contrast(at(ink), at(ground))).toBeGreaterThanOrEqual(4.5);
  });
});

it('figures read on every colour of the quality scale', () => {
  const scale = { low: 0, high: 1 };
  for (let quality = 0; quality <= 1; quality += 0.02) {
    const ratio = contrast(inkOnQuality(quality, scale), qualityColour(quality, scale));
    expect(ratio, `at ${quality.toFixed(2)}`).toBeGreaterThanOrEqual(4.5);
  }
});

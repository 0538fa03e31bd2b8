/** The theme's colours as a canvas takes them: looked up when the theme changes, with the tones of kin made whole. */
import type { KinTone } from '../parts/kinship.ts';
import type { Tone } from './changes.ts';

export interface PondPalette {
  ground: string;
  sunken: string;
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  accent: string;
  gain: string;
  loss: string;
  food: string;
  water: string;
  font: string;
  mono: string;
  isDark: boolean;
  /** A tone of kin as CSS. @param alpha  0 to 1 */
  kin: (tone: KinTone, alpha?: number, lighter?: number) => string;
}

export function readPondPalette(): PondPalette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const middle = Number(read('--lineage-lightness'));
  const reach = Number(read('--lineage-reach'));
  return {
    ground: read('--ground'),
    sunken: read('--sunken'),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    ink3: read('--ink-3'),
    line: read('--line'),
    accent: read('--accent'),
    gain: read('--gain'),
    loss: read('--loss'),
    food: read('--food'),
    water: read('--water'),
    font: read('--sans'),
    mono: read('--mono'),
    isDark: style.colorScheme === 'dark',
    kin({ lightness, chroma, hue }, alpha = 1, lighter = 0) {
      const light = Math.min(0.98, middle + reach * lightness + lighter);
      return `oklch(${light.toFixed(3)} ${chroma.toFixed(3)} ${hue.toFixed(1)} / ${alpha})`;
    },
  };
}

export function toneColour(tone: Tone, palette: Pick<PondPalette, 'food' | 'loss' | 'accent' | 'ink3'>): string {
  return { gain: palette.food, loss: palette.loss, accent: palette.accent, quiet: palette.ink3 }[tone];
}

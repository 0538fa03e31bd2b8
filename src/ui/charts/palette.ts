/** A canvas cannot read custom properties: the theme's colours, looked up when the theme changes. */
import { families } from '../../tasks/families.ts';

export interface ChartPalette {
  ground: string;
  ink: string;
  ink2: string;
  ink3: string;
  hairline: string;
  line: string;
  accent: string;
  gain: string;
  loss: string;
  lineageLightness: string;
  font: string;
}

export function readPalette(): ChartPalette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: read('--ground'),
    ink: read('--ink'),
    ink2: read('--ink-2'),
    ink3: read('--ink-3'),
    hairline: read('--hairline'),
    line: read('--line'),
    accent: read('--accent'),
    gain: read('--gain'),
    loss: read('--loss'),
    lineageLightness: read('--lineage-lightness'),
    font: read('--sans'),
  };
}

/** A family's colour in the charts: hues evenly spread over the registry, always beside the family's name. */
export function familyColour(family: string, palette: ChartPalette): string {
  const index = Math.max(0, families.findIndex(({ name }) => name === family));
  // Neighbours in the registry are often kin; taking every third hue sets them apart.
  const hue = (((index * 3) % families.length) / families.length) * 360 + 20;
  return `oklch(${palette.lineageLightness} 0.13 ${hue.toFixed(0)})`;
}

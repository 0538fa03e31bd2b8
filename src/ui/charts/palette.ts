/** A canvas cannot read custom properties: the theme's colours, looked up when the theme changes. */

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
    font: read('--sans'),
  };
}

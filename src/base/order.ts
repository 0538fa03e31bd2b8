/** The one order of texts: wherever names are sorted into a state or a hash, every machine must sort them alike. */

/** Compares two texts for sorting, by their UTF-16 code units and so in every locale alike; 0 for equal texts. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * Colours that carry meaning. Quality runs along cividis, which reads the same for most kinds of colour vision. The
 * colours of organelles are in kinship.ts.
 */
import { interpolateCividis } from 'd3';

export interface QualityScale {
  low: number;
  high: number;
}

/** A domain that holds all qualities, rounded outwards to half units of energy, so that colours do not flicker. */
export function qualityScale(qualities: readonly number[]): QualityScale {
  const step = 0.5;
  const low = Math.floor(Math.min(0, ...qualities) / step) * step;
  const high = Math.ceil(Math.max(1, ...qualities) / step) * step;
  return { low, high };
}

/** The colour of a quality on its scale, as CSS. */
export function qualityColour(quality: number, scale: QualityScale): string {
  return interpolateCividis(positionOn(quality, scale));
}

/** Ink that reads on that colour: cividis crosses mid lightness just below its middle. */
export function inkOnQuality(quality: number, scale: QualityScale): string {
  return positionOn(quality, scale) > 0.47 ? '#000000' : '#ffffff';
}

/** 0 at the scale's low end, 1 at its high end, clamped. */
function positionOn(value: number, { low, high }: QualityScale): number {
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}

/** The class that colours a signed figure; its sign stands in the text as well. */
export function signClass(value: number | null | undefined): string {
  if (!value || !Number.isFinite(value)) return '';
  return value > 0 ? 'gain' : 'loss';
}

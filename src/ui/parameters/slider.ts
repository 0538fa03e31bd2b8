/**
 * A slider's travel. Ranges such as 0 to 10,000 with a preset of 40 would leave all useful values in the first pixel,
 * so the travel is bent by a power that puts the preset of a wide range two fifths of the way along, or as strongly as it
 * may be where the preset is the lowest value, off.
 */
import type { PanelParameter } from '../words/catalogue.ts';

const PRESET_POSITION = 0.4;
const STRONGEST_BEND = 6;
/** A range as wide as this has its useful values at its low end. */
const WIDE = 100;
/** Positions along the slider; fine enough that no pixel is skipped. */
export const TRAVEL = 1000;

/** The power: 1 is a straight scale. */
function bendOf({ low, high, initial }: Pick<PanelParameter, 'low' | 'high' | 'initial'>): number {
  const share = (Number(initial) - low) / (high - low);
  if (share === 0 && high - low >= WIDE) return STRONGEST_BEND;
  if (!(share > 0 && share < 0.25)) return 1;
  return Math.min(STRONGEST_BEND, Math.log(share) / Math.log(PRESET_POSITION));
}

/** Position 0..TRAVEL of a value. */
export function positionOf(parameter: PanelParameter, value: number): number {
  const share = Math.min(1, Math.max(0, (value - parameter.low) / (parameter.high - parameter.low)));
  return Math.round(share ** (1 / bendOf(parameter)) * TRAVEL);
}

/** The value at a position, on the parameter's grid: its step, or three digits where the range is wide. */
export function valueOf(parameter: PanelParameter, position: number): number {
  if (position <= 0) return parameter.low;
  if (position >= TRAVEL) return parameter.high;
  const raw = parameter.low + (position / TRAVEL) ** bendOf(parameter) * (parameter.high - parameter.low);
  const finest = parameter.whole ? 1 : (parameter.step ?? (parameter.high - parameter.low) / 100);
  const coarse = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, Math.abs(raw)))) - 1);
  const grid = Math.max(finest, raw > 20 ? coarse * finest : finest);
  const snapped = Math.round(raw / grid) * grid;
  return Number(Math.min(parameter.high, Math.max(parameter.low, snapped)).toPrecision(6));
}

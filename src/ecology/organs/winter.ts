/**
 * Winter: true scarcity. For some generations a solved task pays only a share of its price, whatever the cell; seasons
 * only swing the prices, and a swing has its other half.
 */
import type { Config } from '../config/config.ts';

/**
 * The share of its price that a solved task pays in this generation: 1 outside winter. The first winter comes at
 * generation `winterEvery`; winters that last longer than the time between them never end.
 */
export function yieldOf({ organs }: Config, generation: number): number {
  const { winterEvery, winterLength, winterYield } = organs;
  if (winterEvery === 0 || generation < winterEvery) return 1;
  return generation % winterEvery < winterLength ? winterYield : 1;
}

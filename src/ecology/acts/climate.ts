/** The season moves, catastrophes strike, new cells open, customs change, and every open cell gets its price. */
import { cellName, cellParts, openingsDue } from '../../economy/cells.ts';
import { toEnergy } from '../../economy/energy.ts';
import { priceOf } from '../../economy/prices.ts';
import { strikeCatastrophe } from '../organs/catastrophe.ts';
import { changeCustoms } from '../organs/customs.ts';
import { yieldOf } from '../organs/winter.ts';
import type { Act, Turn } from '../world/turn.ts';

export const climate: Act = (turn) => {
  strikeCatastrophe(turn);
  openCells(turn);
  changeCustoms(turn);
  const { seasonAmplitude, seasonPeriod } = turn.config.climate;
  const season = 1 + seasonAmplitude * Math.sin((2 * Math.PI * turn.generation) / seasonPeriod);
  const prices: Record<string, number> = {};
  for (const cell of turn.world.cells) {
    if (!cell.open) continue;
    cell.priceEnergy = toEnergy(season * priceOf(cell.successEma, turn.config.prices));
    prices[cellName(cell)] = cell.priceEnergy;
  }
  const winterYield = yieldOf(turn.config, turn.generation);
  turn.emit({ type: 'climate', season, ...(winterYield < 1 ? { winterYield } : {}), prices });
};

function openCells(turn: Turn): void {
  for (const { cell: name, why } of openingsDue(turn.world.cells, turn.generation, turn.config.cells)) {
    const { family, depth } = cellParts(name);
    turn.world.cells.find((cell) => cell.family === family && cell.depth === depth)!.open = true;
    turn.emit({ type: 'cell-opened', cell: name, why });
  }
}

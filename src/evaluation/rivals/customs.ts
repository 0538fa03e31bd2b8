/** The cells of a rival with the custom that holds in each; it is not told when one changes, as nobody in a world is. */
import type { Config } from '../../ecology/config/config.ts';
import { randomInWorld } from '../../ecology/world/purposes.ts';
import { cellName, cellParts } from '../../economy/cells.ts';
import { formsOf, USUAL } from '../../tasks/customs.ts';
import type { Cell } from '../../tasks/task.ts';
import type { ContenderChange } from '../contest/contender.ts';

const TERA = 1e12;

/** @param spent  FLOPs so far, which are the clock of customs */
export function cellsAt({ seed, config, spent }: { seed: string; config: Config; spent: number }): Cell[] {
  const { customsPeriod } = config.organs;
  return config.cells.opening.map((name): Cell => {
    const cell = cellParts(name);
    if (customsPeriod === 0) return cell;
    const forms = formsOf(cell.family);
    const phase = randomInWorld(seed, 'customs', name).uniform();
    const custom = forms[Math.floor(spent / TERA / customsPeriod + phase) % forms.length]!;
    return custom === USUAL ? cell : { ...cell, custom };
  });
}

/** What changed from one moment to another. @param at  FLOPs spent at the later one */
export function changesBetween(before: readonly Cell[], after: readonly Cell[], at: number): ContenderChange[] {
  return after.flatMap((cell, i) => {
    const { custom: to = USUAL } = cell;
    return to === (before[i]!.custom ?? USUAL) ? [] : [{ cell: cellName(cell), at, to }];
  });
}

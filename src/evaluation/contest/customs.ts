/** What is wanted in the cells of a contest, and when that changed: alike for worlds and rivals of one seed. */
import type { Config } from '../../ecology/config/config.ts';
import { customAt } from '../../ecology/organs/customs.ts';
import { cellName, cellParts, salted } from '../../economy/cells.ts';
import { USUAL } from '../../tasks/customs.ts';
import type { Cell } from '../../tasks/task.ts';
import type { ContenderChange } from './contender.ts';

/**
 * The cells that are open from the start, with the custom that is due in each. A change that a generation's spending brings
 * about is due at its end, for worlds too, which notice it when their next generation begins.
 * @param spent  FLOPs so far, which are the clock of customs
 */
export function cellsAt({ seed, config, spent }: { seed: string; config: Config; spent: number }): Cell[] {
  return salted(config.cells.opening.map(cellParts), config.cells.salt).map((cell): Cell => {
    const custom = customAt({ seed, config }, cell, spent);
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

/** Which adapters are to leave the run, as somebody chooses them in the dialog, and what the lab is told of it. */
import type { ExportForm } from '../../../lab/contract.ts';

export type Which = 'portfolio' | 'living' | 'all' | 'chosen';

export interface AdapterSet {
  which: Which;
  /** Slugs of those that are chosen one by one. */
  chosen: readonly string[];
  /** The torch model below them, as it was typed. */
  base: string;
}

export const FIRST_SET: AdapterSet = { which: 'portfolio', chosen: [], base: '' };

/** The same for the lab. */
export function chosenForm({ which, chosen, base }: AdapterSet): Pick<ExportForm, 'which' | 'base'> {
  const repository = base.trim();
  return { which: which === 'chosen' ? chosen : which, ...(repository && { base: { repository } }) };
}

/** Whether it is nobody's: those chosen one by one, and none is. */
export function isNobody({ which, chosen }: AdapterSet): boolean {
  return which === 'chosen' && chosen.length === 0;
}

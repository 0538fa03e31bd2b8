/** What is kept of a run's past, and what a fork at some moment takes, in sentences. */
import { megabytes } from '../../base/megabytes.ts';
import type { PastOffer } from '../../lab/contract.ts';
import type { View } from '../../record/fold/view.ts';
import { count, plural } from '../words/format.ts';

/** How much is kept: `12 states of its past are kept, 31 of 64 MB.` */
export function keptWords({ states, budgetBytes }: Pick<PastOffer, 'states' | 'budgetBytes'>): string {
  if (states.length === 0) return 'Nothing of its past is kept.';
  const bytes = states.reduce((sum, state) => sum + state.bytes, 0);
  const are = states.length === 1 ? 'state of its past is' : 'states of its past are';
  return `${count(states.length)} ${are} kept, ${megabytes(bytes)} of ${megabytes(budgetBytes)}.`;
}

/**
 * From where a moment is reached.
 * @param last  the newest generation, whose state is always there
 */
export function gapWords({ states }: Pick<PastOffer, 'states'>, generation: number, last: number): string {
  if (generation === last) return 'This is the newest moment: nothing has to be lived again.';
  const near = states.findLast((state) => state.generation <= generation)?.generation;
  const from = near === undefined ? 'its founding' : `the state after generation ${count(near)}`;
  const gap = generation - (near ?? 0);
  return gap === 0 ? 'This one is among them.' : `${plural(gap, 'generation')} will be lived again, from ${from}.`;
}

/** When the fork may differ where nothing is changed; null where it will not. */
export function bitsWords({ backend }: Pick<PastOffer, 'backend'>, run: View['run']): string | null {
  const before = run.parent?.backend ?? run.backend;
  return before === backend
    ? null
    : `The run was lived on ${before} and the fork goes on on ${backend}: last bits differ between them, so it may go another way even where nothing is changed.`;
}

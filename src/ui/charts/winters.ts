/** A winter is marked generation by generation; pictures of time draw each as one band. */
import type { Mark } from '../../record/fold/view.ts';

/** The generations of winters as spans [first, last], neighbours joined. Marks stand in the order of their generations. */
export function wintersOf(marks: readonly Mark[]): [first: number, last: number][] {
  const spans: [number, number][] = [];
  for (const { kind, generation } of marks) {
    if (kind !== 'winter') continue;
    const newest = spans.at(-1);
    if (newest && generation <= newest[1] + 1) newest[1] = generation;
    else spans.push([generation, generation]);
  }
  return spans;
}

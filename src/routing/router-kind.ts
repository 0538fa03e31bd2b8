/** What a router declares of itself, in its one file under routers/. */
import type { KeyPart } from '../base/random.ts';
import type { Arm } from './arm.ts';
import type { BanditState } from './bandit.ts';

/** What is asked, and what the bandit needs to choose by it. */
export interface Query {
  family: string;
  depth: string;
  /** Read only by routers that need a context. */
  bandit?: { state: BanditState; context: readonly number[]; key: readonly KeyPart[] | null };
}

export interface Router {
  /** Name in files and events. */
  readonly name: string;
  /** Name on the page. */
  readonly label: string;
  /** Who answers, as words in a list of the routers. */
  readonly words: string;
  /** Whether it sees the prompt through the host's embedding, which costs a prefill. */
  readonly needsContext: boolean;
  /** Whether it goes by the family or the depth that is asked. */
  readonly needsCell: boolean;
  /** Why its choice answers a prompt of that cell: a clause without its full stop. */
  readonly why: (asked: { family: string }) => string;
  /** The arm that answers, or null for the bare host. Throws RangeError when what it needs is not in the query. */
  choose<A extends Arm>(arms: readonly A[], query: Query): A | null;
}

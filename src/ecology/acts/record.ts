/** Commits the balances to the state and closes the generation with its hash, so that two runs compare in one look. */
import { hashWorld } from '../world/world.ts';
import type { Act } from '../world/turn.ts';

export const record: Act = (turn) => {
  turn.world.balances = turn.ledger.toJSON();
  turn.emit({ type: 'generation-ended', flops: { ...turn.flops }, stateHash: hashWorld(turn.world) });
};

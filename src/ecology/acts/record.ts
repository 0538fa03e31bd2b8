/** Commits the balances, and what was spent, to the state and closes the generation with its hash, so that two runs compare in one look. */
import { spentFlops } from '../../core/flops.ts';
import { hashWorld } from '../world/world.ts';
import type { Act } from '../world/turn.ts';

export const record: Act = (turn) => {
  turn.world.balances = turn.ledger.toJSON();
  if (turn.config.organs.customsPeriod > 0)
    turn.world.spentFlops = (turn.world.spentFlops ?? 0) + spentFlops(turn.flops);
  turn.emit({ type: 'generation-ended', flops: { ...turn.flops }, stateHash: hashWorld(turn.world) });
};

/** Every few generations, on the test pool, free of charge. */
import { holdout } from '../judging/holdout.ts';
import type { Act } from '../world/turn.ts';

export const measure: Act = async (turn) => {
  const { every, tasks } = turn.config.measure;
  if (every === 0 || turn.generation % every !== 0) return;
  const { world, adapters, host } = turn;
  const measured = await holdout({
    world,
    adapters,
    host,
    tasks,
    trigger: 'schedule',
    signal: turn.options.signal,
    breathe: turn.options.breathe,
  });
  turn.emit(measured);
  turn.spend('measure', measured.flops);
};

/**
 * The unit of energy: what the bare host spends on one reference answer. So a config means the same on a host of two
 * million parameters and on one of six hundred million.
 */
import { toEnergy } from '../../economy/energy.ts';
import type { Host } from '../../host/index.ts';

const PROMPT_TOKENS = 64;
const NEW_TOKENS = 16;

/** What some computation costs on this host, E. @param costScale  the world's price of thought */
export function computeEnergy(host: Pick<Host, 'cost'>, flops: number, costScale: number): number {
  return toEnergy((costScale * flops) / host.cost.flops(PROMPT_TOKENS, NEW_TOKENS, 0));
}

/** The computation that so much energy pays for at its true cost, where the price of thought is 1. */
export function flopsOfEnergy(host: Pick<Host, 'cost'>, energy: number): number {
  return energy * host.cost.flops(PROMPT_TOKENS, NEW_TOKENS, 0);
}

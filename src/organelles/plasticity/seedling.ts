/**
 * The adapter that a rule likes to start from when it starts from nothing, all of which leave the host as it is: B is zero,
 * or A is where only A learns. In a world organelles are born random instead (heredity.ts), and any rule goes on from there.
 */
import type { Random } from '../../base/random.ts';
import { type Adapter, type Site, adapterLength, siteMatrices } from '../../host/index.ts';
import { ADAPTER_SCALE } from '../heredity.ts';
import { PLASTICITY_RULES, type RuleName } from './settings.ts';

/** Standard deviation of the fixed B under the Hebbian rule. */
const HEBBIAN_B = 0.25;

/**
 * As the rule declares it. `normal-a`: A normal with deviation 1/√inputs, B zero. `normal-b`: A zero, B normal with deviation
 * 0.25. `uniform-a`, as PEFT does: A uniform within ±1/√inputs, B zero.
 */
export function seedling(rule: RuleName, sites: readonly Site[], rank: number, random: Random): Adapter {
  const adapter = { rank, scale: ADAPTER_SCALE, weights: new Float32Array(adapterLength(sites, rank)) };
  const kind = PLASTICITY_RULES[rule].declaration.seedling;
  for (const { site, a, b } of siteMatrices(sites, adapter)) {
    const bound = 1 / Math.sqrt(site.inputs);
    fill(kind === 'normal-b' ? b : a, () => {
      if (kind === 'normal-b') return HEBBIAN_B * random.normal();
      if (kind === 'normal-a') return bound * random.normal();
      return bound * (2 * random.uniform() - 1);
    });
  }
  return adapter;
}

function fill(values: Float32Array, draw: () => number): void {
  for (let i = 0; i < values.length; i++) values[i] = draw();
}

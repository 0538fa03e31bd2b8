/**
 * Who becomes a parent. By wealth alone the trade that pays best fills the world; the novelty bonus lifts those who earn
 * where few others do: score = wealth × (1 + novelty × rarity), in the manner of fitness sharing (Goldberg and Richardson
 * 1987, "Genetic algorithms with sharing for multimodal function optimization"). It orders those who could split
 * anyway; nobody splits by being rare alone.
 */
import { compareTexts } from '../../base/order.ts';
import type { Organelle } from '../world/world.ts';

/** What is asked of each who could split. */
export interface Candidate {
  organelle: Organelle;
  /** E */
  wealth: number;
}

export interface Parent extends Candidate {
  /** By wealth alone it would not have been chosen. */
  novel: boolean;
}

/** The cell that an organelle values most, if it expects to earn there; of equals the first by name. */
export function bestNiche({ niches }: Pick<Organelle, 'niches'>): string | null {
  const earning = Object.entries(niches).filter(([, { value }]) => value > 0);
  earning.sort(([a, one], [b, other]) => other.value - one.value || compareTexts(a, b));
  return earning[0]?.[0] ?? null;
}

/** One over the number of the living whose best niche is the same, itself among them; 0 for who expects to earn nowhere. */
export function raritiesOf(living: readonly Organelle[]): Map<Organelle, number> {
  const niches = living.map(bestNiche);
  const crowd = new Map<string, number>();
  for (const niche of niches) if (niche !== null) crowd.set(niche, (crowd.get(niche) ?? 0) + 1);
  const rarityOf = (niche: string | null) => (niche === null ? 0 : 1 / crowd.get(niche)!);
  return new Map(living.map((organelle, i) => [organelle, rarityOf(niches[i]!)]));
}

/**
 * The parents of one generation, the highest score first, of equals the older.
 * @param candidates  those who may split
 * @param living  all the living, among whom rarity is counted
 */
export function chooseParents(
  candidates: readonly Candidate[],
  living: readonly Organelle[],
  { count, novelty }: { count: number; novelty: number },
): Parent[] {
  const best = (score: (candidate: Candidate) => number) =>
    [...candidates]
      .sort((one, other) => score(other) - score(one) || one.organelle.id - other.organelle.id)
      .slice(0, count);
  const rarities = raritiesOf(living);
  const wealthiest = new Set(best(({ wealth }) => wealth));
  return best(({ organelle, wealth }) => wealth * (1 + novelty * rarities.get(organelle)!)).map((candidate) => ({
    ...candidate,
    novel: !wealthiest.has(candidate),
  }));
}

/**
 * Every few generations an elite whose weights nobody alive carries returns: a newborn of no
 * parents, with the elite's weights, a founder's energy from the environment, traits like a founder's, and the line that
 * the elite came from. It knows the one cell that it was the elite of.
 *
 * Which elite is a matter of chance, weighted to trades that are dying out: a bin's weight is 1 ÷ (1 + how many of the
 * living have their best niche in its family). In a full world the immigrant is treated as any newborn; one that finds
 * no place is not admitted, and another is drawn the next time.
 */
import type { Elite } from '../../archive/archive.ts';
import { cellName, cellParts } from '../../economy/cells.ts';
import { toEnergy } from '../../economy/energy.ts';
import { FOUNDER_TRAITS, mutateTraits } from '../../organelles/traits.ts';
import { bear } from '../world/birth.ts';
import { makeRoom } from '../world/room.ts';
import { bestNiche } from '../judging/selection.ts';
import type { Act, Turn } from '../world/turn.ts';

export const immigrate: Act = (turn) => {
  const { immigrantsEvery } = turn.config.archive;
  if (immigrantsEvery === 0 || turn.generation % immigrantsEvery !== 0) return;
  const candidates = absentElites(turn);
  if (candidates.length === 0) return;
  const elite = candidates[turn.random('immigrant').weighted(immigrantWeights(turn, candidates))]!;
  const energy = toEnergy(turn.config.energy.founderEnergy);
  if (makeRoom(turn, energy)) admit(turn, elite, energy);
};

/** The elites whose weights nobody alive carries. */
function absentElites(turn: Turn): Elite[] {
  const carried = new Set(turn.world.organelles.map(({ weights }) => weights));
  return turn.world.archive.entries.filter(({ weights }) => !carried.has(weights));
}

function immigrantWeights(turn: Turn, candidates: readonly Elite[]): number[] {
  const families = turn.world.organelles.map(bestNiche).map((niche) => niche && cellParts(niche).family);
  return candidates.map(({ family }) => 1 / (1 + families.filter((other) => other === family).length));
}

/** Elites of files from before lines were kept with them begin a line of their own. */
function admit(turn: Turn, elite: Elite, energy: number): void {
  const { mutationStep, traitStep } = turn.config.heredity;
  const { lineage, lineDepth } = elite;
  bear(turn, {
    adapter: turn.adapters.get(elite.weights)!,
    traits: mutateTraits({ ...FOUNDER_TRAITS, mutationStep }, traitStep, turn.random('immigrant-traits')),
    energy,
    niches: { [cellName(elite)]: { value: elite.meanRoi, count: 0 } },
    operator: 'immigrant',
    parents: [],
    line: lineage === undefined ? undefined : { lineage, depth: lineDepth ?? 0 },
  });
}

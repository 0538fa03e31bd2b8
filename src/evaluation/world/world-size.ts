/** How large a world may be on this machine: its attempts and its learning within a time, its adapters within a memory. */
import { adapterLength, type Host } from '../../host/index.ts';
import type { Config } from '../../ecology/config/config.ts';
import { poolBytes, storedBytes } from '../../ecology/world/needs.ts';
import type { WorldDraft } from './world-draft.ts';

const POOL_BYTES = 512e6;
/** An answer is decoded, and trained on at about three times the computation. */
const LEARNING_FLOPS = 4;
const LEAST = { episodes: 8, capacity: 4, trials: 8 };

export interface Speed {
  /** of a mean attempt in the opening cells */
  attemptFlops: number;
  /** at which the host was measured */
  flopsPerSecond: number;
}

export interface Estimate {
  /** of one generation with its learning, on the machine that measured */
  secondsPerGeneration: number;
  /** of the living adapters with what learning keeps beside them, bytes */
  poolBytes: number;
  /** what a run of a hundred generations leaves in its store, at most, bytes */
  storedBytes: number;
}

interface Sizes {
  episodes: number;
  learners: number;
  trials: number;
}

/** Fewer attempts, learners, trials and organelles until a generation fits into `limit` seconds and adapters into memory. */
export function fitSizes(draft: WorldDraft, sites: Host['sites'], speed: Speed, limit: number): void {
  fitTime(draft, speed, limit);
  const { heredity, population } = draft.config;
  let { rank } = heredity;
  while (rank > 1 && poolBytes(population.capacity, 4 * adapterLength(sites, rank)) > POOL_BYTES)
    rank = Math.floor(rank / 2);
  if (rank === heredity.rank) return;
  const why = 'Adapters of a higher rank would not fit into memory.';
  draft.set({ 'heredity.rank': rank, 'heredity.maxRank': 2 * rank }, why);
}

function fitTime(draft: WorldDraft, speed: Speed, limit: number): void {
  const { population } = draft.config;
  const wished = sizesOf(draft.config);
  const seconds = secondsOf(draft.config, wished, speed);
  if (seconds <= limit) return;
  let sizes = wished;
  const shrink: ((now: Sizes) => Partial<Sizes>)[] = [
    ({ trials }) => ({ trials: Math.min(trials, Math.max(LEAST.trials, 2 * Math.floor(trials / 4))) }),
    ({ learners }) => ({ learners: Math.min(learners, Math.max(1, Math.floor(learners / 2))) }),
    ({ episodes }) => ({ episodes: Math.min(episodes, Math.max(LEAST.episodes, Math.floor(episodes / 2))) }),
  ];
  for (let i = 0; i < 12 && secondsOf(draft.config, sizes, speed) > limit; i++)
    sizes = { ...sizes, ...shrink[i % shrink.length]!(sizes) };
  const capacity = Math.min(population.capacity, Math.max(LEAST.capacity, Math.floor(sizes.episodes / 2)));
  const values = {
    'population.founders': Math.min(population.founders, Math.ceil((2 / 3) * capacity)),
    'population.capacity': capacity,
    'population.episodes': Math.max(sizes.episodes, capacity),
    'learning.learners': sizes.learners,
    'learning.trials': sizes.trials,
  };
  const fitted = secondsOf(draft.config, sizes, speed);
  draft.set(
    values,
    `A generation would take about ${inWords(seconds)} on this machine; so it takes ${inWords(fitted)}.`,
  );
}

/** What a generation takes and a run needs, at the speed that was measured. */
export function estimateOf(config: Config, sites: Host['sites'], speed: Speed): Estimate {
  const { population, heredity } = config;
  const adapterBytes = 4 * adapterLength(sites, heredity.rank);
  return {
    secondsPerGeneration: secondsOf(config, sizesOf(config), speed),
    poolBytes: poolBytes(population.capacity, adapterBytes),
    storedBytes: storedBytes(config, adapterBytes, 100),
  };
}

function sizesOf({ population, learning }: Config): Sizes {
  const { learners, trials } = learning;
  return { episodes: population.episodes, learners, trials };
}

function secondsOf({ learning }: Config, { episodes, learners, trials }: Sizes, speed: Speed): number {
  const learnt = learning.rule === 'none' ? 0 : learners * trials * LEARNING_FLOPS;
  return ((episodes + learnt) * speed.attemptFlops) / speed.flopsPerSecond;
}

function inWords(seconds: number): string {
  return seconds < 120 ? `${seconds.toPrecision(2)} s` : `${Math.round(seconds / 60)} min`;
}

/**
 * From what a bare host can do to the parameters of a world on which organelles can live: which cells open, how long an
 * answer may be, how large founders are, what thought costs and what solving pays. Every proposal says why.
 */
import { mean } from '../../core/statistics.ts';
import type { Config } from '../../ecology/config/config.ts';
import { computeEnergy } from '../../ecology/world/reference.ts';
import { cellParts } from '../../economy/cells.ts';
import type { Host } from '../../host/index.ts';
import { plainName } from '../../tasks/own/names.ts';
import type { CellMeasure, FounderMeasure, HostMeasure } from './measure-host.ts';
import { WorldDraft, type Change } from './world-draft.ts';
import { estimateOf, fitSizes, type Estimate, type Speed } from './world-size.ts';

/** Shares between which a cell can be learnt: now and then solved, not yet mastered. */
const LEARNABLE = { least: 0.03, most: 0.95 };
const MOST_OPENING = 7;
const LEAST_OPENING = 3;
/** What an attempt costs in the first world, E; costs are scaled so that it costs this on any host. */
const ATTEMPT_ENERGY = 0.6;
/** An attempt's pay over its cost and its share of the ticket, as founders of the first world have it. */
const MARGIN = 1.15;
/** How far prices may be scaled. */
const PRICE_SCALE = { least: 1, most: 12 };
/** Founders of the chosen size still solve this share of what the bare host solves. */
const KEPT = 0.7;
/** How full a world usually is, for the price of its ticket. */
const FULLNESS = 0.75;

export interface ProposedWorld {
  /** whole: the base with the proposed parameters */
  config: Config;
  /** the parameters that differ from the base */
  changes: Change[];
  estimate: Estimate;
}

interface ProposeOptions {
  host: Pick<Host, 'sites' | 'cost'>;
  measure: HostMeasure;
  /** the world whose other parameters are kept */
  base: Config;
  /** what a generation may take, seconds */
  secondsPerGeneration: number;
}

/** Proposes a world. Where the host solves nothing, it proposes the highest prices that it may. */
export function proposeWorld({ host, measure, base, secondsPerGeneration }: ProposeOptions): ProposedWorld {
  const draft = new WorldDraft(base);
  const opening = openingCells(measure.cells);
  proposeCells(draft, opening, measure.cells);
  proposeAnswers(draft, opening, measure.founders);
  proposeCosts(draft, opening, host);
  const attemptFlops = mean(opening.map((cell) => flopsOf(cell, host, draft.config)));
  const speed: Speed = { attemptFlops, flopsPerSecond: measure.flops / measure.seconds };
  fitSizes(draft, host.sites, speed, secondsPerGeneration);
  proposePrices(draft, opening);
  const { config, changes } = draft.done();
  return { config, changes, estimate: estimateOf(config, host.sites, speed) };
}

/** How often a cell is solved, greedy and sampled answers together; never 0 or 1. */
function successOf({ tasks, greedy, sampled }: CellMeasure): number {
  return (tasks * (greedy.mean + sampled.mean) + 0.5) / (2 * tasks + 1);
}

/**
 * Learnable cells, those nearest to being solved half the time first and each family once before any comes twice; filled
 * up with the likeliest of the others.
 */
function openingCells(cells: readonly CellMeasure[]): CellMeasure[] {
  const isLearnable = ({ greedy, sampled }: CellMeasure): boolean => {
    const share = (greedy.mean + sampled.mean) / 2;
    return share >= LEARNABLE.least && share <= LEARNABLE.most;
  };
  const byDistance = [...cells].sort((a, b) => Math.abs(successOf(a) - 0.5) - Math.abs(successOf(b) - 0.5));
  const learnable = byDistance.filter(isLearnable);
  const isFirst = (cell: CellMeasure): boolean =>
    cell === learnable.find((other) => familyOf(other) === familyOf(cell));
  const opening = [...learnable.filter(isFirst), ...learnable.filter((cell) => !isFirst(cell))].slice(0, MOST_OPENING);
  const others = byDistance.filter((cell) => !isLearnable(cell));
  return [...opening, ...others.slice(0, Math.max(0, LEAST_OPENING - opening.length))];
}

function familyOf({ cell }: CellMeasure): string {
  return cellParts(cell).family;
}

function proposeCells(draft: WorldDraft, opening: readonly CellMeasure[], all: readonly CellMeasure[]): void {
  const curriculum = [...new Set([...opening, ...all].map(familyOf))];
  draft.set({ 'cells.curriculum': curriculum }, 'Families whose cells are open from the start come first.');
  const shares = opening.map(
    ({ cell, greedy, sampled }) => `${plainName(cell)} ${percent(greedy.mean)} and ${percent(sampled.mean)}`,
  );
  const why = `What the bare host solves there, greedily and sampled: ${shares.join(', ')}.`;
  draft.set({ 'cells.opening': opening.map(({ cell }) => cell) }, why);
}

function proposeAnswers(draft: WorldDraft, opening: readonly CellMeasure[], founders: readonly FounderMeasure[]): void {
  const lengths = opening.flatMap(({ solvedLengths }) => solvedLengths).sort((a, b) => a - b);
  const needed = lengths[Math.floor(0.95 * (lengths.length - 1))];
  if (needed !== undefined) {
    const longest = Math.min(64, Math.max(8, 4 * Math.ceil((1.25 * needed) / 4)));
    draft.set(
      { 'attempts.maxNewTokens': longest },
      `Nearly all answers that solved were of up to ${needed} tokens; a quarter more is let through.`,
    );
  }
  const founder = founders.findLast(({ kept }) => kept >= KEPT) ?? founders[0];
  if (founder) draft.set({ 'heredity.founderStep': founder.step }, founderWhy(founder));
}

function founderWhy({ step, kept, changed }: FounderMeasure): string {
  return `Random founders of size ${step} change ${percent(changed)} of the bare host's right answers and keep ${percent(kept)} of them right.`;
}

function proposeCosts(draft: WorldDraft, opening: readonly CellMeasure[], host: ProposeOptions['host']): void {
  const energies = () =>
    opening.map((cell) => computeEnergy(host, flopsOf(cell, host, draft.config), draft.config.energy.costScale));
  const cost = mean(energies());
  draft.set(
    { 'energy.costScale': rounded(draft.config.energy.costScale * (ATTEMPT_ENERGY / cost)) },
    `An attempt would cost ${cost.toFixed(2)} E; so it costs ${ATTEMPT_ENERGY} E, as in the first world.`,
  );
  const costs = energies().sort((a, b) => a - b);
  const at = (share: number) => rounded(costs[Math.round(share * (costs.length - 1))]!);
  const low = at(1 / 3);
  draft.set(
    { 'archive.costEdges': [low, Math.max(at(2 / 3), rounded(low * 1.1))] },
    'They divide the opening cells by what an attempt costs there, into thirds.',
  );
}

function flopsOf(cell: CellMeasure, { cost }: ProposeOptions['host'], { attempts, heredity }: Config): number {
  return cost.flops(cell.promptTokens, Math.min(cell.newTokens, attempts.maxNewTokens), heredity.rank);
}

/** Scales prices until founders that do as the bare host does earn a little more than they spend. */
function proposePrices(draft: WorldDraft, opening: readonly CellMeasure[]): void {
  const { base, slope, tau, min, max } = draft.config.prices;
  const { population, energy } = draft.config;
  const priceAt = (success: number) => Math.min(max, Math.max(min, base + slope * (tau - success)));
  const successes = opening.map(successOf);
  const income = mean(successes.map((success) => success * priceAt(success)));
  const ticket = energy.ticket * (1 + energy.crowding * FULLNESS);
  const attemptsEach = population.episodes / (FULLNESS * population.capacity);
  const wanted = (MARGIN * (ATTEMPT_ENERGY + ticket / attemptsEach)) / income;
  const scale = Math.min(PRICE_SCALE.most, Math.max(PRICE_SCALE.least, wanted));
  const values = { base, slope, min, max };
  draft.set(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`prices.${name}`, rounded(scale * value)])),
    `The bare host solves ${percent(mean(successes))} there; at ${scale.toFixed(1)} times the price who does as it does earns ${(income * scale).toFixed(2)} E an attempt.`,
  );
}

/** Three digits are enough for a dial. */
function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

/**
 * Every few generations the most promising pair of complementary organelles is merged, and its child has to prove
 * itself: first both parents answer select tasks, which says how much each weighs in the child and which of them is the
 * better one, then the child is tested against that one on fresh tasks. A child that passes lives beside its parents; one
 * that does not is dissolved. Either way the parents pay for the test.
 *
 * A child that has proven itself does not wait for a place: in a full world it displaces the poorest.
 */
import { inheritedNiches } from '../../economy/controller.ts';
import { cellIn } from '../../economy/cells.ts';
import { toEnergy } from '../../economy/energy.ts';
import { mergeAdapters, type MergePart } from '../../organelles/merging/merge.ts';
import { mutateTraits } from '../../organelles/traits.ts';
import type { Cell } from '../../tasks/families.ts';
import type { Adapter } from '../../host/index.ts';
import { answerBy, assimilationRule, drawEqually, prove, type AnswerRules } from '../judging/assimilation.ts';
import { bear } from '../world/birth.ts';
import { pairKey, proposePair, type Proposal } from '../judging/proposal.ts';
import { computeEnergy } from '../world/reference.ts';
import { makeRoom } from '../world/room.ts';
import type { Act, Turn } from '../world/turn.ts';
import type { Organelle } from '../world/world.ts';

/** Pairs that are remembered as tried. */
const MOST_TRIED = 400;
/** Imagined solved tasks of either parent: a batch is too small to tell them far apart. */
const PRIOR_SOLVED = 4;

/** What both parents did on the first select tasks. */
interface Evidence {
  tasks: number;
  seen: Set<string>;
  solved: [number, number];
  flops: number;
}

export const merge: Act = async (turn) => {
  const { every, threshold, method } = turn.config.merging;
  if (turn.config.population.survival === 'all') return;
  if (every === 0 || turn.generation % every !== 0) return;
  const { maxRank } = turn.config.heredity;
  const rich = turn.world.organelles.filter((organelle) => turn.balance(organelle) > threshold && !organelle.frozen);
  const able = method === 'concatenate' ? rich.filter(({ rank }) => 2 * rank <= maxRank) : rich;
  const proposal = proposePair(able, new Set(turn.world.triedMerges), turn.config.cells.salt);
  if (!proposal) return;
  turn.world.triedMerges = [...turn.world.triedMerges, pairKey(...proposal.parents)].slice(-MOST_TRIED);
  const cells = proposal.cells.map((cell) => cellIn(turn.world.cells, cell));
  await test(turn, proposal, cells, await compareParents(turn, proposal, cells));
};

/** Both parents on the same few select tasks: one batch, since small cells do not have many. */
async function compareParents(turn: Turn, { parents }: Proposal, cells: readonly Cell[]): Promise<Evidence> {
  const each = Math.max(1, Math.floor(turn.config.merging.batch / cells.length));
  const tasks = drawEqually(cells, each, turn.random('merge-evidence', parents[0].id, parents[1].id), new Set());
  const adapters = parents.map(({ weights }) => turn.adapters.get(weights)!);
  const { solved, flops } = await answerBy(rulesOf(turn, parents), tasks, adapters);
  const counts = solved.map((all) => all.filter(Boolean).length) as [number, number];
  return { tasks: tasks.length, seen: new Set(tasks.map(({ id }) => id)), solved: counts, flops };
}

async function test(turn: Turn, proposal: Proposal, cells: readonly Cell[], evidence: Evidence): Promise<void> {
  const { parents } = proposal;
  const { method, strength, alpha, maxTasks, batch } = turn.config.merging;
  const weights = evidenceWeights(evidence.solved, strength);
  const child = build(turn, parents, weights);
  const best = evidence.solved[1] > evidence.solved[0] ? parents[1] : parents[0];
  const parent = turn.adapters.get(best.weights)!;
  const rules = rulesOf(turn, parents);
  const proof = await prove({ ...rules, child, parent, cells, seen: evidence.seen, alpha, maxTasks, batch });
  const flops = proof.flops + evidence.flops;
  turn.spend('assimilate', flops);
  const passed = proof.test.verdict === 'passed';
  const born = passed && makeRoom(turn, Infinity, parents);
  const { n, sum, verdict } = proof.test;
  const { cost, paid } = charge(turn, parents, flops);
  turn.emit({
    type: 'assimilated',
    parents: [parents[0].id, parents[1].id],
    best: best.id,
    method,
    weights,
    rank: child.rank,
    cells: proposal.cells,
    promise: proposal.promise,
    evidenceTasks: evidence.tasks,
    evidenceSolved: evidence.solved,
    samples: proof.samples,
    logEvidence: proof.logEvidence,
    logFutility: proof.logFutility,
    rule: assimilationRule({ alpha, maxTasks }),
    verdict: verdict as Exclude<typeof verdict, 'running'>,
    n,
    meanDifference: n === 0 ? 0 : sum / n,
    flops,
    cost,
    paid,
    child: born ? turn.world.nextOrganelle : null,
  });
  if (born) give(turn, parents, best, child);
}

/** Weights in proportion to what each solved, shrunk towards equal ones, summing to the strength. */
export function evidenceWeights([first, second]: readonly [number, number], strength: number): [number, number] {
  const [a, b] = [first + PRIOR_SOLVED, second + PRIOR_SOLVED];
  return [(strength * a) / (a + b), (strength * b) / (a + b)];
}

function build(turn: Turn, parents: Proposal['parents'], weights: readonly [number, number]): Adapter {
  const { method } = turn.config.merging;
  const parts = parents.map((parent, i): MergePart => ({
    adapter: turn.adapters.get(parent.weights)!,
    weight: weights[i]!,
  }));
  const together = parents[0].rank + parents[1].rank;
  const rank = Math.min(together, turn.config.heredity.maxRank);
  const random = turn.random('merge', parents[0].id, parents[1].id);
  return mergeAdapters(turn.host.sites, parts, { method, rank, random });
}

/** Half of the cost each; who cannot pay its half pays what it has. */
function charge(turn: Turn, parents: Proposal['parents'], flops: number): { cost: number; paid: [number, number] } {
  const { costShare } = turn.config.merging;
  const cost = computeEnergy(turn.host, flops, turn.config.energy.costScale * costShare);
  const half = toEnergy(cost / 2);
  return { cost, paid: [Math.min(half, turn.balance(parents[0])), Math.min(half, turn.balance(parents[1]))] };
}

/** The child's life begins: half of its energy from each parent, the better one's traits, what both know of niches. */
function give(turn: Turn, parents: Proposal['parents'], best: Organelle, adapter: Adapter): void {
  const { childShare, traitStep } = turn.config.heredity;
  const poorer = Math.min(turn.balance(parents[0]), turn.balance(parents[1]));
  const other = parents[0] === best ? parents[1] : parents[0];
  const traits = mutateTraits(best.traits, traitStep, turn.random('mutate-traits', 'merge', best.id));
  const niches = inheritedNiches(bestKnown(best.niches, other.niches));
  const energy = 2 * toEnergy((childShare * poorer) / 2);
  bear(turn, { adapter, traits, energy, niches, operator: 'merge', parents: [best, other] });
}

/** Of every cell, the higher of two values. */
function bestKnown(one: Organelle['niches'], other: Organelle['niches']): Organelle['niches'] {
  const known = { ...one };
  for (const [cell, niche] of Object.entries(other))
    if (!known[cell] || known[cell].value < niche.value) known[cell] = niche;
  return known;
}

function rulesOf(turn: Turn, [one, other]: Proposal['parents']): AnswerRules {
  const { host, config, options } = turn;
  return {
    host,
    maxNewTokens: config.attempts.maxNewTokens,
    signal: options.signal,
    breathe: options.breathe,
    random: {
      tasks: (look) => turn.random('assimilation-tasks', one.id, other.id, look),
      answer: (who, task) => turn.random('assimilation-answer', one.id, other.id, who, task),
    },
  };
}

/**
 * What an adapter of somebody's own is worth in a world's cells, by the world's own rule: it answers train tasks as everybody's
 * attempts are answered, sampled alike, graded and priced alike, and its record in each cell is what an organelle's record would be.
 * Nobody is paid, nothing is learnt and the world is as it was; what it proves may be offered to the archive.
 */
import { cellName } from '../../economy/cells.ts';
import { rewardOf } from '../../economy/reward.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { answerTasks, type AnswerOptions } from '../../tasks/answers.ts';
import { drawTasks } from '../../tasks/pools.ts';
import { priorOf, provenBy, type Proven } from '../world/elites.ts';
import { openCells } from '../world/portfolio.ts';
import { randomInGeneration } from '../world/purposes.ts';
import { computeEnergy } from '../world/reference.ts';
import { withEpisodeRecord, type CellRecord, type World } from '../world/world.ts';

/** Tasks in a cell, or as many as the archive asks for; a small cell may have fewer. */
const TASKS_PER_CELL = 32;

interface ProveOptions extends Pick<AnswerOptions, 'signal' | 'breathe'> {
  /** Names of open cells; all of them unless told. */
  cells?: readonly string[] | undefined;
}

/** One a cell, in the order of the world's cells. Throws the abort reason, or what decoding throws. */
export async function provenInCells(
  world: World,
  host: Host,
  adapter: Adapter,
  { cells: named, signal, breathe }: ProveOptions = {},
): Promise<Proven[]> {
  const { attempts, archive, prices, energy } = world.config;
  const { maxNewTokens, temperature, topP, partialCredit } = attempts;
  const cells = openCells(world).filter((cell) => !named || named.includes(cellName(cell)));
  const asked = cells.flatMap((cell) => {
    const name = cellName(cell);
    const count = Math.max(TASKS_PER_CELL, archive.minEpisodes);
    const tasks = drawTasks([cell], 'train', count, randomInGeneration(world, 'prove-tasks', name));
    return tasks.map((task, nth) => ({ name, task, random: randomInGeneration(world, 'prove-answer', name, nth) }));
  });
  const questions = asked.map(({ task, random }) => ({ task, adapter, random }));
  const answers = await answerTasks(host, questions, { maxNewTokens, temperature, topP, signal, breathe });
  const records = new Map<string, CellRecord>();
  asked.forEach(({ name }, i) => {
    const { grade, solved, flops } = answers[i]!;
    const cost = computeEnergy(host, flops, energy.costScale);
    const standardRoi = prices.base * rewardOf({ grade, solved }, partialCredit) - cost;
    records.set(name, withEpisodeRecord(records.get(name), { solved, standardRoi, cost }));
  });
  return [...records].map(([name, record]) => {
    const living = world.organelles.map(({ records: own }) => own[name]);
    return provenBy(world.config, name, record, priorOf([...living, record]));
  });
}

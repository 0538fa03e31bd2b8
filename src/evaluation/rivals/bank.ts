/**
 * The bank of a rival: everybody who answers in a cell is watched, those who did well are kept on the cell's shelf, and when
 * one that lived well starves, the shelf, a newcomer close to the host and whoever learns the cell are auditioned, with the
 * colony's own watch and the colony's own audition. All of it is counted.
 *
 * A rival of one adapter has the bare host as a candidate too, and the winner only answers there: its adapter goes on to learn
 * all cells but those that another answers well, and has a cell back when it wins an audition: it is a candidate at each, and
 * asks for one when it does as well in its own sampled answers. With an adapter a cell the winner takes the niche and learns on.
 */
import { audition } from '../../ecology/niches/audition.ts';
import { cellName } from '../../economy/cells.ts';
import { drawTask } from '../../tasks/pools.ts';
import type { Cell } from '../../tasks/task.ts';
import type { RivalContext } from './context.ts';
import { answeringIn, auditionDue, declined, shelved, takenBy, type BankNiche, type Kept } from './niche.ts';
import { newcomerOf, type Pupil } from './pupil.ts';
import { rivalRandom } from './purposes.ts';
import type { RivalRow } from './rows.ts';

/** Who may take a niche. */
interface Candidate {
  who: 'pupil' | 'holder' | 'shelf' | 'newcomer' | 'host';
  /** null: the bare host */
  elite: Kept | null;
}

/** What came of an audition. */
interface Takeover {
  niche: BankNiche;
  /** who learns the cell from now on, of a rival with an adapter a cell */
  pupil: Pupil;
  /** what to count: why it was held, and who won */
  told: readonly string[];
  flops: number;
}

/** The greedy attempts by which whoever answers in a cell is watched. */
export function watchRows({ seed, round, settings }: RivalContext, cell: Cell, answering: Kept | null): RivalRow[] {
  const draw = rivalRandom(seed, 'rival-watch', round, cellName(cell));
  return Array.from({ length: settings.watch }, () => {
    return { task: drawTask(cell, 'train', draw), adapter: answering?.adapter ?? null, temperature: 0, random: draw };
  });
}

/** Holds the audition that is due in a cell; null when none is. Throws the abort reason, or what decoding throws. */
export async function holdAudition(
  context: RivalContext,
  cell: Cell,
  niche: BankNiche,
  pupil: Pupil,
): Promise<Takeover | null> {
  const why = auditionDue(niche);
  if (why === null) return null;
  const { host, config, seed, round, settings, signal, kind } = context;
  const filled = why === 'starved' ? shelved(niche, settings.shelf) : niche;
  const newcomer: Candidate = { who: 'newcomer', elite: newcomerOf(context, cell) };
  const candidates =
    kind.pupils === 'one' ? whoMayAnswer(filled, pupil, newcomer, why) : whoMayLearn(filled, pupil, newcomer);
  const { best, flops } = await audition({
    host,
    cell,
    candidates: candidates.map(({ elite }) => elite?.adapter ?? null),
    tasks: settings.auditionTasks,
    random: rivalRandom(seed, 'rival-audition', round, cellName(cell)),
    maxNewTokens: config.attempts.maxNewTokens,
    signal,
  });
  const { who, elite } = candidates[best]!;
  const told = [why, `to ${who}`];
  if (kind.pupils === 'each') return { niche: takenBy(filled, null), pupil: { ...pupil, ...elite! }, told, flops };
  if (who === 'holder' && why === 'caught-up') return { niche: declined(niche), pupil, told, flops };
  const holder = who === 'pupil' ? null : { adapter: elite?.adapter ?? null };
  return { niche: takenBy(filled, holder), pupil, told, flops };
}

/** For a rival of one adapter. Of equals the adapter that learns is trusted first, and the host last. */
function whoMayAnswer(
  niche: BankNiche,
  pupil: Pupil,
  newcomer: Candidate,
  why: 'starved' | 'caught-up',
): readonly Candidate[] {
  const mine: Candidate = { who: 'pupil', elite: pupil };
  const theirs: Candidate = { who: 'holder', elite: answeringIn(niche, pupil) };
  if (why === 'caught-up') return [mine, theirs];
  const present = niche.holder === null ? [mine] : [mine, theirs];
  return [...present, ...fromShelf(niche, present), newcomer, { who: 'host', elite: null }];
}

/**
 * For a rival with an adapter a cell. Of equals the newcomer is trusted first: one that has settled on something else has
 * no answers left to learn from.
 */
function whoMayLearn(niche: BankNiche, pupil: Pupil, newcomer: Candidate): readonly Candidate[] {
  const present: Candidate[] = [newcomer, { who: 'pupil', elite: pupil }];
  return [...present, ...fromShelf(niche, present)];
}

function fromShelf({ shelf }: BankNiche, present: readonly Candidate[]): Candidate[] {
  const there = new Set(present.map(({ elite }) => elite?.adapter.weights));
  return shelf.filter(({ adapter }) => !there.has(adapter.weights)).map((elite) => ({ who: 'shelf', elite }));
}

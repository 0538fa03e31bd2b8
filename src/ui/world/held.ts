/**
 * Niches as data, in worlds in which survival is by niche: who holds each, what is wanted there when it is not the usual form,
 * how the newest watch went, and what happened of late, in words. Kept apart from the drawing so that it can be tested.
 */
import { customOf, takenByWhom, wantsNow, WATCH_LENGTH } from '../../record/fold/niche-words.ts';
import type { AuditionView, CellView, NicheView, OrganelleView, View } from '../../record/fold/view.ts';
import { count, plural } from '../words/format.ts';

/** News stand beside a niche for this many generations. */
export const NEWS_KEPT = 6;

export interface News {
  kind: 'custom' | 'starved' | 'taken' | 'kept';
  generation: number;
  words: string;
}

export interface HeldNiche {
  id: string;
  /** The cell as it is now; undefined while it is closed. */
  cell: CellView | undefined;
  niche: NicheView;
  /** Null where nobody lives that holds it. */
  holder: OrganelleView | null;
  /** What is wanted there, when it is not the usual form. */
  custom: string | null;
  /** Solved or not, newest last: the newest watched attempts of the holder. */
  watched: readonly boolean[];
  /** What happened there within the last generations, oldest first. */
  news: readonly News[];
}

/** In the order of the world's niches. */
export function heldNiches(view: View): HeldNiche[] {
  return [...view.niches.values()].map((niche) => {
    const cell = view.cells.get(niche.cell);
    const holder = holderOf(view, niche);
    return {
      id: niche.cell,
      cell,
      niche,
      holder,
      custom: customOf(cell),
      watched: niche.watch.outcomes,
      news: newsOf(view, niche, cell),
    };
  });
}

function holderOf({ organelles }: Pick<View, 'organelles'>, { holder }: NicheView): OrganelleView | null {
  const found = holder === null ? undefined : organelles.get(holder);
  return found?.diedGeneration === null ? found : null;
}

function newsOf(view: View, niche: NicheView, cell: CellView | undefined): News[] {
  const news: News[] = [];
  if (cell?.custom) {
    const { name, sinceGeneration } = cell.custom;
    news.push({ kind: 'custom', generation: sinceGeneration, words: wantsNow(name) });
  }
  if (niche.starved) {
    const { generation, solved, n } = niche.starved;
    news.push({ kind: 'starved', generation, words: `starves: ${count(solved)} of ${count(n)}` });
  }
  const audition = niche.auditions.at(-1);
  if (audition && winnerOf(audition)?.who === 'holder') {
    const { generation, tasks } = audition;
    const words = `its holder keeps it, ${count(winnerOf(audition)!.solved)} of ${count(tasks)} in the audition`;
    news.push({ kind: 'kept', generation, words });
  } else if (niche.holder !== null && niche.how !== 'founder') {
    const words = takenByWhom({ organelle: niche.holder, how: niche.how }, view.organelles);
    news.push({ kind: 'taken', generation: niche.sinceGeneration, words });
  }
  return news
    .filter(({ generation }) => view.generation - generation < NEWS_KEPT)
    .sort((one, other) => one.generation - other.generation);
}

const winnerOf = ({ heard, winner }: AuditionView) => heard[winner];

const ORIGINS: Readonly<Record<NicheView['how'], string>> = {
  founder: 'a founder',
  newcomer: 'a newcomer then',
  former: 'a former holder that returned',
  neighbour: 'a child of a neighbour',
  split: 'a child of its former holder',
};

/** Since when its holder has it, and what that was: `since generation 10, a newcomer then`. */
export function sinceWords({ how, sinceGeneration }: Pick<NicheView, 'how' | 'sinceGeneration'>): string {
  return `since generation ${count(sinceGeneration)}, ${ORIGINS[how]}`;
}

/** `7 of 8 solved`, or that nothing is known yet. */
export function watchWords(watched: readonly boolean[]): string {
  if (watched.length === 0) return 'not watched yet';
  return `${watched.filter(Boolean).length} of ${watched.length} solved`;
}

/** What the pips of a watch mean, for who points at them. */
export function describeWatch({ watched, niche }: Pick<HeldNiche, 'watched' | 'niche'>): string {
  const best =
    niche.watch.best > 0 ? ` At best ${count(Math.round(niche.watch.best * WATCH_LENGTH))} of ${WATCH_LENGTH}.` : '';
  return `Its newest greedy attempts there, at most ${WATCH_LENGTH}, the newest at the right: ${watchWords(watched)}.${best}\nOne that solved three in four and then at most one of its newest four starves, and its niche is auditioned for.`;
}

/** How the world’s niches stand, in a few words. */
export function sumNiches(niches: readonly HeldNiche[]): string {
  const changed = niches.filter(({ custom }) => custom !== null).length;
  const customs = changed === 0 ? '' : `, ${count(changed)} with another custom than usual`;
  return `${plural(niches.length, 'niche')}, ${plural(new Set(niches.map(({ niche }) => niche.holder)).size, 'holder')}${customs}`;
}

const WHO: Readonly<Record<AuditionView['heard'][number]['who'], string>> = {
  newcomer: 'a newcomer',
  former: 'a former holder',
  neighbour: 'a neighbour',
  holder: 'its holder',
};

/** What somebody heard in an audition was, in words. */
export const heardAs = ({ who }: AuditionView['heard'][number]): string => WHO[who];

/** An audition in one sentence: when, why, and on how many tasks. */
export function auditionWords({ generation, why, tasks }: Pick<AuditionView, 'generation' | 'why' | 'tasks'>): string {
  const reason = why === 'starved' ? 'its holder starved' : 'nobody held it';
  return `Generation ${count(generation)}: ${reason}; each answered ${plural(tasks, 'task')}.`;
}

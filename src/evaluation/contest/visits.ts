/**
 * Customs that change and return, as one arm lives through them: what it still knows of a form of answer when that comes back,
 * and how much computation passes until it solves again about as much as before a change.
 */
import { mean } from '../../core/statistics.ts';
import { cellParts } from '../../economy/cells.ts';
import { formsOf } from '../../tasks/customs.ts';
import type { CustomChange } from './reading.ts';
import type { ReadRun } from './scores.ts';

/** Of what was solved before a change, so much again is a recovery. */
export const RECOVERED = 0.8;

/** What one run shows; means are NaN where nothing of the kind happened. */
export interface Customs {
  /** Share solved at the first reading after a form came for the first time, mean over these changes. */
  firstVisit: number;
  /** The same after it came back for its second visit. */
  secondVisit: number;
  /** Share at the last reading of that form's first visit: what there was to be recalled. */
  leftBehind: number;
  /** Of each change after which something was to be recovered, how long it took, FLOPs. */
  recoveries: Recovery[];
}

interface Recovery {
  /** FLOPs from the change to the first reading that shows it; to the last one before the next change where none does. */
  time: number;
  happened: boolean;
}

/** A time in which a cell wants one form. */
interface Visit {
  custom: string;
  /** How often the form has been wanted there by now, 1 the first time. */
  nth: number;
  /** FLOPs at which it began. */
  from: number;
  /** Readings in it, in their order. */
  seen: { flops: number; share: number }[];
}

export function customsOf(run: ReadRun): Customs {
  const cells = [...new Set(run.result.changes.map(({ cell }) => cell))];
  const histories = cells.map((cell) => visitsOf(run, cell));
  const visits = histories.flatMap((history) => history.slice(1).filter(({ seen }) => seen.length > 0));
  const firstShares = (nth: number) => visits.filter((visit) => visit.nth === nth).map(({ seen }) => seen[0]!.share);
  const left = histories.flatMap((history) =>
    history
      .filter(({ nth, seen }, i) => i > 0 && nth === 2 && seen.length > 0)
      .flatMap(({ custom }) => history.find((visit) => visit.custom === custom)!.seen.at(-1)?.share ?? []),
  );
  return {
    firstVisit: mean(firstShares(1)),
    secondVisit: mean(firstShares(2)),
    leftBehind: mean(left),
    recoveries: histories.flatMap(recoveriesIn),
  };
}

function visitsOf({ readings, result }: ReadRun, cell: string): Visit[] {
  const seen = [...readings.values()]
    .flatMap(({ flops, cells }) => (cells[cell] ? [{ flops, ...cells[cell] }] : []))
    .sort((a, b) => a.flops - b.flops);
  const changes: readonly CustomChange[] = result.changes.filter((change) => change.cell === cell);
  const begins = [{ at: 0, to: firstCustom(cell, seen, changes) }, ...changes];
  const times = new Map<string, number>();
  return begins.map(({ at, to }, i) => {
    const nth = (times.get(to) ?? 0) + 1;
    times.set(to, nth);
    const until = begins[i + 1]?.at ?? Infinity;
    const within = seen.filter(({ flops, custom }) => flops >= at && flops <= until && custom === to);
    const shares = within.map(({ flops, solved }) => ({ flops, share: mean([...solved].map(Number)) }));
    return { custom: to, nth, from: at, seen: shares };
  });
}

/**
 * What was wanted before the first change: as a reading has it, and where none was made by then the form before the one that
 * came, since forms come in turn.
 */
function firstCustom(cell: string, seen: readonly { custom: string }[], changes: readonly CustomChange[]): string {
  const came = changes[0]!.to;
  const [first] = seen;
  if (first && first.custom !== came) return first.custom;
  const forms = formsOf(cellParts(cell).family);
  return forms.at(forms.indexOf(came) - 1)!;
}

function recoveriesIn(history: readonly Visit[]): Recovery[] {
  return history.slice(1).flatMap(({ from, seen }, i) => {
    const before = history[i]!.seen.at(-1)?.share ?? 0;
    const last = seen.at(-1);
    if (before === 0 || !last) return [];
    const again = seen.find(({ share }) => share >= RECOVERED * before - 1e-12);
    return [{ time: (again ?? last).flops - from, happened: again !== undefined }];
  });
}

/**
 * The diary that writes itself: what changed in a world, told in sentences, out of a view and nothing else, so that the diary of
 * a past moment is that of then. Every threshold is a constant here and is told in the sentence or on hover.
 */
import { plainName } from '../../record/fold/niches.ts';
import type { Mark, OrganelleView, View } from '../../record/fold/view.ts';
import { count, percent, plural, quantity, signed } from '../words/format.ts';

export type DiaryKind = 'first' | 'skill' | 'line' | 'record' | 'tweak' | 'world';

export interface DiaryEntry {
  generation: number;
  kind: DiaryKind;
  sentence: string;
  /** Whom it is about. */
  organelle?: number;
}

/** A family is mastered when so much of the answers of so many generations in which it was tried was right; lost below LOST. */
const MASTERED = 0.8;
const LOST = 0.4;
export const SKILL_WINDOW = 5;
/** A line sweeps when more than half of so many are of it, and it is missed when it once had as many as MISSED. */
const LEAST_SWEPT = 4;
const MISSED = 2;
/** Coverage is a record at every tenth. */
const COVERAGE_STEP = 0.1;
/** Before and after a tweak. */
export const TWEAK_WINDOW = 10;
const ROI_WINDOW = 20;

/** All entries, the oldest first. */
export function diaryOf(view: View): DiaryEntry[] {
  const entries = [
    ...firstsOf(view),
    ...skillsOf(view),
    ...linesOf(view),
    ...recordsOf(view),
    ...view.marks.flatMap((mark) => entryOfMark(mark, view)),
  ];
  return entries.sort((one, other) => one.generation - other.generation);
}

const FIRSTS: Readonly<Record<OrganelleView['operator'], string>> = {
  split: 'is the first to be born of a split',
  merge: 'is the first to be merged of two',
  founder: 'is the first newcomer',
  immigrant: 'is the first elite to return',
  clone: 'is the first clone made by hand',
  brought: 'is the first that was brought in',
};

function firstsOf({ organelles }: View): DiaryEntry[] {
  const seen = new Set<string>();
  return [...organelles.values()]
    .filter(({ bornGeneration }) => bornGeneration > 0)
    .sort((one, other) => one.id - other.id)
    .flatMap(({ id, name, operator, bornGeneration }): DiaryEntry[] => {
      if (seen.has(operator)) return [];
      seen.add(operator);
      return [{ generation: bornGeneration, kind: 'first', sentence: `${name} ${FIRSTS[operator]}.`, organelle: id }];
    });
}

function skillsOf({ series }: View): DiaryEntry[] {
  return Object.entries(series.solvedByFamily).flatMap(([family, shares]) => {
    const name = plainName(family);
    const entries: DiaryEntry[] = [];
    const say = (at: number, words: string) =>
      entries.push({ generation: series.generation[at]!, kind: 'skill', sentence: `${name} ${words}.` });
    const window: number[] = [];
    let wasSolved = false;
    let wasMastered = false;
    let isMastered = false;
    shares.forEach((share, at) => {
      if (!Number.isFinite(share)) return;
      if (share > 0 && !wasSolved) say(at, 'is solved for the first time');
      wasSolved ||= share > 0;
      window.push(share);
      if (window.length > SKILL_WINDOW) window.shift();
      const level = mean(window);
      if (!isMastered && window.length === SKILL_WINDOW && level >= MASTERED) {
        say(
          at,
          `is mastered${wasMastered ? ' again' : ' for the first time'}: ${percent(level)} % of the answers are right`,
        );
        [isMastered, wasMastered] = [true, true];
      } else if (isMastered && level < LOST) {
        say(at, `is lost: ${percent(level)} % of the answers are right`);
        isMastered = false;
      }
    });
    return entries;
  });
}

/** Lines, by their founders, that come to be more than half of the colony, and those that die out. */
function linesOf({ organelles, generation: last }: View): DiaryEntry[] {
  const changes = new Map<number, { line: number; by: 1 | -1 }[]>();
  const note = (generation: number, line: number, by: 1 | -1) =>
    changes.set(generation, [...(changes.get(generation) ?? []), { line, by }]);
  for (const { lineage, bornGeneration, diedGeneration } of organelles.values()) {
    if (diedGeneration === bornGeneration) continue;
    note(bornGeneration, lineage, 1);
    if (diedGeneration !== null) note(diedGeneration, lineage, -1);
  }
  const entries: DiaryEntry[] = [];
  const alive = new Map<number, number>();
  const most = new Map<number, number>();
  let sweeping: number | null = null;
  let total = 0;
  for (const generation of [...changes.keys()].filter((at) => at <= last).sort((one, other) => one - other)) {
    const of = changes.get(generation)!;
    for (const { line, by } of of) {
      alive.set(line, (alive.get(line) ?? 0) + by);
      most.set(line, Math.max(most.get(line) ?? 0, alive.get(line)!));
      total += by;
    }
    const lineName = (line: number) => `The line of ${organelles.get(line)?.name ?? `no. ${line}`}`;
    for (const line of new Set(of.map((change) => change.line))) {
      if (alive.get(line) !== 0 || most.get(line)! < MISSED) continue;
      const sentence = `${lineName(line)} dies out; it once had ${count(most.get(line))}.`;
      entries.push({ generation, kind: 'line', sentence, organelle: line });
    }
    const swept = [...alive].find(([, n]) => total >= LEAST_SWEPT && n > total / 2)?.[0] ?? null;
    if (swept !== null && swept !== sweeping) {
      const sentence = `${lineName(swept)} sweeps: ${count(alive.get(swept))} of ${count(total)} are of it.`;
      entries.push({ generation, kind: 'line', sentence, organelle: swept });
    }
    sweeping = swept;
  }
  return entries;
}

function recordsOf({ series }: View): DiaryEntry[] {
  const entries: DiaryEntry[] = [];
  let best = 0;
  let wasEarning = false;
  series.generation.forEach((generation, at) => {
    const coverage = series.coverage[at]!;
    const step = Math.floor(coverage / COVERAGE_STEP + 1e-9);
    if (step > best) {
      const sentence = `Coverage reaches ${percent(coverage)} %, more than ever.`;
      entries.push({ generation, kind: 'record', sentence });
      best = step;
    }
    const roi = series.roi.slice(Math.max(0, at + 1 - ROI_WINDOW), at + 1).filter(Number.isFinite);
    if (!wasEarning && roi.length === ROI_WINDOW && mean(roi) > 0) {
      wasEarning = true;
      const sentence = `For the first time the colony earned more than it spent over ${ROI_WINDOW} generations: ${signed(mean(roi))} E an episode.`;
      entries.push({ generation, kind: 'record', sentence });
    }
  });
  return entries;
}

const TOLD: ReadonlySet<Mark['kind']> = new Set([
  'measurement',
  'cell',
  'merge',
  'winter',
  'catastrophe',
  'custom',
  'taken',
  'regression',
]);

function entryOfMark({ generation, kind, label }: Mark, view: View): DiaryEntry[] {
  if (kind === 'tweak') return [{ generation, kind: 'tweak', sentence: `${label}. ${whatFollowed(generation, view)}` }];
  return TOLD.has(kind) ? [{ generation, kind: 'world', sentence: `${label}.` }] : [];
}

/** The means of the generations before a tweak beside those since it took hold; it says what followed, not what it caused. */
function whatFollowed(generation: number, { series }: View): string {
  const at = series.generation.indexOf(generation);
  const before = (values: readonly number[]) =>
    mean(values.slice(Math.max(0, at - TWEAK_WINDOW), at).filter(Number.isFinite));
  const after = (values: readonly number[]) => mean(values.slice(at, at + TWEAK_WINDOW).filter(Number.isFinite));
  const n = Math.min(TWEAK_WINDOW, series.generation.length - at);
  const roi = `ROI ${signed(before(series.roi))} → ${signed(after(series.roi))} E`;
  const people = `population ${quantity(before(series.population), { decimals: 1 })} → ${quantity(after(series.population), { decimals: 1 })}`;
  return `Before it and in the ${plural(n, 'generation')} from it on: ${roi}, ${people}.`;
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

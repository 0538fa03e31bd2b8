/**
 * One round of any rival: its pupils answer, and whoever answers in a cell of a bank is watched, all in one batch; starving
 * cells of a bank are auditioned for; then every pupil makes an update.
 */
import { cellName } from '../../economy/cells.ts';
import type { Adapter } from '../../host/index.ts';
import { meansOf } from '../../organelles/plasticity/means.ts';
import { NO_MEMORY } from '../../organelles/plasticity/memory.ts';
import { steadyRateOf } from '../../organelles/plasticity/steadiness.ts';
import { ruleOf } from '../../organelles/plasticity/rules.ts';
import { worldSettings } from '../../organelles/plasticity/settings.ts';
import type { Cell } from '../../tasks/task.ts';
import { holdAudition, watchRows } from './bank.ts';
import type { RivalContext } from './context.ts';
import type { RoundDraft } from './draft.ts';
import { prepareLesson, teach, type RivalLesson } from './lessons.ts';
import { answeringIn, practised, rests, watched } from './niche.ts';
import { answerRows, type RivalAnswer, type RivalRow } from './rows.ts';

/**
 * Makes a round in the draft. Throws the abort reason, or what the host throws.
 * @param rate  times the rule's own rate
 */
export async function makeRound(context: RivalContext, draft: RoundDraft, rate: number): Promise<void> {
  const { kind, host, settings, config, signal } = context;
  const { trials } = settings;
  const ruleAt = (ownRate: number) =>
    ruleOf(kind.rule, {
      ...(worldSettings(kind.rule, { trials, rate: ownRate }) as object),
      ...(kind.rule === 'backprop' && settings.group > 1 && { baseline: 'task' }),
    });
  const rule = ruleAt(rate);
  const means = await meansOf(host, kind.rule);
  const lessons = lessonCells(context, draft).map((cells) =>
    prepareLesson(context, rule, draft.pupilOf(cellName(cells[0]!)), cells, othersIn(context, draft)),
  );
  const watches = kind.bank ? context.cells.map((cell) => watchOf(context, draft, cell)) : [];
  const { maxNewTokens } = config.attempts;
  const answers = await answerRows(
    host,
    [...lessons, ...watches].flatMap(({ rows }) => rows),
    { maxNewTokens, signal },
  );
  const [taught, seen] = [
    shared(lessons, answers, 0),
    shared(watches, answers, lessons.flatMap(({ rows }) => rows).length),
  ];
  for (const { flops } of taught.flatMap(([, own]) => own)) draft.spend('learn', flops);
  for (const { flops } of seen.flatMap(([, own]) => own)) draft.spend('attempt', flops);
  if (kind.bank) {
    for (const [lesson, own] of taught) practise(draft, lesson, own);
    for (const [{ cell }, own] of seen) watchOver(context, draft, cellName(cell), own);
    for (const cell of context.cells) await auditionFor(context, draft, cell);
  }
  for (const [lesson, own] of taught) {
    signal?.throwIfAborted();
    // Who lost its place learns no more; the answers were for nothing, and are counted.
    if (draft.pupilOf(lesson.cells[0]!).adapter !== lesson.pupil.adapter) continue;
    // As the colony's learners step; there are no sampled answers to go by where gold ones teach.
    const ownRule = ruleAt(rate * steadyRateOf(own, settings.leastRate));
    const { update, flops, tokens } = await teach(context, ownRule, means, lesson, own);
    draft.spend('learn', flops);
    draft.countTokens(tokens);
    if (update.dropped === 0 && update.trained.length > 0) draft.countUpdate(lesson.cells);
    draft.setPupil({ ...lesson.pupil, adapter: update.adapter, memory: update.memory });
  }
}

/** The cells of each lesson: all together or each alone, without those in which another answers well. */
function lessonCells({ kind, cells }: RivalContext, draft: RoundDraft): Cell[][] {
  const learnt = kind.bank ? cells.filter((cell) => !rests(draft.niche(cellName(cell)))) : [...cells];
  if (kind.pupils === 'each') return learnt.map((cell) => [cell]);
  return learnt.length === 0 ? [] : [learnt];
}

/** Who answers in the cells that no pupil answers. */
function othersIn({ kind, cells }: RivalContext, draft: RoundDraft): Map<string, Adapter | null> {
  const names = kind.bank ? cells.map(cellName) : [];
  return new Map(
    names.flatMap((name) => {
      const { holder } = draft.niche(name);
      return holder === null ? [] : [[name, holder.adapter]];
    }),
  );
}

interface RivalWatch {
  cell: Cell;
  rows: readonly RivalRow[];
}

function watchOf(context: RivalContext, draft: RoundDraft, cell: Cell): RivalWatch {
  const name = cellName(cell);
  return { cell, rows: watchRows(context, cell, answeringIn(draft.niche(name), draft.pupilOf(name))) };
}

function watchOver({ kind }: RivalContext, draft: RoundDraft, cell: string, answers: readonly RivalAnswer[]): void {
  const niche = draft.niche(cell);
  const answering = answeringIn(niche, draft.pupilOf(cell));
  // One that will only answer needs no memory of its learning.
  const kept = kind.pupils === 'one' && answering ? { ...answering, memory: NO_MEMORY } : answering;
  const outcomes = answers.map(({ solved }) => solved);
  draft.setNiche(cell, watched(niche, outcomes, kept));
}

function practise(draft: RoundDraft, { pupil, cells, rows }: RivalLesson, answers: readonly RivalAnswer[]): void {
  for (const cell of cells) {
    const own = answers.filter((_, i) => cellName(rows[i]!.task) === cell && rows[i]!.adapter === pupil.adapter);
    const outcomes = own.map(({ solved }) => solved);
    draft.setNiche(cell, practised(draft.niche(cell), outcomes));
  }
}

async function auditionFor(context: RivalContext, draft: RoundDraft, cell: Cell): Promise<void> {
  const name = cellName(cell);
  const takeover = await holdAudition(context, cell, draft.niche(name), draft.pupilOf(name));
  if (takeover === null) return;
  draft.spend('select', takeover.flops);
  draft.countTakeover(takeover.told);
  draft.setNiche(name, takeover.niche);
  draft.setPupil(takeover.pupil);
}

/** Each with its own part of the batch's answers, from the one at `from` on. */
function shared<Part extends { rows: readonly unknown[] }>(
  parts: readonly Part[],
  answers: readonly RivalAnswer[],
  from: number,
): [Part, RivalAnswer[]][] {
  let at = from;
  return parts.map((part) => {
    const start = at;
    at += part.rows.length;
    return [part, answers.slice(start, at)];
  });
}

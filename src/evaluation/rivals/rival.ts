/**
 * A rival of the colony: one adapter for all cells or one for each, trained round by round by the colony's own rule on the
 * colony's own tasks, without energy, births or deaths. A round is whole or not at all.
 */
import { spentFlops } from '../../core/flops.ts';
import type { Config } from '../../ecology/config/config.ts';
import type { Host } from '../../host/index.ts';
import { meansOf } from '../../organelles/plasticity/means.ts';
import { ruleOf } from '../../organelles/plasticity/rules.ts';
import { worldSettings } from '../../organelles/plasticity/settings.ts';
import type { Cell } from '../../tasks/task.ts';
import type { Contender, ContenderChange, ContenderFacts, Voice } from '../contest/contender.ts';
import { cellsAt, changesBetween } from '../contest/customs.ts';
import { prepareLesson, teach, type RivalLesson } from './lessons.ts';
import { firstPupils, startOf, type Pupil } from './pupil.ts';
import { answerRows, type RivalAnswer } from './rows.ts';
import { readRivalSettings, RIVALS, type RivalSettings, type RivalSettingsInput } from './settings.ts';
import type { RivalState } from './state.ts';

export interface RivalOptions {
  name: keyof typeof RIVALS;
  host: Host;
  /** the world that it lives in: its cells, its rank, the length of answers, customs */
  config: Config;
  seed: string;
  settings?: RivalSettingsInput;
}

export class Rival implements Contender {
  readonly #options: RivalOptions;
  readonly #settings: RivalSettings;
  #state: RivalState;

  private constructor(options: RivalOptions, settings: RivalSettings, state: RivalState) {
    this.#options = options;
    this.#settings = settings;
    this.#state = state;
  }

  /** A rival before its first round. Throws LabError `learning-settings`. */
  static begin(options: RivalOptions): Rival {
    const { name, host, config, seed } = options;
    const settings = readRivalSettings(options.settings ?? {}, config);
    const { founderStep } = settings;
    const start = startOf(host, seed, { rank: config.heredity.rank, founderStep });
    const pupils = firstPupils(RIVALS[name].pupils, config.cells.opening, start);
    return new Rival(options, settings, { rival: name, rounds: 0, spent: {}, pupils, updates: {}, changes: [] });
  }

  /** Goes on from what `toState` gave under the same options. Throws RangeError when it is another rival's. */
  static fromState(options: RivalOptions, state: RivalState): Rival {
    const { name, config } = options;
    const cells = state.pupils.flatMap((pupil) => pupil.cells);
    if (state.rival !== name || cells.join() !== config.cells.opening.join())
      throw new RangeError(`this is the state of ${state.rival} in ${cells.join(', ')}`);
    return new Rival(options, readRivalSettings(options.settings ?? {}, config), state);
  }

  /** The state at the end of the last whole round; it is never changed in place. */
  toState(): RivalState {
    return this.#state;
  }

  get spent(): Readonly<Record<string, number>> {
    return this.#state.spent;
  }

  get cells(): readonly Cell[] {
    return this.#cellsAt(spentFlops(this.#state.spent));
  }

  get changes(): readonly ContenderChange[] {
    return this.#state.changes;
  }

  /** A rival can always be trained further. */
  get ended(): boolean {
    return false;
  }

  /** One round: an update of every pupil. */
  async advance({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const { host, config, seed, name } = this.#options;
    const { rounds: round, pupils } = this.#state;
    const settings = this.#settings;
    const rule = ruleOf(RIVALS[name].rule, worldSettings(RIVALS[name].rule, settings));
    const means = await meansOf(host, RIVALS[name].rule);
    const from = { host, seed, round, cells: this.cells, settings };
    const lessons = pupils.map((pupil) => prepareLesson(from, rule, pupil));
    const rows = lessons.flatMap((lesson) => lesson.rows);
    const answers = await answerRows(host, rows, { maxNewTokens: config.attempts.maxNewTokens, signal });
    const draft = new RoundDraft(this.#state);
    for (const [lesson, own] of shared(lessons, answers)) {
      signal?.throwIfAborted();
      for (const { flops } of own) draft.spend('learn', flops);
      const { update, flops } = await teach(host, rule, means, lesson, own, settings);
      draft.spend('learn', flops);
      const { adapter, memory } = update;
      draft.take({ ...lesson.pupil, adapter, memory }, update.dropped === 0 && update.trained.length > 0);
    }
    const spent = draft.spentFlops;
    this.#state = draft.whole(changesBetween(from.cells, this.#cellsAt(spent), spent));
  }

  voices(): Readonly<Record<string, Voice>> {
    return { '': new Map(this.#state.pupils.flatMap(({ cells, adapter }) => cells.map((cell) => [cell, adapter]))) };
  }

  facts(): ContenderFacts {
    const { updates, pupils, spent } = this.#state;
    return {
      updates: { ...updates },
      lines: pupils.length,
      ancestorFlops: RIVALS[this.#options.name].pupils === 'one' ? spentFlops(spent) : 0,
      chargedFlops: 0,
      takeovers: {},
    };
  }

  #cellsAt(spent: number): Cell[] {
    const { seed, config } = this.#options;
    return cellsAt({ seed, config, spent });
  }
}

/** The next state in the making. */
class RoundDraft {
  readonly #before: RivalState;
  readonly #spent: Record<string, number>;
  readonly #updates: Record<string, number>;
  readonly #pupils: Pupil[] = [];

  constructor(before: RivalState) {
    this.#before = before;
    this.#spent = { ...before.spent };
    this.#updates = { ...before.updates };
  }

  get spentFlops(): number {
    return spentFlops(this.#spent);
  }

  spend(purpose: string, flops: number): void {
    this.#spent[purpose] = (this.#spent[purpose] ?? 0) + flops;
  }

  /** @param changed  whether its update is one that counts */
  take(pupil: Pupil, changed: boolean): void {
    this.#pupils.push(pupil);
    if (!changed) return;
    for (const cell of pupil.cells) this.#updates[cell] = (this.#updates[cell] ?? 0) + 1 / pupil.cells.length;
  }

  whole(changes: readonly ContenderChange[]): RivalState {
    const { rival, rounds, changes: earlier } = this.#before;
    return {
      rival,
      rounds: rounds + 1,
      spent: this.#spent,
      pupils: this.#pupils,
      updates: this.#updates,
      changes: [...earlier, ...changes],
    };
  }
}

/** Each lesson with its own part of the batch. */
function shared(lessons: readonly RivalLesson[], answers: readonly RivalAnswer[]): [RivalLesson, RivalAnswer[]][] {
  let at = 0;
  return lessons.map((lesson) => {
    const from = at;
    at += lesson.rows.length;
    return [lesson, answers.slice(from, at)];
  });
}

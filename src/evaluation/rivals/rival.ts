/**
 * A rival of the colony: one adapter for all cells or one for each, trained round by round by the lab's own rules on the
 * colony's own tasks, without energy, births or deaths, and with a bank of its former selves or without one. A round is whole
 * or not at all.
 */
import { spentFlops } from '../../core/flops.ts';
import type { Config } from '../../ecology/config/config.ts';
import { cellName } from '../../economy/cells.ts';
import type { Adapter, Host } from '../../host/index.ts';
import type { Cell } from '../../tasks/task.ts';
import type { Contender, ContenderChange, ContenderFacts, Voice } from '../contest/contender.ts';
import { cellsAt, changesBetween } from '../contest/customs.ts';
import type { RivalName } from '../contest/manifest.ts';
import { RoundDraft } from './draft.ts';
import { answeringIn, NEW_NICHE } from './niche.ts';
import { firstPupils } from './pupil.ts';
import { makeRound } from './round.ts';
import { scheduledRate } from './schedule.ts';
import { readRivalSettings, RIVALS, type RivalSettings, type RivalSettingsInput } from './settings.ts';
import type { RivalState } from './state.ts';

export interface RivalOptions {
  name: RivalName;
  host: Host;
  /** the world that it lives in: its cells, its rank, the length of answers, customs */
  config: Config;
  seed: string;
  settings?: RivalSettingsInput;
  /** FLOPs of the whole run, for schedules that end with it */
  budget?: number;
  /** ms, needed where gold answers are matched on time */
  clock?: () => number;
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
    const { name, config } = options;
    const settings = settingsOf(options);
    return new Rival(options, settings, {
      rival: name,
      rounds: 0,
      spent: {},
      pupils: firstPupils(RIVALS[name].pupils, { ...options, settings }),
      niches: RIVALS[name].bank ? Object.fromEntries(config.cells.opening.map((cell) => [cell, NEW_NICHE])) : {},
      updates: {},
      takeovers: {},
      trainedTokens: 0,
      elapsedMs: 0,
      changes: [],
    });
  }

  /**
   * Goes on from what `toState` gave under the same options. Throws LabError `learning-settings`, and RangeError when it is
   * another rival's.
   */
  static fromState(options: RivalOptions, state: RivalState): Rival {
    const { name, config } = options;
    const cells = state.pupils.flatMap((pupil) => pupil.cells);
    if (state.rival !== name || cells.join() !== config.cells.opening.join())
      throw new RangeError(`this is the state of ${state.rival} in ${cells.join(', ')}`);
    return new Rival(options, settingsOf(options), state);
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

  /** Only a schedule ends. */
  get ended(): boolean {
    return RIVALS[this.#options.name].rule === 'supervised' && this.#progress() >= 1;
  }

  /** One round. Throws the abort reason, or what the host throws; then it is where it was. */
  async advance({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const { name, host, config, seed, clock } = this.#options;
    const [settings, kind] = [this.#settings, RIVALS[name]];
    const isTimed = kind.rule === 'supervised' && settings.match === 'ms';
    const began = isTimed ? clock!() : 0;
    const rate = settings.rate * (kind.rule === 'supervised' ? scheduledRate(this.#progress(), settings) : 1);
    const { cells } = this;
    const draft = new RoundDraft(this.#state);
    const round = this.#state.rounds;
    await makeRound({ kind, host, config, seed, settings, round, cells, signal }, draft, rate);
    const spent = draft.spentFlops;
    const elapsedMs = isTimed ? clock!() - began : 0;
    this.#state = draft.whole(changesBetween(cells, this.#cellsAt(spent), spent), elapsedMs);
  }

  /**
   * '' is whoever answers in each cell. Of one adapter with a bank “weights” is that adapter alone, as it has learnt until
   * now.
   */
  voices(): Readonly<Record<string, Voice>> {
    const { name } = this.#options;
    const weights = new Map(this.#state.pupils.flatMap(({ cells, adapter }) => cells.map((cell) => [cell, adapter])));
    if (!RIVALS[name].bank) return { '': weights };
    const answering = this.#answering();
    return RIVALS[name].pupils === 'one' ? { '': answering, weights } : { '': answering };
  }

  facts(): ContenderFacts {
    const { updates, pupils, spent, takeovers } = this.#state;
    const adapters = [...pupils.map(({ adapter }) => adapter), ...this.#answering().values()];
    return {
      updates: { ...updates },
      lines: new Set(adapters.flatMap((adapter) => adapter?.weights ?? [])).size,
      ancestorFlops: RIVALS[this.#options.name].pupils === 'one' ? spentFlops(spent) : 0,
      chargedFlops: 0,
      takeovers: { ...takeovers },
    };
  }

  #answering(): Map<string, Adapter | null> {
    const { pupils, niches } = this.#state;
    return new Map(
      this.cells.map((cell) => {
        const name = cellName(cell);
        const pupil = pupils.find(({ cells }) => cells.includes(name))!;
        return [name, answeringIn(niches[name] ?? NEW_NICHE, pupil)?.adapter ?? null];
      }),
    );
  }

  /** Share of its budget that gold answers have used up. */
  #progress(): number {
    const { match, budget } = this.#settings;
    const { spent, trainedTokens, elapsedMs } = this.#state;
    return { flops: spentFlops(spent), tokens: trainedTokens, ms: elapsedMs }[match] / budget;
  }

  #cellsAt(spent: number): Cell[] {
    const { seed, config } = this.#options;
    return cellsAt({ seed, config, spent });
  }
}

function settingsOf({ name, settings: given = {}, config, budget, clock }: RivalOptions): RivalSettings {
  const settings = readRivalSettings(name, given, config, budget);
  if (RIVALS[name].rule === 'supervised' && settings.match === 'ms' && !clock)
    throw new RangeError('time cannot be matched without a clock');
  return settings;
}

/**
 * A world as a contender: it advances by generations, pays for all that it computes but measurement, and answers with
 * whoever holds each cell. What it is made of is told from its journal, so a world that goes on after a stop tells the same.
 */
import { spentFlops } from '../../core/flops.ts';
import { cellName } from '../../economy/cells.ts';
import type { Engine, Outcome } from '../../ecology/engine.ts';
import type { Event, GenerationRecord } from '../../ecology/events/events.ts';
import { answeringOf } from '../../ecology/world/answering.ts';
import { flopsOfEnergy } from '../../ecology/world/reference.ts';
import type { Host } from '../../host/index.ts';
import type { Cell } from '../../tasks/task.ts';
import { cellsAt, changesBetween } from './customs.ts';
import type { Contender, ContenderChange, ContenderFacts, Voice } from './contender.ts';

export class WorldContender implements Contender {
  readonly #engine: Engine;
  readonly #spent: Record<string, number> = {};
  readonly #updates: Record<string, number> = {};
  readonly #changes: ContenderChange[] = [];
  readonly #takeovers: Record<string, number> = {};
  #charged = 0;
  /** FLOPs before the first line split off; null while there is none. */
  #ancestorFlops: number | null = null;
  readonly #told: (engine: Engine, outcome: Outcome) => void;

  /**
   * @param engine  at the end of `records`
   * @param records  its whole journal so far, from its founding on
   * @param told  is told of every generation that is whole, to keep it
   */
  constructor(
    engine: Engine,
    records: readonly GenerationRecord[],
    told: (engine: Engine, outcome: Outcome) => void = () => undefined,
  ) {
    this.#engine = engine;
    this.#told = told;
    for (const record of records) this.#count(record);
  }

  get spent(): Readonly<Record<string, number>> {
    return this.#spent;
  }

  /** Those that were open at the start, whatever has opened since. */
  get cells(): readonly Cell[] {
    const { seed, config } = this.#engine.world;
    return cellsAt({ seed, config, spent: spentFlops(this.#spent) });
  }

  get changes(): readonly ContenderChange[] {
    return this.#changes;
  }

  get ended(): boolean {
    return this.#engine.world.organelles.length === 0;
  }

  /** One generation. Throws the abort reason, and what the engine throws. */
  async advance({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const outcome = await this.#engine.generation({ signal });
    this.#count(outcome.record);
    this.#told(this.#engine, outcome);
  }

  /**
   * '' is whoever holds each cell. One organelle that never splits or dies answers with its present weights, and apart, as
   * “checkpoints”, with the best that it has been in each cell. A world that died out leaves the bare host.
   */
  voices(): Readonly<Record<string, Voice>> {
    const { world } = this.#engine;
    const holders = answeringOf(world, this.cells);
    const [first] = world.organelles;
    if (!first) return { '': this.#voiceOf(() => null) };
    const { founders, survival } = world.config.population;
    const checkpoints = this.#voiceOf((cell) => holders.get(cell)!);
    if (founders > 1 || survival !== 'all') return { '': checkpoints };
    return { '': this.#voiceOf(() => first.weights), checkpoints };
  }

  facts(): ContenderFacts {
    const { organelles } = this.#engine.world;
    return {
      updates: { ...this.#updates },
      lines: new Set(organelles.map(({ lineage }) => lineage)).size,
      ancestorFlops: this.#ancestorFlops ?? spentFlops(this.#spent),
      chargedFlops: this.#charged,
      takeovers: { ...this.#takeovers },
    };
  }

  #voiceOf(weightsOf: (cell: string) => string | null): Voice {
    const { adapters } = this.#engine;
    return new Map(
      this.cells.map((cell) => {
        const weights = weightsOf(cellName(cell));
        return [cellName(cell), weights === null ? null : adapters.get(weights)!];
      }),
    );
  }

  #count({ events }: GenerationRecord): void {
    const before = this.cells;
    const spentBefore = spentFlops(this.#spent);
    for (const event of events) {
      if (isOfAnotherLine(event)) this.#ancestorFlops ??= spentBefore;
      this.#charged += chargedFlops(this.#engine.host, event);
      if (event.type === 'generation-ended')
        for (const [purpose, flops] of Object.entries(event.flops))
          if (purpose !== 'measure') this.#spent[purpose] = (this.#spent[purpose] ?? 0) + flops;
      if (event.type === 'learned' && !event.dropped)
        for (const [cell, share] of Object.entries(event.shares ?? { [event.cell]: 1 }))
          this.#updates[cell] = (this.#updates[cell] ?? 0) + share;
      if (event.type === 'niche-taken') this.#takeovers[event.how] = (this.#takeovers[event.how] ?? 0) + 1;
    }
    this.#changes.push(...changesBetween(before, this.cells, spentFlops(this.#spent)));
  }
}

/** A second organelle: a split, a merged child or another founder; from then on it is a population. */
function isOfAnotherLine(event: Event): boolean {
  return event.type === 'born' && event.organelle > 1;
}

/** The FLOPs of an event that were paid for in energy, at most those that it took. */
function chargedFlops(host: Pick<Host, 'cost'>, event: Event): number {
  const charged = (flops: number, paid: number) => Math.min(flops, flopsOfEnergy(host, paid));
  if (event.type === 'episode') return charged(event.flops, event.paid);
  if (event.type === 'learned') return charged(event.flops.trials + event.flops.training, event.paid);
  if (event.type === 'auditioned') return charged(event.flops, event.paid);
  if (event.type === 'assimilated') return charged(event.flops, event.paid[0] + event.paid[1]);
  return 0;
}

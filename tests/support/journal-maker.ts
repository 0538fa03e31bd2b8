/**
 * Made-up journals for tests of the record: valid pages with every kind of event, drawn from a seed and written without
 * the engine. It keeps its own books (`balances`), so the fold can be checked against something else.
 */
import { random, type Random } from '../../src/base/random.ts';
import { defaultConfig, type Config } from '../../src/ecology/config/config.ts';
import type { Event, EventOf, GenerationRecord } from '../../src/ecology/events/events.ts';

export const TRAITS = { mutationStep: 0.4, beta: 3, decay: 0.2, explorationBonus: 0.3 };
export const HOST = { name: 'micro', hash: 'a'.repeat(64), modelType: 'qwen3' };
const FAMILIES = ['list.sort', 'math', 'logic.bool'];
/** Without a bound the living grow by a tenth a generation, and a long journal never ends. */
const MOST_LIVING = 300;
/** Amounts on the ledger's grid. */
const grid = (value: number) => Math.round(value * 2 ** 20) / 2 ** 20;

export function hexHash(seed: number): string {
  return seed.toString(16).padStart(64, '0');
}

export function started(config: Config = defaultConfig()): EventOf<'run-started'> {
  return { type: 'run-started', seed: '7', name: 'Test run', config, host: HOST, backend: 'node', lab: '0.1.0' };
}

export function founder(organelle: number, energy: number): EventOf<'born'> {
  return {
    type: 'born',
    organelle,
    name: `F${organelle}`,
    operator: 'founder',
    parents: [],
    lineage: organelle,
    depth: 0,
    weights: hexHash(organelle),
    rank: 4,
    traits: TRAITS,
    energy,
  };
}

export function child(organelle: number, parent: number, lineage: number, energy: number): EventOf<'born'> {
  return { ...founder(organelle, energy), operator: 'split', parents: [parent], lineage, depth: 1 };
}

export function episode(change: Partial<EventOf<'episode'>>): EventOf<'episode'> {
  const base: EventOf<'episode'> = {
    type: 'episode',
    index: 0,
    organelle: 1,
    cell: 'math/short',
    task: 'abc',
    prompt: 'What is 1 + 1?',
    target: 2,
    answer: '2',
    grade: 1,
    solved: true,
    why: 'read 2',
    choice: 'foraging',
    promptTokens: 9,
    newTokens: 2,
    flops: 1000,
    cost: 0.5,
    paid: 0.5,
    revenue: 2,
    overflow: 0,
  };
  return { ...base, ...change };
}

export function ended(state = 1): EventOf<'generation-ended'> {
  return { type: 'generation-ended', flops: { attempt: 100 }, stateHash: hexHash(state) };
}

export function measuredEvent(change: Partial<EventOf<'measured'>> = {}): EventOf<'measured'> {
  const interval = { mean: 0.5, low: 0.4, high: 0.6, n: 48 };
  const paired = { mean: 0, low: -0.1, high: 0.1, n: 48 };
  return {
    type: 'measured',
    trigger: 'asked',
    tasks: 48,
    distinctPrompts: 48,
    organelle: null,
    weights: null,
    base: interval,
    elite: interval,
    portfolio: interval,
    difference: paired,
    portfolioDifference: paired,
    byFamily: { math: { n: 48, base: 24, elite: 24, portfolio: 24 } },
    flops: 500,
    ...change,
  };
}

export function pageOf(generation: number, events: Event[]): GenerationRecord {
  return { generation, events, telemetry: null };
}

/** A whole made-up run and the balances that its own books end with. */
export function makeJournal(
  seed: number,
  generations: number,
): { records: GenerationRecord[]; balances: Map<string, number> } {
  const maker = new Maker(random('journal-maker', seed));
  const records = [maker.begin()];
  for (let generation = 1; generation <= generations; generation++) records.push(maker.turn(generation));
  return { records, balances: maker.balances };
}

class Maker {
  readonly balances = new Map<string, number>([
    ['environment', 0],
    ['dissipated', 0],
  ]);
  readonly #random: Random;
  readonly #open: string[] = ['math/short', 'logic.bool/short'];
  readonly #lineages = new Map<number, number>();
  #living: number[] = [];
  #next = 1;

  constructor(source: Random) {
    this.#random = source;
  }

  begin(): GenerationRecord {
    const events: Event[] = [
      started(),
      ...this.#open.map((cell) => ({ type: 'cell-opened', cell, why: 'start' }) as const),
    ];
    for (let i = 0; i < 5; i++) {
      const id = this.#next++;
      this.#living.push(id);
      this.#lineages.set(id, id);
      events.push(founder(id, 12));
      this.#move('environment', id, 12);
    }
    return pageOf(0, [...events, ended(0)]);
  }

  turn(generation: number): GenerationRecord {
    const draw = this.#random;
    const events: Event[] = [];
    if (draw.uniform() < 0.2)
      events.push({ type: 'tweaked', path: 'energy.ticket', from: 0.6, to: grid(0.1 + draw.uniform()) });
    if (draw.uniform() < 0.2) this.#openCell(events);
    const prices = Object.fromEntries(this.#open.map((cell) => [cell, grid(draw.uniform() * 4)]));
    events.push({ type: 'climate', season: 0, prices });
    for (const id of [...this.#living]) this.#live(id, events);
    if (draw.uniform() < 0.5 && this.#living.length > 0) this.#elite(events);
    if (draw.uniform() < 0.3) events.push(measuredEvent({ trigger: 'schedule' }));
    return pageOf(generation, [...events, ended(generation)]);
  }

  #live(id: number, events: Event[]): void {
    const draw = this.#random;
    const own = this.balances.get(`organelle:${id}`)!;
    if (own > 0.5) events.push({ type: 'ticket-paid', organelle: id, energy: this.#move(id, 'dissipated', 0.5) });
    else events.push({ type: 'strike', organelle: id, strikes: 1 });
    for (let i = draw.integer(0, 3); i > 0; i--) events.push(this.#attempt(id, events.length));
    const energy = this.balances.get(`organelle:${id}`)!;
    if (draw.uniform() < 0.2 && this.#living.length < MOST_LIVING) this.#split(id, grid(energy / 2), events);
    else if (draw.uniform() < 0.15 && this.#living.length > 1) {
      this.#living = this.#living.filter((other) => other !== id);
      events.push({ type: 'retired', organelle: id, why: 'age', estate: this.#move(id, 'environment', energy) });
    }
  }

  #attempt(id: number, index: number): Event {
    const draw = this.#random;
    const solved = draw.uniform() < 0.5;
    const revenue = this.#move('environment', id, solved ? grid(draw.uniform() * 4) : 0);
    const cost = grid(draw.uniform());
    const paid = this.#move(id, 'dissipated', Math.min(cost, this.balances.get(`organelle:${id}`)!));
    const overflow = this.#move(id, 'environment', Math.max(0, this.balances.get(`organelle:${id}`)! - 20));
    const cell = draw.choice(this.#open);
    return episode({ index, organelle: id, cell, solved, grade: Number(solved), revenue, cost, paid, overflow });
  }

  #split(parent: number, energy: number, events: Event[]): void {
    const id = this.#next++;
    const lineage = this.#lineages.get(parent)!;
    this.#lineages.set(id, lineage);
    this.#living.push(id);
    events.push(child(id, parent, lineage, this.#move(parent, id, energy)));
  }

  #openCell(events: Event[]): void {
    const family = this.#random.choice(FAMILIES);
    const cell = `${family}/medium`;
    if (this.#open.includes(cell)) return;
    this.#open.push(cell);
    events.push({ type: 'cell-opened', cell, why: 'schedule' });
  }

  #elite(events: Event[]): void {
    const draw = this.#random;
    const organelle = draw.choice(this.#living);
    const [family = '', depth] = draw.choice(this.#open).split('/');
    events.push({
      type: 'elite',
      family,
      depth: depth as 'short',
      costBin: draw.integer(0, 2),
      organelle,
      weights: hexHash(organelle),
      quality: draw.uniform() - 0.5,
      n: 9,
      meanRoi: 1,
      meanCost: 0.5,
      replaced: null,
    });
  }

  #move(from: number | string, to: number | string, amount: number): number {
    const name = (account: number | string) => (typeof account === 'number' ? `organelle:${account}` : account);
    this.balances.set(name(from), (this.balances.get(name(from)) ?? 0) - amount);
    this.balances.set(name(to), (this.balances.get(name(to)) ?? 0) + amount);
    return amount;
  }
}

/**
 * A made-up journal of a colony larger, or a life longer, than a model could feed in an hour: for seeing whether the page
 * stays smooth. Every page holds as many attempts, births and deaths as any other, so the crowd keeps its size.
 */
import { random } from '../../src/base/random.ts';
import { DEPTHS } from '../../src/core/depth.ts';
import type { Event, GenerationRecord } from '../../src/ecology/events/events.ts';
import { child, ended, episode, founder, pageOf, started } from './journal-maker.ts';

const CELLS = ['math', 'list.sort', 'logic.bool', 'string.reverse'].flatMap((family) =>
  DEPTHS.map((depth) => `${family}/${depth}`),
);
const GIVEN_ENERGY = 0.5;

/**
 * @param bodies  organelles that live at any time
 * @param generations  pages after the founding
 */
export function crowdJournal(bodies: number, generations: number): GenerationRecord[] {
  const draw = random('crowd', bodies);
  const attemptsEach = Math.min(1000, 2 * bodies);
  const births = Math.ceil(bodies / 100);
  let living = Array.from({ length: bodies }, (_, i) => i + 1);
  const lineages = new Map(living.map((id) => [id, id]));
  let newest = bodies;
  const records = [
    pageOf(0, [
      started(),
      ...CELLS.map((cell) => ({ type: 'cell-opened', cell, why: 'start' }) as const),
      ...living.map((id) => founder(id, 1 + draw.integer(0, 16))),
      ended(0),
    ]),
  ];
  for (let generation = 1; generation <= generations; generation++) {
    const prices = Object.fromEntries(CELLS.map((cell) => [cell, 1 + draw.integer(0, 3)]));
    const events: Event[] = [{ type: 'climate', season: 0, prices }];
    // The first page gives everybody a home.
    const attempts = generation === 1 ? living : Array.from({ length: attemptsEach }, () => draw.choice(living));
    for (const [index, organelle] of attempts.entries()) {
      const solved = draw.uniform() < 0.5;
      const cell = CELLS[(organelle * 7 + (draw.uniform() < 0.1 ? 1 : 0)) % CELLS.length]!;
      events.push(
        episode({ index, organelle, cell, solved, grade: Number(solved), revenue: solved ? 0.5 : 0, paid: 0.25 }),
      );
    }
    const dead = new Set(Array.from({ length: births }, () => draw.choice(living)));
    for (const organelle of dead) events.push({ type: 'retired', organelle, why: 'age', estate: 0 });
    living = living.filter((id) => !dead.has(id));
    for (let i = dead.size; i > 0; i--) {
      const parent = draw.choice(living);
      const id = ++newest;
      lineages.set(id, lineages.get(parent)!);
      events.push(child(id, parent, lineages.get(id)!, GIVEN_ENERGY));
      living.push(id);
    }
    records.push(pageOf(generation, [...events, ended(generation)]));
  }
  return records;
}

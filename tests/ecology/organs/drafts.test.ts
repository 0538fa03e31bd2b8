/** Teams, recurrence and memory: answers that stand before the one that counts. */
import { describe, expect, it } from 'vitest';
import { toEnergy } from '../../../src/economy/energy.ts';
import { encodeWith, withExamples } from '../../../src/ecology/organs/prompt.ts';
import { computeEnergy } from '../../../src/ecology/world/reference.ts';
import { familyOf } from '../../../src/tasks/families.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { allOf, begin, foldAll, live, ofType } from '../../support/worlds.ts';

describe('a prompt with examples', () => {
  const host = tinyHost({ contextTokens: 60 });
  const [first, second] = ['one', 'two'].map((prompt) => ({ prompt, answer: `a\n\nlong  answer to ${prompt}` }));

  it('has each task and answer on a line of its own, and the task last', () => {
    expect(withExamples('three', [first!, second!])).toBe(
      'one\na long answer to one\n\ntwo\na long answer to two\n\nthree',
    );
    expect(withExamples('three', [])).toBe('three');
  });

  it('drops the first examples when they leave no room for an answer', () => {
    const shown = (room: number) => encodeWith(host, 'three', [first!, second!], room);
    expect(shown(3)).toMatchObject({ shown: 2 });
    expect(shown(20)).toMatchObject({ shown: 1, tokens: host.encodePrompt(withExamples('three', [second!])) });
    expect(shown(50)).toMatchObject({ shown: 0, tokens: host.encodePrompt('three') });
  });
});

describe('teams', () => {
  const lived = live(
    {
      organs: { teams: 0.6 },
      population: { founders: 6, capacity: 8, episodes: 40, maxAge: 4 },
      energy: { ticket: 0.2 },
    },
    20,
  );

  it('are made with another’s elite of that cell, which answers the bare task', async () => {
    const { records } = await lived;
    const elites = new Map<string, Set<string>>();
    for (const { events } of records) {
      for (const { cell, organelle, team, draft, target } of ofType(events, 'episode')) {
        if (!team) continue;
        expect(team.partner).not.toBe(organelle);
        expect(elites.get(cell)).toContain(`${team.partner} ${team.weights}`);
        expect(draft!.seen).toBe(true);
        expect(draft!.solved).toBe(familyOf(cell.split('/')[0]!).grade(draft!.answer, target).solved);
      }
      for (const { family, depth, organelle, weights } of ofType(events, 'elite')) {
        const cell = `${family}/${depth}`;
        elites.set(cell, (elites.get(cell) ?? new Set()).add(`${organelle} ${weights}`));
      }
    }
  });

  it('share one revenue while the partner lives; of a dead one both computations are paid', async () => {
    const { engine, records } = await lived;
    const seen = { alive: 0, dead: 0 };
    for (const { events } of records)
      for (const { cell, solved, team, draft, revenue, cost, flops } of ofType(events, 'episode')) {
        if (!team) continue;
        seen[team.alive ? 'alive' : 'dead'] += 1;
        const whole = solved ? toEnergy(ofType(events, 'climate')[0]!.prices[cell]!) : 0;
        expect(revenue + team.revenue).toBe(whole);
        expect(team.cost).toBe(computeEnergy(engine.host, draft!.flops, engine.world.config.energy.costScale));
        const own = computeEnergy(engine.host, flops, engine.world.config.energy.costScale);
        if (team.alive) {
          expect(team.revenue).toBe(toEnergy(whole / 2));
          expect(team.paid).toBeLessThanOrEqual(team.cost);
          expect(cost).toBe(own);
        } else {
          expect([team.revenue, team.paid, team.overflow]).toEqual([0, 0, 0]);
          expect(cost).toBe(own + team.cost);
        }
      }
    expect(seen.alive).toBeGreaterThan(0);
    expect(seen.dead).toBeGreaterThan(0);
  });

  it('are worth what the second answer adds, and leave no record of the weights', async () => {
    const { engine, records } = await lived;
    const made = allOf(records, 'episode').filter(({ team }) => team);
    const worth = made.map(({ solved, draft }) => Number(solved) - Number(draft!.solved));
    const { teams, recurrence } = foldAll(records).mechanisms;
    expect(teams).toMatchObject({ fired: made.length, worth: { n: made.length } });
    expect(teams!.worth.mean).toBeCloseTo(worth.reduce((a, b) => a + b, 0) / worth.length, 9);
    expect(recurrence).toBeUndefined();
    for (const { id, records: own } of engine.world.organelles) {
      const alone = allOf(records, 'episode').filter(({ organelle, team }) => organelle === id && !team);
      const n = Object.values(own).reduce((sum, { standardRoi }) => sum + standardRoi.n, 0);
      expect(n).toBe(alone.length);
    }
  });
});

describe('recurrence', () => {
  it('asks twice, shows the first answer, and charges both', async () => {
    const { engine, records } = await live({ organs: { recurrence: 'on' } }, 4);
    const episodes = allOf(records, 'episode');
    for (const { prompt, answer, draft, promptTokens, newTokens, flops, cost } of episodes) {
      const revised = withExamples(prompt, [{ prompt, answer: draft!.answer }]).length;
      expect(draft!.promptTokens).toBe(prompt.length);
      expect(promptTokens).toBe(prompt.length + revised);
      expect(newTokens).toBe(draft!.answer.length + answer.length);
      expect(flops).toBe(draft!.flops + engine.host.cost.flops(revised, answer.length, 4));
      expect(cost).toBe(computeEnergy(engine.host, flops, engine.world.config.energy.costScale));
    }
    expect(foldAll(records).mechanisms.recurrence!.fired).toBe(episodes.length);
  });

  it('says so when the first answer did not fit into the context', async () => {
    const { records } = await live({ organs: { recurrence: 'on' } }, 2, { contextTokens: 40 });
    for (const { draft, promptTokens, prompt } of allOf(records, 'episode')) {
      expect(draft!.seen).toBe(false);
      expect(promptTokens).toBe(2 * prompt.length);
    }
  });
});

describe('memory', () => {
  it('shows an organelle its own last solved tasks of the cell, never the one that is asked', async () => {
    const { engine, records } = await live({ organs: { memory: 2 } }, 12);
    const remembered = new Map<string, { prompt: string; answer: string }[]>();
    for (const { events } of records) {
      const episodes = ofType(events, 'episode');
      for (const { organelle, cell, prompt, promptTokens, examples } of episodes) {
        const known = (remembered.get(`${organelle} ${cell}`) ?? []).filter((each) => each.prompt !== prompt);
        expect(examples?.shown ?? 0).toBe(known.length);
        expect(promptTokens).toBe(withExamples(prompt, known).length);
      }
      for (const { organelle, cell, prompt, answer, solved } of episodes) {
        if (!solved) continue;
        const others = (remembered.get(`${organelle} ${cell}`) ?? []).filter((each) => each.prompt !== prompt);
        remembered.set(`${organelle} ${cell}`, [...others, { prompt, answer }].slice(-2));
      }
    }
    for (const { id, examples } of engine.world.organelles)
      for (const [cell, list] of Object.entries(examples)) expect(list).toEqual(remembered.get(`${id} ${cell}`));
  });

  it('is worth the difference to the cell’s running success at that time', async () => {
    const { engine } = begin({ organs: { memory: 1 } });
    await engine.generation();
    const before = new Map(engine.world.cells.map((cell) => [`${cell.family}/${cell.depth}`, cell.successEma]));
    const { record } = await engine.generation();
    const shown = ofType(record.events, 'episode').filter(({ examples }) => examples);
    expect(shown.length).toBeGreaterThan(0);
    for (const { cell, examples } of shown) expect(examples).toEqual({ shown: 1, expected: before.get(cell) });
  });
});

/** Which elite answers, on hand-computed colonies. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { emptyBandit, withReward } from '../../src/routing/bandit.ts';
import { chooseElite, routeByCell, routers, routeSingle, ROUTERS, type Arm } from '../../src/routing/router.ts';
import { panelParameterAt } from '../../src/ui/words/catalogue.ts';

const arm = (organelle: number, cell: string, quality: number, n = 8): Arm => {
  const [family, depth] = cell.split('/') as [string, string];
  return { family, depth, organelle, weights: String(organelle).repeat(64), quality, n };
};
const colony = [
  arm(1, 'math/short', 2, 10),
  arm(1, 'sort/short', 0.5, 40),
  arm(2, 'sort/short', 1.2, 8),
  arm(3, 'sort/long', 1, 30),
  arm(3, 'math/long', 1.2, 10),
];

describe('cell', () => {
  it('asks the best elite of the cell', () => {
    expect(routeByCell(colony, { family: 'sort', depth: 'short' })).toBe(colony[2]);
    expect(routeByCell(colony, { family: 'math', depth: 'long' })).toBe(colony[4]);
  });

  it('says when nobody knows the cell', () => {
    expect(routeByCell(colony, { family: 'math', depth: 'medium' })).toBeNull();
    expect(routeByCell([], { family: 'math', depth: 'short' })).toBeNull();
  });

  it('breaks ties by evidence, then by age, not by order', () => {
    const tied = [arm(4, 'a/short', 1, 8), arm(3, 'a/short', 1, 9), arm(2, 'a/short', 1, 9)];
    const cell = { family: 'a', depth: 'short' };
    expect([routeByCell(tied, cell)!.organelle, routeByCell(tied.toReversed(), cell)!.organelle]).toEqual([2, 2]);
  });
});

describe('single', () => {
  it('asks the adapter with the best mean, weighted by its episodes', () => {
    // 1: (2·10 + 0.5·40) ÷ 50 = 0.8;  2: 1.2;  3: (1·30 + 1.2·10) ÷ 40 = 1.05
    expect(routeSingle(colony)!.organelle).toBe(2);
    const withoutSpecialist = colony.filter(({ organelle }) => organelle !== 2);
    expect(routeSingle(withoutSpecialist)).toBe(colony[4]);
    // The plain mean would have chosen 1, with 1.25 against 1.1.
    expect(routeSingle(colony.slice(0, 2))).toBe(colony[0]);
  });

  it('says when there is nobody', () => expect(routeSingle([])).toBeNull());
});

describe('family', () => {
  it('asks the best elite of any depth', () => {
    expect(chooseElite('family', colony, { family: 'sort', depth: 'long' })).toBe(colony[2]);
    expect(chooseElite('family', colony, { family: 'math', depth: 'long' })).toBe(colony[0]);
    expect(chooseElite('family', colony, { family: 'word', depth: 'long' })).toBeNull();
  });
});

describe('one door for all', () => {
  const query = { family: 'math', depth: 'long' };
  const state = withReward(emptyBandit(1), arm(3, 'sort/long', 1), [1], 1);
  const asked = { ...query, bandit: { state, context: [1], key: null } };

  it('asks the router that was named', () => {
    const chosen = ROUTERS.map((router) => chooseElite(router, colony, asked));
    // The bandit has seen only adapter 3 earn; its best entry is math/long.
    expect(chosen).toEqual([colony[2], colony[0], colony[4], colony[4]]);
  });

  it('leaves the bare host to answer where there is nobody', () => {
    expect(ROUTERS.map((router) => chooseElite(router, [], asked))).toEqual([null, null, null, null]);
  });

  it('needs a state for the bandit', () => expect(() => chooseElite('bandit', colony, query)).toThrow(RangeError));
});

describe('the registry', () => {
  const folder = new URL('../../src/routing/routers/', import.meta.url);

  it('has every router that has a file, under its own name', () => {
    const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ''));
    expect([...ROUTERS].sort()).toEqual(files.sort());
  });

  it('is what the parameter offers, labels and help included', () => {
    const { options, help } = panelParameterAt('measure.router')!;
    expect(options).toEqual(routers.map(({ name, label }) => ({ word: name, label })));
    for (const { words } of routers) expect(help).toContain(words);
  });
});

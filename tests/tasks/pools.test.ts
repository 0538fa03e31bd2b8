/** Pools: disjoint, in the stated shares, the same for everybody; draws never repeat and never leave their pool. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { random } from '../../src/base/random.ts';
import { DEPTHS } from '../../src/core/depth.ts';
import { curriculum, families, familyOf } from '../../src/tasks/families.ts';
import { drawTask, drawTasks, contentKeyOf, poolKeyOf, POOLS, poolOf } from '../../src/tasks/pools.ts';
import type { Cell } from '../../src/tasks/task.ts';

const everything = (cell: Cell) => POOLS.flatMap((pool) => drawTasks([cell], pool, 500, random('all', pool)));

describe('poolOf', () => {
  it('gives half to train and a quarter each to select and test', () => {
    const count = 20_000;
    const found = { train: 0, select: 0, test: 0 };
    for (let i = 0; i < count; i++) found[poolOf(`prompt ${i}`)]++;
    const within = (share: number, expected: number) =>
      Math.abs(share - expected) < 4.5 * Math.sqrt((expected * (1 - expected)) / count);
    expect([
      within(found.train / count, 0.5),
      within(found.select / count, 0.25),
      within(found.test / count, 0.25),
    ]).toEqual([true, true, true]);
  });

  it('stays as it is: a released lab cannot move a problem to another pool', () => {
    expect(
      ['Compute 3 + 4. Respond with the number only.', 'Compute 3 + 5. Respond with the number only.', '', 'é'].map(
        (prompt) => poolOf(prompt),
      ),
    ).toMatchInlineSnapshot(`
      [
        "train",
        "select",
        "train",
        "train",
      ]
    `);
  });

  it('depends on the key', () => {
    const moved = Array.from({ length: 400 }, (_, i) => poolOf(`p${i}`) !== poolOf(`p${i}`, 'another key')).filter(
      Boolean,
    ).length;
    expect(moved / 400).toBeGreaterThan(0.5);
    expect(moved / 400).toBeLessThan(0.75);
  });
});

describe('content', () => {
  const everywhere = families.flatMap(({ name }) => DEPTHS.map((depth) => ({ family: name, depth })));
  const drawnOf = (cell: Cell) => POOLS.map((pool) => drawTasks([cell], pool, 250, random('content', pool)));
  const disjoint = (sets: readonly ReadonlySet<string>[]) =>
    sets.every((set, i) => sets.every((other, j) => i === j || [...set].every((one) => !other.has(one))));

  it.each(everywhere)('of $family $depth is in one pool only', (cell) => {
    const family = familyOf(cell.family);
    const drawn = drawnOf(cell);
    const identities = drawn.map((tasks) => new Set(tasks.map((task) => contentKeyOf(family, task))));
    expect(identities.every(({ size }) => size > 0)).toBe(true);
    expect(disjoint(identities)).toBe(true);
    expect(disjoint(drawn.map((tasks) => new Set(tasks.map(({ prompt }) => prompt))))).toBe(true);
  });

  // Families whose content does not depend on an order: the sorted words, numbers and letters of a prompt tell it.
  it.each([
    ['list.sort', /\d+/g],
    ['string.sort', /(?<='[a-z]*)[a-z](?=[a-z]*')/g],
    ['word.count', /(?<='[a-z\d ]*)[a-z\d]+(?=[a-z\d ]*')/g],
    ['json.repair', /[a-z]+"?: \d+/g],
  ] as const)('of %s is held apart in whatever order it stands', (family, parts) => {
    for (const depth of DEPTHS) {
      const bags = drawnOf({ family, depth }).map(
        (tasks) => new Set(tasks.map(({ prompt }) => (prompt.replaceAll('"', '').match(parts) ?? []).sort().join())),
      );
      expect(bags.every((bag) => bag.size > 20 && !bag.has(''))).toBe(true);
      expect(disjoint(bags)).toBe(true);
    }
  });

  it('of sums, products and logic is the same on both sides of a sign that may be turned around', () => {
    const pairs: [string, string, string][] = [
      ['math', 'Compute 4 + 7.', 'Compute 7 + 4.'],
      ['math', 'Compute 12 * 3.', 'Compute 3 * 12.'],
      ['math.multi_step', 'Compute 1 + 5 * 2 - 3.', 'Compute 1 + 2 * 5 - 3.'],
      ['math.multi_step', 'Compute (9 + 10) * 2.', 'Compute (10 + 9) * 2.'],
      ['logic.bool', 'Evaluate: true or not true and false. R', 'Evaluate: false and not true or true. R'],
      ['regex.explanation', 'the `(stone|river)-\\d`', 'the `(river|stone)-\\d`'],
    ];
    const of = (family: string, prompt: string) => contentKeyOf(familyOf(family), { prompt, target: null });
    for (const [family, one, other] of pairs) expect([family, of(family, one)]).toEqual([family, of(family, other)]);
  });

  it('is not the same where the order says something', () => {
    const pairs: [string, string, string][] = [
      ['math', 'Compute 7 - 4.', 'Compute 4 - 7.'],
      ['math', 'Compute 4 + 7.', 'Compute 4 * 7.'],
      ['math.multi_step', 'Compute 1 + 5 * 2.', 'Compute 5 + 1 * 2.'],
      ['math.multi_step', 'Compute (1 + 5) * 2.', 'Compute (1 + 2) * 5.'],
      ['logic.bool', 'Evaluate: true and false or true. R', 'Evaluate: true or false and false. R'],
      ['logic.bool', 'Evaluate: not true and false. R', 'Evaluate: not false and true. R'],
      ['math.sequence', '1, 3, 5', '5, 3, 1'],
    ];
    const of = (family: string, prompt: string) => contentKeyOf(familyOf(family), { prompt, target: null });
    for (const [family, one, other] of pairs) expect(of(family, one)).not.toBe(of(family, other));
  });
});

describe('a salt', () => {
  it('makes another key, and none or an empty one leaves the old', () => {
    expect(poolOf('p', poolKeyOf())).toBe(poolOf('p'));
    expect(poolKeyOf('')).toBe(poolKeyOf());
    expect(new Set(['', 'a', 'b', 'a b'].map(poolKeyOf)).size).toBe(4);
  });

  it('sorts the same prompts into other pools, each prompt into one', () => {
    const cell: Cell = { family: 'string.reverse', depth: 'short' };
    const [plain, salted] = [cell, { ...cell, salt: 'sea' }].map(everything);
    const poolsOf = (tasks: typeof plain) => new Map(tasks!.map(({ prompt, pool }) => [prompt, pool]));
    const [before, after] = [poolsOf(plain), poolsOf(salted)];
    expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
    expect(salted!.length).toBe(after.size);
    const moved = [...before].filter(([prompt, pool]) => after.get(prompt) !== pool).length;
    expect(moved / before.size).toBeGreaterThan(0.4);
    expect(everything({ ...cell, salt: '' })).toEqual(plain);
    expect(Object.keys(salted![0]!)).not.toContain('salt');
  });
});

describe('drawing', () => {
  it.each(curriculum())('draws $family $depth from the pool asked for, in every pool', ({ family, depth }) => {
    const seen = POOLS.map((pool) => {
      const tasks = Array.from({ length: 40 }, (_, i) => drawTask({ family, depth }, pool, random('draw', pool, i)));
      for (const task of tasks) {
        expect(task).toMatchObject({ family, depth, pool });
        expect(poolOf(contentKeyOf(familyOf(family), task))).toBe(pool);
        expect(familyOf(family).grade('', task.target).solved).toBe(false);
      }
      return new Set(tasks.map(({ id }) => id));
    });
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect([...seen[a]!].filter((id) => seen[b]!.has(id))).toEqual([]);
  });

  it('is the same for the same key', () => {
    expect(drawTasks(curriculum(), 'select', 60, random('s'))).toEqual(
      drawTasks(curriculum(), 'select', 60, random('s')),
    );
  });

  it('takes the cells in turn', () => {
    const cells = curriculum().slice(0, 4);
    const tasks = drawTasks(cells, 'train', 10, random('turn'));
    expect(tasks.map(({ family }) => family)).toEqual(
      [...cells, ...cells, ...cells].slice(0, 10).map(({ family }) => family),
    );
  });

  it('never repeats a prompt and honours exclusions, over any cells', () => {
    fc.assert(
      fc.property(
        fc.subarray(curriculum(), { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...POOLS),
        fc.nat(),
        (cells, pool, seed) => {
          const first = drawTasks(cells, pool, 6, random('first', seed));
          const exclude = new Set(first.map(({ id }) => id));
          const then = drawTasks(cells, pool, 12, random('then', seed), { exclude });
          const ids = [...first, ...then].map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(exclude.size).toBe(first.length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it.each([
    ['logic.bool', 32],
    ['math.sequence', 50],
    ['string.reverse', 91],
  ])('exhausts the pools of %s short after %i prompts in all', (family, size) => {
    const tasks = everything({ family, depth: 'short' });
    expect(tasks.length).toBe(size);
    expect(new Set(tasks.map(({ prompt }) => prompt)).size).toBe(size);
  });

  it('gives a prompt one pool and one id at both depths that share it', () => {
    const of = (depth: 'short' | 'medium') =>
      everything({ family: 'string.reverse', depth })
        .map(({ id, pool }) => `${id} ${pool}`)
        .sort();
    expect(of('short')).toEqual(of('medium'));
  });

  it('stops short when only exhausted cells are left, and goes on with the others', () => {
    const small: Cell = { family: 'logic.bool', depth: 'short' };
    const inTest = everything(small).filter(({ pool }) => pool === 'test').length;
    expect(drawTasks([small], 'test', 100, random('x')).length).toBe(inTest);
    const mixed = drawTasks([small, { family: 'string.sort', depth: 'long' }], 'test', 60, random('y'));
    expect([mixed.length, mixed.filter(({ family }) => family === 'logic.bool').length]).toEqual([60, inTest]);
  });

  it('refuses an unknown family', () => {
    expect(() => drawTask({ family: 'math.magic', depth: 'short' }, 'train', random(1))).toThrow(LabError);
  });
});

/**
 * Generators against the micro host's own `tasks.py` (golden/tasks/tasks.json, written by make.py beside it) and
 * against a solver that knows only the prompt's text.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { random } from '../../src/base/random.ts';
import { DEFAULT_CURRICULUM } from '../../src/tasks/catalogue.ts';
import { DEPTHS } from '../../src/core/depth.ts';
import { curriculum, families, familyOf, regexFamilies, shortestAnswer } from '../../src/tasks/families.ts';
import { microFamilies } from '../../src/tasks/basic/families.ts';
import type { JsonValue } from '../../src/tasks/task.ts';
import { WORDS } from '../../src/tasks/basic/words.ts';
import { solve } from '../support/solver.ts';

interface CellGolden {
  features: Record<string, [mean: number, deviation: number, low: number, high: number]>;
  shapes: Record<string, number>;
  samples: [prompt: string, target: JsonValue, text: string, answers: [answer: string, solved: 0 | 1][]][];
}
const golden = JSON.parse(readFileSync(new URL('../golden/tasks/tasks.json', import.meta.url), 'utf8')) as {
  draws: number;
  cells: Record<string, CellGolden>;
};

const DRAWS = 3000;
const drawsOf = (family: string, depth: (typeof DEPTHS)[number], count = DRAWS) => {
  const source = random('families.test', family, depth);
  return Array.from({ length: count }, () => familyOf(family).generate(source, depth));
};

function features(prompt: string, target: JsonValue): Record<string, number> {
  const numbers = (prompt.match(/\d+/g) ?? []).map(Number);
  return {
    promptLetters: prompt.length,
    numbers: numbers.length,
    smallest: numbers.length ? Math.min(...numbers) : 0,
    largest: numbers.length ? Math.max(...numbers) : 0,
    sum: numbers.reduce((a, b) => a + b, 0),
    target: typeof target === 'number' ? target : shortestAnswer({ target }).length,
  };
}

function shape(prompt: string): string {
  const start = prompt.includes('JSON:') ? prompt.indexOf(': ') + 1 : prompt.length;
  const text = prompt.slice(0, start) + prompt.slice(start).replace(/[a-z]+(?="?: )/g, 'w');
  return text.replace(/\d+/g, '#').replace(/'.*'|`.*`/g, 'Q');
}

it('opens the ten families of tasks.py when a world names none, in thirty cells', () => {
  expect(
    curriculum()
      .map(({ family, depth }) => `${family}/${depth}`)
      .sort(),
  ).toEqual(Object.keys(golden.cells).sort());
});

it('has the words of tasks.py: 92, with signal twice', () => {
  expect([WORDS.length, new Set(WORDS).size, WORDS.filter((word) => word === 'signal').length]).toEqual([92, 91, 2]);
});

it('knows sixteen families, and gives a world those that it names, in its order', () => {
  expect(families.length).toBe(16);
  expect(regexFamilies.every(({ name }) => !DEFAULT_CURRICULUM.includes(name))).toBe(true);
  const cells = curriculum(['regex.synthesis', 'math', 'math']).map(({ family, depth }) => `${family}/${depth}`);
  expect(cells).toEqual(DEPTHS.flatMap((depth) => [`regex.synthesis/${depth}`, `math/${depth}`]));
  expect(() => curriculum(['math.magic'])).toThrow(LabError);
});

it('refuses an unknown family by name', () => {
  expect(() => familyOf('math.magic')).toThrow(LabError);
  expect(() => familyOf('math.magic')).toThrow(/math\.magic/);
});

describe.each(curriculum())('$family $depth', ({ family, depth }) => {
  const cell = golden.cells[`${family}/${depth}`]!;

  it('sets targets that an independent solver of the prompt agrees with', () => {
    for (const { prompt, target } of drawsOf(family, depth, 300))
      expect([prompt, target]).toEqual([prompt, solve(prompt)]);
    for (const [prompt, target] of cell.samples) expect([prompt, target]).toEqual([prompt, solve(prompt)]);
  });

  it('draws numbers, lengths and targets as tasks.py does', () => {
    const seen = drawsOf(family, depth).map(({ prompt, target }) => features(prompt, target));
    for (const [name, [mean, deviation, low, high]] of Object.entries(cell.features)) {
      const values = seen.map((row) => row[name]!);
      const error = deviation * Math.sqrt(1 / DRAWS + 1 / golden.draws);
      const found = values.reduce((a, b) => a + b, 0) / DRAWS;
      expect(Math.abs(found - mean), `${name}: mean ${found}, tasks.py ${mean}`).toBeLessThanOrEqual(
        4.5 * error + 1e-6,
      );
      const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - found) ** 2, 0) / DRAWS);
      expect(Math.abs(spread - deviation), `${name}: spread`).toBeLessThanOrEqual(0.1 * deviation + 1e-6);
      expect(Math.min(...values), name).toBeGreaterThanOrEqual(low - 0.5 * deviation);
      expect(Math.max(...values), name).toBeLessThanOrEqual(high + 0.5 * deviation);
    }
  });

  it('words its prompts as tasks.py does, each wording as often', () => {
    const counts = new Map<string, number>();
    for (const { prompt } of drawsOf(family, depth)) counts.set(shape(prompt), (counts.get(shape(prompt)) ?? 0) + 1);
    for (const [text, share] of Object.entries(cell.shapes)) {
      const error = Math.sqrt(share * (1 - share) * (1 / DRAWS + 1 / golden.draws));
      expect(Math.abs((counts.get(text) ?? 0) / DRAWS - share), text).toBeLessThanOrEqual(4.5 * error);
    }
    for (const [text, count] of counts) if (count / DRAWS > 0.02) expect(Object.keys(cell.shapes)).toContain(text);
  });

  it('accepts its own shortest answer, spelt as the host was taught', () => {
    for (const [, target, text] of cell.samples) {
      expect(shortestAnswer({ target })).toBe(text);
      expect(familyOf(family).grade(text, target)).toMatchObject({ grade: 1, solved: true });
    }
  });

  it("tells the right one from the host's rival conventions, whatever the dress", () => {
    for (const [prompt, target, , answers] of cell.samples)
      for (const [answer, solved] of answers)
        expect([prompt, answer, familyOf(family).grade(answer, target).solved]).toEqual([prompt, answer, solved === 1]);
  });
});

describe('difficulty never falls from one depth to the next', () => {
  it.each(microFamilies)('$name', ({ name }) => {
    const sizes = DEPTHS.map((depth) => {
      const rows = drawsOf(name, depth).map(({ prompt }) => difficulty(name, prompt));
      return rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!)));
    });
    for (const [shallow, deep] of [
      [sizes[0]!, sizes[1]!],
      [sizes[1]!, sizes[2]!],
    ] as const) {
      shallow.forEach((size, i) => expect(deep[i]).toBeGreaterThanOrEqual(size));
      if (name !== 'string.reverse') expect(deep).not.toEqual(shallow);
    }
  });
});

/** What makes a task of a family hard, on the generator's own terms: the most of each per depth is compared. */
function difficulty(family: string, prompt: string): number[] {
  const numbers = (prompt.match(/\d+/g) ?? []).map(Number);
  const quoted = /['`](.*)['`]/.exec(prompt)?.[1] ?? '';
  if (family === 'math') return [/[+-]/.test(prompt) ? Math.max(...numbers) : 0];
  if (family === 'math.multi_step') return [Math.max(...numbers)];
  if (family === 'math.sequence') return [numbers.length, Math.abs(numbers[1]! - numbers[0]!), Math.max(...numbers)];
  if (family === 'list.sort') return [numbers.length, Math.max(...numbers)];
  if (family === 'word.count') return [quoted.split(' ').length];
  if (family === 'code.format') return [(quoted.match(/[A-Z]/g) ?? []).length];
  if (family === 'json.repair') return [prompt.split(': ').length];
  if (family === 'logic.bool') return [(prompt.match(/: .*\. /)![0].match(/true|false/g) ?? []).length];
  return [quoted.length];
}

/**
 * The six generators against JavaScript's own engine, which they do not use: what a prompt shows is so, a written
 * reference answer passes, the usual wrong answers do not, and difficulty never falls.
 */
import { describe, expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { DEPTHS, type Depth } from '../../../src/core/depth.ts';
import { familyOf, regexFamilies, shortestAnswer } from '../../../src/tasks/families.ts';
import { drawTasks } from '../../../src/tasks/pools.ts';
import type { GivenTarget } from '../../../src/tasks/regex/pattern-grading.ts';

const SEEDS = 250;
const PATTERN_FAMILIES = ['regex.synthesis', 'regex.debugging', 'regex.refactoring'];

const draw = (name: string, depth: Depth, seed: number) =>
  familyOf(name).generate(random('regex.test', name, depth, seed), depth);
const drawn = new Map<string, ReturnType<typeof draw>[]>();
/** Drawn once, for all tests. */
const draws = (name: string, depth: Depth) => {
  const key = `${name} ${depth}`;
  if (!drawn.has(key))
    drawn.set(
      key,
      Array.from({ length: SEEDS }, (_, seed) => draw(name, depth, seed)),
    );
  return drawn.get(key)!;
};
const cells = (names: readonly string[]) => names.flatMap((name) => DEPTHS.map((depth) => ({ name, depth })));
const native = (pattern: string) => new RegExp(`^(?:${pattern})$`, 'u');
/** What stands in backticks. */
const patternsIn = (prompt: string) => [...prompt.matchAll(/`([^`]+)`/g)].map(([, pattern]) => pattern!);
const solves = (name: string, answer: string, target: Parameters<typeof shortestAnswer>[0]['target']) =>
  familyOf(name).grade(answer, target).solved;

describe.each(cells(regexFamilies.map(({ name }) => name)))('$name $depth', ({ name, depth }) => {
  it('accepts its reference answer, plain and dressed', () => {
    for (const { target } of draws(name, depth)) {
      const answer = shortestAnswer({ family: name, target });
      const dressed = name === 'regex.explanation' ? `It matches ${answer}.` : `\`\`\`\n${answer}\n\`\`\``;
      for (const each of [answer, dressed, `Answer: ${answer}`])
        expect([each, familyOf(name).grade(each, target)]).toEqual([
          each,
          expect.objectContaining({ grade: 1, solved: true }),
        ]);
    }
  });

  it('refuses silence, the prompt and chatter', () => {
    for (const { prompt, target } of draws(name, depth))
      for (const answer of ['', ' ', prompt, 'I do not know.', '.*', '[]', 'yes or no', '```\n```'])
        expect([answer, solves(name, answer, target)]).toEqual([answer, false]);
  });

  it('is the same for the same key and has many different tasks in every pool', () => {
    expect(draw(name, depth, 0)).toEqual(draws(name, depth)[0]);
    for (const pool of ['train', 'select', 'test'] as const)
      expect(drawTasks([{ family: name, depth }], pool, 60, random('pool', pool))).toHaveLength(60);
  });
});

describe.each(cells(PATTERN_FAMILIES))('$name $depth', ({ name, depth }) => {
  const tasks = draws(name, depth).map(({ prompt, target }) => ({ prompt, target, of: target as GivenTarget }));

  it('has cases that are what it says, and shows three of each side', () => {
    for (const { prompt, of } of tasks) {
      const { answer, accept, reject } = of;
      expect([...accept, ...reject].map((text) => native(answer).test(text))).toEqual([
        ...accept.map(() => true),
        ...reject.map(() => false),
      ]);
      const [, must, mustNot] = /It must match: (.*)\. It must not match: (.*)\. Respond/.exec(prompt)!;
      const [shownAccept, shownReject] = [must!.split(', '), mustNot!.split(', ')];
      expect([shownAccept.length, shownReject.length]).toEqual([3, 3]);
      expect(accept).toEqual(expect.arrayContaining(shownAccept));
      expect(reject).toEqual(expect.arrayContaining(shownReject));
      expect(accept.length).toBeGreaterThan(shownAccept.length);
      expect(reject.length).toBeGreaterThan(shownReject.length);
    }
  });

  it('is not passed by a list of the shown cases, by everything, or by nothing', () => {
    for (const { prompt, target } of tasks) {
      const must = /It must match: (.*)\. It must not/.exec(prompt)![1]!;
      const listed = must
        .split(', ')
        .map((text) => text.replace(/[.+]/g, '\\$&'))
        .join('|');
      expect(solves(name, listed, target)).toBe(false);
      for (const answer of ['.*', '.+', '[^ ]*', '[A-Za-z0-9:_/.+-]+', '$.', '\\w+.\\w+', '(?=x)y'])
        expect([answer, familyOf(name).grade(answer, target).solved]).toEqual([answer, false]);
      expect(familyOf(name).grade('.*', target).grade).toBe(0);
    }
  });

  it('never gives more than half to what does not solve it', () => {
    for (const { target, of } of tasks) {
      const near = of.answer.replace(/\{(\d)\}/, (_, n) => `{${Number(n) + 1}}`).replace(/\+$/, '*');
      const { grade, solved } = familyOf(name).grade(near, target);
      expect(solved ? grade === 1 : grade >= 0 && grade <= 0.5).toBe(true);
    }
  });
});

describe.each(DEPTHS)('%s', (depth) => {
  it('recognition asks what JavaScript answers the same way, as often yes as no', () => {
    const tasks = draws('regex.recognition', depth);
    for (const { prompt, target } of tasks) {
      const text = /whole string '(.*)'\?/.exec(prompt)![1]!;
      expect([prompt, target]).toEqual([prompt, native(patternsIn(prompt)[0]!).test(text) ? 'yes' : 'no']);
      expect(solves('regex.recognition', target === 'yes' ? 'no' : 'yes', target)).toBe(false);
    }
    const yes = tasks.filter(({ target }) => target === 'yes').length;
    expect(Math.abs(yes - SEEDS / 2)).toBeLessThan(4.5 * Math.sqrt(SEEDS / 4));
  });

  it('a broken pattern is wrong on a shown case, and earns nothing when given back', () => {
    for (const { prompt, target } of draws('regex.debugging', depth)) {
      const broken = native(patternsIn(prompt)[0]!);
      const [, must, mustNot] = /It must match: (.*)\. It must not match: (.*)\. Respond/.exec(prompt)!;
      const wrong =
        must!.split(', ').some((text) => !broken.test(text)) || mustNot!.split(', ').some((text) => broken.test(text));
      expect([prompt, wrong]).toEqual([prompt, true]);
      expect(familyOf('regex.debugging').grade(patternsIn(prompt)[0]!, target)).toMatchObject({
        grade: 0,
        solved: false,
      });
    }
  });

  it('a pattern to shorten does what the shorter one does, and earns nothing when given back', () => {
    for (const { prompt, target } of draws('regex.refactoring', depth)) {
      const { answer, given, accept, reject } = target as GivenTarget;
      expect(patternsIn(prompt)).toEqual([given]);
      expect(given.length).toBeGreaterThan(answer.length);
      for (const text of [...accept, ...reject]) expect(native(given).test(text)).toBe(native(answer).test(text));
      for (const same of [given, `(?:${given})`, `^${given}$`])
        expect(familyOf('regex.refactoring').grade(same, target)).toMatchObject({ grade: 0, solved: false });
    }
  });

  it('the strings that change sides are those that JavaScript finds', () => {
    for (const { prompt, target } of draws('regex.mutation_effect', depth)) {
      const [before, after] = patternsIn(prompt).map(native) as [RegExp, RegExp];
      const texts = /match as a whole: (.*)\? Respond/.exec(prompt)![1]!.split(', ');
      expect(texts.filter((text) => before.test(text) !== after.test(text))).toEqual(target);
      expect((target as string[]).length).toBeGreaterThan(0);
      expect((target as string[]).length).toBeLessThan(texts.length);
      expect(solves('regex.mutation_effect', JSON.stringify(texts), target)).toBe(false);
      expect(solves('regex.mutation_effect', JSON.stringify((target as string[]).slice(1)), target)).toBe(false);
    }
  });

  it('an explanation of another pattern, of everything, in other numbers or of no kind explains nothing', () => {
    const tasks = draws('regex.explanation', depth);
    const ofAnother = tasks.filter(({ target }, i) => {
      const other = tasks[(i + 1) % tasks.length]!.target;
      return solves('regex.explanation', shortestAnswer({ family: 'regex.explanation', target: other }), target);
    });
    expect(ofAnother.length).toBeLessThan(0.02 * SEEDS);
    tasks.forEach(({ target, prompt }) => {
      const own = shortestAnswer({ family: 'regex.explanation', target });
      const everything =
        'digits, letters, lowercase letters, uppercase letters, hyphen, colon, underscore, slash, dot, plus sign, ' +
        'optional, one or more, 1 2 3 4 5 6 7';
      const answers = [
        everything,
        `${own}. Or: ${everything}`,
        patternsIn(prompt)[0]!,
        own.replace(/\d/g, '9'),
        own.replace(/lowercase|uppercase|digits/g, 'some'),
      ].filter((answer) => answer !== own);
      for (const answer of answers)
        expect([answer, solves('regex.explanation', answer, target)]).toEqual([answer, false]);
    });
  });
});

describe('difficulty never falls from one depth to the next', () => {
  it.each(regexFamilies)('$name', ({ name }) => {
    const sizes = DEPTHS.map((depth) => {
      const rows = draws(name, depth).map(({ prompt }) => difficulty(prompt));
      return rows[0]!.map((_, i) => [Math.max(...rows.map((row) => row[i]!)), mean(rows.map((row) => row[i]!))]);
    });
    for (const [shallow, deep] of [
      [sizes[0]!, sizes[1]!],
      [sizes[1]!, sizes[2]!],
    ] as const) {
      shallow.forEach(([most, middle], i) => {
        expect(deep[i]![0], `most of ${i}`).toBeGreaterThanOrEqual(most!);
        expect(deep[i]![1], `mean of ${i}`).toBeGreaterThanOrEqual(middle!);
      });
      expect(deep[0]![1]).toBeGreaterThan(shallow[0]![1]!);
    }
  });

  it('a pattern to mend has more mistakes, one to shorten more long parts, a list more strings', () => {
    const lists = DEPTHS.map((depth) =>
      draws('regex.mutation_effect', depth).map(({ prompt }) => /whole: (.*)\?/.exec(prompt)![1]!.split(', ').length),
    );
    expect(lists.map((lengths) => new Set(lengths))).toEqual([new Set([4]), new Set([6]), new Set([8])]);
    const surplus = DEPTHS.map((depth) =>
      mean(
        draws('regex.refactoring', depth).map(
          ({ target }) => (target as GivenTarget).given.length - (target as GivenTarget).answer.length,
        ),
      ),
    );
    expect(surplus).toEqual([...surplus].sort((a, b) => a - b));
  });
});

/** What makes a task hard: the length of its pattern, or of the sentence that asks for one, and how many parts it has. */
function difficulty(prompt: string): number[] {
  const pattern = patternsIn(prompt)[0] ?? prompt;
  const count = (what: RegExp) => (pattern.match(what) ?? []).length;
  return [pattern.length, count(/\\d|\]|[a-z]{4,}|digits|letters/g)];
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** What a grader of one's own can do, and what it cannot, whatever it is: nothing reaches out, everything ends, nothing stays. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { madeFile, quickjsText } from '../../../scripts/quickjs/main.mjs';
import { inRepository } from '../../../scripts/lib/paths.mjs';
import { openGrader } from '../../../src/tasks/code/function.ts';
import { loadQuickjs, machineFor } from '../../../src/tasks/code/machine.ts';
import type { JsonValue } from '../../../src/tasks/task.ts';

beforeAll(() => loadQuickjs());

async function grade(code: string, answer = 'x', target: JsonValue = 'x') {
  return (await openGrader(code, 'mine.js')).grade(answer, target, {});
}

describe('what runs a grader', () => {
  it('is what its script makes of the package', () => {
    expect(readFileSync(inRepository(madeFile), 'utf8')).toBe(quickjsText());
  });

  it.each([
    ['a script’s value', '(answer, target) => ({ grade: answer === target ? 1 : 0.5, why: `said ${answer}` })'],
    [
      'a declared function',
      'function grade(answer, target) { return { grade: answer === target ? 1 : 0.5, why: "said " + answer }; }',
    ],
    [
      'a module’s export',
      'const said = (a) => `said ${a}`;\nexport default (a, t) => ({ grade: a === t ? 1 : 0.5, why: said(a) });',
    ],
  ])('takes %s', async (_, code) => {
    expect(await grade(code, 'Ünï ⟂ 😀', 'Ünï ⟂ 😀')).toEqual({ grade: 1, solved: true, why: 'said Ünï ⟂ 😀' });
    expect(await grade(code, '"\\\n\0\u2028', '')).toEqual({ grade: 0.25, solved: false, why: 'said "\\\n\0\u2028' });
  });

  it('hands over targets as they are', async () => {
    const code = '(a, t) => ({ grade: 1, why: JSON.stringify([t, Object.getPrototypeOf(t) === Object.prototype]) })';
    const target = JSON.parse('{"__proto__":[1,null,{"a":"b"}],"z":-0.5}') as JsonValue;
    expect((await grade(code, '', target)).why).toBe(JSON.stringify([target, true]));
  });

  // Of what JavaScript says itself, another engine is asked: this one.
  it.each([
    'Array.from({ length: 9 }, (_, i) => Math.sqrt(i / 7) * 1e21).join()',
    '[3, 1, 2].sort().concat([..."añ😀"]).map(String).reverse().join("|")',
    '/(?<year>\\d{4})-(?<m>\\d\\d)/u.exec("on 2024-05").groups.m + "ß".toUpperCase() + "e\\u0301".normalize("NFC").length',
    'JSON.stringify(Object.entries({ b: 1, a: [2n ** 70n + ""] }))',
    'new Map([[NaN, 1]]).get(NaN) + (0.1 + 0.2) + parseFloat("1e-7") + (25).toString(36)',
  ])('computes as another engine does: %s', async (expression) => {
    const there = (await grade(`() => ({ grade: 1, why: String(${expression}) })`)).why;
    const here = execFileSync(process.execPath, ['-p', `String(${expression}).slice(0, 200)`], { encoding: 'utf8' });
    expect(there).toBe(here.slice(0, -1));
  });
});

const GAVE_NOTHING = 'the grader gave no { grade } from 0 to 1';
/** Asks for modules in several ways, and says whether one came. */
const IMPORTS =
  'let why = "no module"; for (const name of ["fs", "std", "os", "./x.js", "https://a.b/c.js", "data:text/javascript,1"]) import(name).then(() => { why = name; });';

describe('it cannot reach out', () => {
  it.each(
    ['fetch("https://a.b")', 'new XMLHttpRequest()', 'new WebSocket("ws://a")', 'localStorage.a', 'indexedDB.open("a")']
      .concat(['Date.now()', 'new Date()', 'performance.now()', 'setTimeout(() => 0)', 'process.env', 'require("fs")'])
      .concat([
        'self.postMessage(1)',
        'document.cookie',
        'std.open("a")',
        'os.exec(["a"])',
        'new Worker("a")',
        'crypto.randomUUID()',
      ]),
  )('%s', async (attempt) => {
    const { grade: worth, why } = await grade(`() => ({ grade: 1, why: String(${attempt}) })`);
    expect(worth).toBe(0);
    expect(why).toMatch(/^the grader threw ReferenceError: '\w+' is not defined$/);
  });

  it.each([
    ['chance', '() => ({ grade: Math.random() })', 'the grader threw Error: a grader has no chance'],
    ['a module, waited for', 'async () => ({ grade: 1, why: await import("fs") })', GAVE_NOTHING],
    ['a module, not waited for', `() => { ${IMPORTS} return { grade: 1, why } }`, 'no module'],
    ['a module, when it is read', `${IMPORTS} () => ({ grade: 1, why })`, 'no module'],
    ['a module in a module', `${IMPORTS} export default () => ({ grade: 1, why })`, 'no module'],
    ['its module’s own place', 'export default () => ({ grade: 1, why: JSON.stringify(import.meta) })', '{}'],
  ])('by %s', async (_, code, why) => {
    expect((await grade(code)).why).toBe(why);
  });

  // What is made out of a text is code like all other.
  it.each([
    ['eval', (text: string) => `(0, eval)(${JSON.stringify(text)})`],
    ['Function', (text: string) => `new Function(${JSON.stringify(`return ${text}`)})()`],
    ['a constructor', (text: string) => `[].at.constructor(${JSON.stringify(`return ${text}`)})()`],
    [
      'a generator’s',
      (text: string) => `(function* () {}).constructor(${JSON.stringify(`return ${text}`)})().next().value`,
    ],
  ])('by code that %s makes', async (_, made) => {
    const why = async (text: string) => (await grade(`() => ({ grade: 1, why: String(${made(text)}) })`)).why;
    expect(await why('6 * 7')).toBe('42');
    for (const name of ['fetch', 'Date', 'process', 'require', 'XMLHttpRequest', 'WebAssembly', 'globalThis.fetch'])
      expect(await why(`typeof ${name}`)).toBe('undefined');
    expect(await why('Date.now()')).toBe("the grader threw ReferenceError: 'Date' is not defined");
    expect(await why('Math.random()')).toBe('the grader threw Error: a grader has no chance');
    expect(await why('import("fs")')).toBe('[object Promise]');
    expect(await why('(() => { for (;;); })()')).toBe('the grader did not end within 30,000,000 steps');
  });

  it.each([
    'import fs from "fs"; export default () => fs',
    'import "https://a.b/c.js"; export default () => 1',
    'export * from "node:fs"; export default () => 1',
    'const fs = await import("fs"); export default () => fs',
  ])('by modules that it asks for where it is read, which is refused: %s', async (code) => {
    await expect(openGrader(code, 'mine.js')).rejects.toMatchObject({
      code: 'grader-unreadable',
      sentence: expect.stringMatching(
        /^The grader “mine\.js” cannot be used: .*(?:could not load module|no function)/,
      ) as string,
    });
  });

  it('has as its globals the language, two parts of it newer than Node’s, and what it is called by', async () => {
    const names =
      '() => ({ grade: 1, why: Reflect.ownKeys(globalThis).filter((name) => typeof name === "string" && !known.includes(name)).join() })';
    const known = JSON.parse(
      execFileSync(
        process.execPath,
        [
          '-p',
          'JSON.stringify(Object.getOwnPropertyNames(require("vm").runInNewContext("globalThis")).concat(require("vm").runInNewContext("Object.getOwnPropertyNames(globalThis)")))',
        ],
        { encoding: 'utf8' },
      ),
    ) as string[];
    const { why } = await grade(`const known = ${JSON.stringify(known)};\n(${names})`);
    expect(why).toBe('InternalError,Iterator,Float16Array,$run,$grader');
  });
});

describe('it ends', () => {
  it.each([
    ['a loop', 'while (true);'],
    ['a loop that catches', 'for (;;) try { for (;;); } catch {}'],
    ['a built-in that asks a list without end', '[].indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
    ['a regular expression', '/(a+)+$/.test("a".repeat(50) + "b")'],
    ['numbers without end', 'let n = 9n ** 9000n; for (;;) n = (n * n) % 9n ** 8999n'],
    ['memory that is moved', 'const bytes = new Uint8Array(4e6); for (;;) bytes.fill(1)'],
    ['sorting what is not there', 'new Array(1e9).sort()'],
  ])('%s', async (_, body) => {
    const grader = await openGrader(`(a) => { if (a !== 'fine') { ${body} } return { grade: 1 }; }`);
    for (let i = 0; i < 2; i++) {
      expect(grader.grade('loop', '', {})).toEqual({
        grade: 0,
        solved: false,
        why: 'the grader did not end within 30,000,000 steps',
      });
      expect(grader.grade('fine', '', {}).solved).toBe(true);
    }
  });

  it.each([
    ['lists', 'const all = []; for (;;) all.push(new Array(1000).fill(1))', 'the grader used up its memory, 8 MB'],
    ['what holds itself', 'let o = {}; for (;;) o = { o }', 'the grader used up its memory, 8 MB'],
    [
      'texts',
      'const all = []; for (let i = 0; ; i++) all.push(String(i).padStart(10_000, "ab"))',
      'the grader used up its memory, 8 MB',
    ],
    ['itself', 'const f = () => f() + 1; f()', 'the grader calls itself too deeply'],
  ])('when it wants more and more: %s', async (_, body, why) => {
    const grader = await openGrader(`(a) => { if (a !== 'fine') { ${body} } return { grade: 1 }; }`);
    for (let i = 0; i < 2; i++) {
      expect(grader.grade('more', '', {})).toEqual({ grade: 0, solved: false, why });
      expect(grader.grade('fine', '', {}).solved).toBe(true);
    }
  });

  it.each([
    ['bytes', 'new Uint8Array(Number(a)).length', 8_200_000, 8_400_000],
    ['letters', '"x".repeat(Number(a)).length', 8_000_000, 8_400_000],
    ['items', 'new Array(Number(a)).fill(0).length', 400_000, 1_100_000],
  ])('at its limit of memory, and takes what is below it: %s', async (_, made, fits, exceeds) => {
    const grader = await openGrader(`(a) => ({ grade: 1, why: String(${made}) })`);
    for (let i = 0; i < 2; i++) {
      expect(grader.grade(String(fits), '', {}).why).toBe(String(fits));
      expect(grader.grade(String(exceeds), '', {}).why).toBe('the grader used up its memory, 8 MB');
    }
  });

  it('at answers and targets that do not fit, and takes those that do', async () => {
    const grader = await openGrader('(a, t) => ({ grade: 1, why: `${a.length} ${t.length}` })');
    expect(grader.grade('a'.repeat(3e6), 'b'.repeat(8000), {}).why).toBe('3000000 8000');
    expect(grader.grade('a'.repeat(9e6), '', {}).why).toBe('the grader used up its memory, 8 MB');
    expect(grader.grade('a', '', {}).why).toBe('1 0');
  });

  it('at its limit of code, and is read just below it', async () => {
    const padded = (length: number) => '() => ({ grade: 1 })'.padEnd(length);
    expect((await grade(padded(65_536))).solved).toBe(true);
    await expect(openGrader(padded(65_537))).rejects.toMatchObject({ code: 'grader-unreadable' });
    const full = 'const all = new Uint8Array(9e6); () => ({ grade: 1 })';
    await expect(openGrader(full)).rejects.toThrow('cannot be used: the grader used up its memory, 8 MB');
  });

  it('after as many steps every time', async () => {
    const code =
      '(a) => { let n = 0; for (let i = 0; i < Number(a); i++) n += i; return { grade: 1, why: String(n) }; }';
    const solves = async (turns: number) => (await grade(code, String(turns))).solved;
    // The place changes only with the version of QuickJS; it is the same on every machine, under every load.
    expect(await solves(233_496)).toBe(true);
    expect(await solves(233_497)).toBe(false);
  });
});

describe('it keeps nothing', () => {
  it('of one call for another, so that order never matters', async () => {
    const grader = await openGrader(
      'let calls = 0; const seen = []; export default (a) => { seen.push(a); Array.prototype.met = a; return { grade: 1, why: `${++calls} ${seen} ${[].met}` }; }',
    );
    expect(['a', 'b', 'a'].map((answer) => grader.grade(answer, '', {}).why)).toEqual(['1 a a', '1 b b', '1 a a']);
  });

  it('of one grader for another', () => {
    const first = machineFor('(a) => { Object.prototype.leak = a; return { grade: 1 }; }');
    const second = machineFor('() => ({ grade: 1, why: String({}.leak) })');
    if ('failed' in first || 'failed' in second) throw new Error('both can be read');
    first.call('x', '""');
    expect(second.call('x', '""')).toBe('[1,"undefined"]');
  });
});

describe('what it gives', () => {
  it.each([
    ['nothing', '() => undefined'],
    ['a number', '() => 1'],
    ['a text as grade', '() => ({ grade: "1" })'],
    ['more than 1', '() => ({ grade: 1.5 })'],
    ['less than 0', '() => ({ grade: -1 })'],
    ['no number', '() => ({ grade: NaN })'],
    ['a promise', 'async () => ({ grade: 1 })'],
    ['words in place of the lab’s own', 'globalThis.$run = () => "solved"; () => ({ grade: 1 })'],
  ])('is worth nothing when it is %s', async (_, code) => {
    expect(await grade(code)).toEqual({ grade: 0, solved: false, why: GAVE_NOTHING });
  });

  it('may be an error, which is told', async () => {
    expect((await grade('() => { throw new Error("no vowels"); }')).why).toBe('the grader threw Error: no vowels');
    expect((await grade('() => { throw { toString() { for (;;); } }; }')).grade).toBe(0);
  });

  it.each([
    ['no function', '42', 'it gives no function'],
    ['no JavaScript', 'def grade(a):', 'SyntaxError'],
    ['endless', 'for (;;);', 'did not end'],
    ['too long', ' '.repeat(70_000), '65536 characters'],
    ['a wish to reach out', 'fetch("https://a.b"); () => 1', "'fetch' is not defined"],
  ])('is refused before anything begins when the file is %s', async (_, code, why) => {
    await expect(openGrader(code, 'mine.js')).rejects.toMatchObject({
      code: 'grader-unreadable',
      message: expect.stringMatching(new RegExp(`^The grader “mine.js” .*${why}`)) as string,
    });
  });
});

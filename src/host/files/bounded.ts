/**
 * What a chat template may not do: see the clock, or run without end. It is a program that came with a model, and whoever
 * asks waits for it. To a template it is always 26 July 2024, the date that Llama's own falls back to; every round of a
 * loop, every call of a macro and every number of a range is counted, and a template is short. (A list that a template
 * doubles again and again is not seen by this; the memory it takes is the worker's.)
 */
import { unreadable, type ChatTemplate } from './template.ts';

/** The longest template known is a third of this. */
const MOST_LETTERS = 100_000;
/** Templates take some ten steps for a message. */
const MOST_STEPS = 10_000;

const COUNT = 'evolora_count';
const COUNTED_RANGE = 'evolora_range';

/** As Python's strftime has it, by the letters behind the %; what it has not stays as it stands there, too. */
const FIXED_DATE = {
  Y: '2024',
  y: '24',
  m: '07',
  d: '26',
  b: 'Jul',
  B: 'July',
  a: 'Fri',
  A: 'Friday',
  H: '00',
  M: '00',
  S: '00',
  '-d': '26',
  '-m': '7',
  '-H': '0',
  '-I': '12',
  '-M': '0',
  '-S': '0',
  e: '26',
  j: '208',
  I: '12',
  p: 'AM',
  f: '000000',
  w: '5',
  u: '5',
  U: '29',
  V: '30',
  G: '2024',
  C: '20',
  h: 'Jul',
  F: '2024-07-26',
  D: '07/26/24',
  x: '07/26/24',
  T: '00:00:00',
  X: '00:00:00',
  R: '00:00',
  c: 'Fri Jul 26 00:00:00 2024',
  s: '1721952000',
  Z: '',
  z: '',
  '%': '%',
};

/** Stands for the library's own functions: one asks the clock and the machine's language, one makes any number of numbers. */
const OWN_FUNCTIONS = `{%- macro strftime_now(format) -%}{{ format${Object.entries(FIXED_DATE)
  .map(([letter, value]) => ` | replace('%${letter}', '${value}')`)
  .join('')} }}{%- endmacro -%}{%- set range = ${COUNTED_RANGE} %}\n`;

/** The tag that opens a loop or a macro, with the strings in it, and how it ends. */
const OPENING = /\{%[-+]?\s*(?:for|macro)\b(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'])*?([-+]?%\})/g;

/** The template's text, so that it counts its steps. Throws HostError `host-unreadable` for one that is too long. */
export function boundedTemplate({ text, path }: ChatTemplate): string {
  if (text.length > MOST_LETTERS)
    throw unreadable(`The chat template in ${path} is too long: ${text.length} letters, and at most ${MOST_LETTERS}.`);
  return OWN_FUNCTIONS + text.replace(OPENING, (tag, end: string) => `${tag}{% set ${COUNT}ed = ${COUNT}() ${end}`);
}

/** What one rendering of a bounded template has to be given. */
export function boundsOfRendering(): Record<string, unknown> {
  let steps = 0;
  const count = (): number => {
    steps++;
    if (steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`);
    return steps;
  };
  const range = (first: unknown, second?: unknown, step: unknown = 1): number[] => {
    const [from, to] = typeof second === 'number' ? [first, second] : [0, first];
    if (![from, to, step].every(Number.isSafeInteger) || step === 0) throw new Error('range() wants whole numbers');
    const numbers: number[] = [];
    const [start, end, by] = [from, to, step] as [number, number, number];
    for (let next = start; by > 0 ? next < end : next > end; next += by) {
      count();
      numbers.push(next);
    }
    return numbers;
  };
  return { [COUNT]: count, [COUNTED_RANGE]: range };
}

/** What computes with a number, bounds it or changes its sign: the number beside it is no answer. */
import type { Spoil } from './spoilers.ts';

/** Every operator between the answer and another number, on both sides, and alone before it. */
const OPERATORS = [
  ...'×✕✖⨯·⋅∙•∗*⋆∘÷➗/⁄∕∶+＋➕−–－﹣➖±∓^%≠<>≤≥≪≫≈∼≅∧∨⊕⊗⊖∪∩∣',
  ...['**', '//', '+/-', '!=', '<=', '>=', '\\*', '\\times', '\\cdot', '\\ast', '\\div', '\\pm', '\\mp', '\\bmod'],
  ...[
    '\\leq',
    '\\approx',
    '\\land',
    '\\neq',
    '\\over',
    '\\choose',
    '&times;',
    '&middot;',
    '&minus;',
    '&divide;',
    '&ne;',
  ],
  ...['plus', 'minus', 'times', 'over', 'mod', 'divided by', 'multiplied by', 'to the power of', 'to', 'and'],
];
const OPERATED: Spoil[] = OPERATORS.flatMap((sign) => [
  (x: string) => `97 ${sign} ${x}`,
  (x: string) => `${x} ${sign} 97`,
]);
const SIGNED: Spoil[] = [...'±∓√∛~≈≠<≤≥¬%@^/×÷'].map((sign) => (x: string) => sign + x);
const COMPUTED: Spoil[] = [
  ...[
    '5 \\times ',
    '5 × ',
    '5 + ',
    '5 · ',
    '5 * ',
    '5 \\* ',
    '24 / ',
    '24 ÷ ',
    '\\frac{1}',
    '1 \\pm ',
    '± ',
    '\\sqrt{9} \\cdot ',
    '√',
    '2^',
    '~',
    '< ',
    '13 or ',
    'between 1 and ',
    '5 -',
    '2',
  ].map((before) => (x: string) => before + x),
  (x) => (/^\d/.test(x) ? `.${x}` : `0.5 × ${x}`),
  (x) => (/\d$/.test(x) ? `${x}²` : `${x}^2`),
  ...[
    ' \\pm 1',
    ' ± 1',
    '^2',
    '%',
    '\\%',
    ' percent',
    ' or 13',
    ' × x',
    '½',
    ' thousand',
    ' \\times',
    '.5',
    'x',
    ' to 99',
  ].map((after) => (x: string) => x + after),
  (x) => `\\frac{24}{${x}}`,
  (x) => `\\sqrt{${x}}`,
  (x) => `sqrt(${x})`,
];
const NEGATED: Spoil[] = [
  '-',
  '−',
  '－',
  '–',
  '﹣',
  '➖',
  '‐',
  '‑',
  '‒',
  'minus ',
  'negative ',
  '&minus;',
  '-\\boxed',
].map((sign) => (x) => (sign === '-\\boxed' ? `-\\boxed{${x}}` : sign + x));

export const ARITHMETIC: readonly Spoil[] = [...COMPUTED, ...NEGATED, ...OPERATED, ...SIGNED];

/**
 * What language models put around an answer. A dress leaves an answer what it is; a spoiler makes it none. Each kind of
 * answer has those that fit it. Left out by rule, because nobody could say what they mean:
 *
 * - Markdown's underscores around a name that has underscores: they may be part of it.
 * - A pattern outside of code, in LaTeX or with anything around it: every character of a pattern has a meaning.
 * - LaTeX and Markdown inside JSON's own brackets, which only an answer to a number or a word may wear.
 * - A citation that touches a list: it is an index.
 * - An exclamation mark after a number in brackets: it is a factorial.
 * - Two `outermost` dresses over one another, such as a thought inside a thought's answer.
 */
export type Kind = 'number' | 'choice' | 'json' | 'name' | 'word' | 'pattern' | 'strings' | 'sentence';

export interface Dress {
  over: (answer: string) => string;
  /** Only a whole answer wears it. */
  outermost?: boolean;
}

const KINDS: Readonly<Record<string, Kind>> = {
  math: 'number',
  'math.sequence': 'number',
  'math.multi_step': 'number',
  'word.count': 'number',
  'code.format': 'name',
  'string.sort': 'word',
  'string.reverse': 'word',
  'logic.bool': 'choice',
  'list.sort': 'json',
  'json.repair': 'json',
  'regex.recognition': 'choice',
  'regex.mutation_effect': 'strings',
  'regex.synthesis': 'pattern',
  'regex.debugging': 'pattern',
  'regex.refactoring': 'pattern',
  'regex.explanation': 'sentence',
};
export const kindOf = (family: string): Kind => KINDS[family]!;

const whole = (over: (answer: string) => string): Dress => ({ over, outermost: true });
const inner = (over: (answer: string) => string): Dress => ({ over });

/** Any answer, patterns too, after a thought that ended. */
const AFTER_THOUGHT: Dress[] = [
  ...['think', 'thinking', 'thought', 'reasoning', 'seed:think'].map((name) =>
    whole((x) => `<${name}>\nperhaps [8, 5] or 3 \\times 4, not true\n</${name}>\n\n${x}`),
  ),
  ...[
    ['[THINK]', '[/THINK]'],
    ['◁think▷', '◁/think▷'],
    ['<|begin_of_thought|>', '<|end_of_thought|>'],
    ['', '</think>'],
  ].map(([open, close]) => whole((x) => `${open}no, 13?${close}\n${x}`)),
  whole((x) => `<|channel|>analysis<|message|>13<|end|><|start|>assistant<|channel|>final<|message|>${x}`),
  whole((x) => `${x}<|im_end|>\n<|im_start|>user\n13`),
];
const MARKUP: Dress[] = [
  ...['**', '***', '*', '`'].map((mark) => inner((x) => mark + x + mark)),
  inner((x) => `"${x}"`),
  inner((x) => `<b>${x}</b>`),
  inner((x) => `\u200b${x}\ufeff`),
];
const EXCLAIMED = whole((x) => (/\d(?:\\right)?\\?\)$/.test(x) ? x : `${x}!`));
const SAID: Dress[] = [
  ...[
    'The answer is ',
    'Answer: ',
    'I think the answer is ',
    'As in [3]: ',
    '~~99~~ ',
    '<del>13</del> ',
    '= ',
    '# ',
    'Sure!\n',
    '5 and 8. So ',
    '\u00a0',
  ].map((before) => whole((x) => before + x)),
  EXCLAIMED,
  ...['.', '\n', ' [2]', '.¹', ' ✅', '\u00a0', '\n\n'].map((after) => whole((x) => x + after)),
  whole((x) => `\`\`\`text\n${x}\n\`\`\``),
];
const LATEX: Dress[] = [
  inner((x) => `$${x}$`),
  inner((x) => `\\(${x}\\)`),
  inner((x) => `\\boxed{${x}}`),
  inner((x) => `\\text{${x}}`),
  inner((x) => `\\mathbf{${x}}`),
  inner((x) => `\\left(${x}\\right)`),
  inner((x) => `(${x})`),
];
const FULL_WIDTH = inner((x) => x.replace(/\d/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)));
const EXPRESSED: Dress[] = [
  '5 + 7 = ',
  '3 \\times 4 = ',
  '\\frac{24}{2} = ',
  '7, 11, ',
  '5 · 8 → ',
  'x = ',
  '√9 \\cdot 4 = ',
].map((before) => whole((x) => before + x));
const RESTATED: Dress[] = [
  whole((x) => `[8, 5, 9] sorted is ${x}`),
  whole((x) => `{a: 5} → ${x}`),
  whole((x) => `\\left[8, 5\\right] becomes ${x}`),
];

/** Code is not put into code. */
const coded = (x: string) => (x.includes('`') ? x : `\`${x}\``);
const IN_CODE: Dress[] = [inner(coded), inner((x) => (x.includes('`') ? x : `\`\`\`\n${x}\n\`\`\``))];

/** The dresses that answers of a kind may wear. */
export function dressesFor(kind: Kind): Dress[] {
  if (kind === 'pattern') return [...AFTER_THOUGHT, ...IN_CODE, whole((x) => `${x}\n`), whole((x) => `Answer: ${x}`)];
  if (kind === 'sentence')
    return [...AFTER_THOUGHT, whole((x) => `Strings of ${x}.`), whole((x) => `${x} [1]`), inner((x) => `**${x}**`)];
  if (kind === 'strings')
    return [
      ...AFTER_THOUGHT,
      whole((x) => `The answer is ${x}.`),
      whole((x) => `As in [1]: ${x}`),
      inner((x) => `**${x}**`),
      inner((x) => `\`${x}\``),
      whole((x) => `~~["a"]~~ ${x}`),
    ];
  if (kind === 'json')
    return [...AFTER_THOUGHT, ...MARKUP.slice(0, 4), ...MARKUP.slice(5), ...SAID, ...RESTATED, ...LATEX.slice(0, 4)];
  const common = [...AFTER_THOUGHT, ...MARKUP, ...SAID, ...LATEX];
  if (kind === 'number')
    return [...common, ...EXPRESSED, FULL_WIDTH, inner((x) => `_${x}_`), whole((x) => `${x} apples`)];
  if (kind === 'name') return [...common, inner((x) => x.replace(/(?<!\\)_/g, '\\_'))];
  return [...common, inner((x) => `_${x}_`)];
}

const THOUGHTS: ((x: string) => string)[] = [
  (x) => `<think>${x}`,
  (x) => `<think>\n${x}</think>`,
  (x) => `${x}\n<think>wait`,
  (x) => `<thinking>5</thinking><think>${x}`,
  (x) => `[THINK]${x}`,
  (x) => `◁think▷${x}`,
  (x) => `<|channel|>analysis<|message|>${x}`,
];
const DENIED: ((x: string) => string)[] = [
  ...[
    'not ',
    '**not** ',
    '_not_ ',
    "isn't ",
    'isn’t ',
    '¬',
    '\\neg ',
    '\\lnot ',
    'never ',
    '\\text{not } ',
    '≠ ',
    '\\neq ',
    'It is not:\n\n',
    'maybe ',
    'either ',
    'neither ',
  ].map((before) => (x: string) => before + x),
  (x) => `not (${x})`,
  (x) => `~~${x}~~`,
  (x) => `<del>${x}</del>`,
  (x) => `${x}?`,
  (x) => `${x} is wrong`,
  (x) => `${x}. Wait, that is wrong.`,
  (x) => `${x} ❌`,
];
const COMPUTED: ((x: string) => string)[] = [
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
    '.',
  ].map((before) => (x: string) => before + x),
  ...[
    ' \\pm 1',
    ' ± 1',
    '^2',
    '²',
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
const NEGATED: ((x: string) => string)[] = ['-', '−', '－', '–', '-\\boxed'].map(
  (sign) => (x) => (sign === '-\\boxed' ? `-\\boxed{${x}}` : sign + x),
);

/** What leaves nothing to earn, not even for being near. */
export function denialsFor(kind: Kind): ((x: string) => string)[] {
  return kind === 'pattern' || kind === 'sentence' || kind === 'strings' ? THOUGHTS : [...THOUGHTS, ...DENIED];
}

/** What makes no answer of an answer. */
export function spoilersFor(kind: Kind): ((x: string) => string)[] {
  if (kind === 'pattern')
    return [
      ...THOUGHTS,
      (x) => `not ${coded(x)}`,
      (x) => `**not** ${coded(x)}`,
      (x) => `~~${coded(x).replaceAll('```', '`').replaceAll('\n', '')}~~`,
      (x) => `${coded(x)}?`,
      (x) => `${coded(x)} or \`.*\``,
    ];
  if (kind === 'sentence') return [...THOUGHTS, (x) => `~~${x}~~`];
  if (kind === 'strings')
    return [
      ...THOUGHTS,
      (x) => `not ${x}`,
      (x) => `**not** ${x}`,
      (x) => `~~${x}~~`,
      (x) => `${x}?`,
      (x) => `${x} or ["a"]`,
    ];
  if (kind === 'number') return [...THOUGHTS, ...DENIED, ...COMPUTED, ...NEGATED];
  if (kind === 'choice')
    return [
      ...THOUGHTS,
      ...DENIED,
      (x) => `${x} or neither`,
      (x) => `!${x}`,
      (x) => `un${x}`,
      (x) => `\\overline{${x}}`,
    ];
  if (kind === 'json')
    return [
      ...THOUGHTS,
      ...DENIED,
      (x) => `${x} or []`,
      (x) => `reversed(${x})`,
      (x) => `${x} \\times 2`,
      (x) => `${x}[::-1]`,
      (x) => `[${x}]`,
      (x) => `-${x}`,
    ];
  return [
    ...THOUGHTS,
    ...DENIED,
    (x) => `reverse(${x})`,
    (x) => `${x} or other`,
    (x) => `${x}x`,
    (x) => `the reverse of ${x}`,
  ];
}

/** Answers of the same kind that are wrong. */
export function wrongFor(kind: Kind, right: string): string[] {
  if (kind === 'number') return [String(Number(right) + 1), String(-Number(right) - 1), `${right}5`, '0.5'];
  if (kind === 'choice') return [{ true: 'false', false: 'true', yes: 'no', no: 'yes' }[right]!];
  if (kind === 'json')
    return [
      right.replace(/\d+/, (n) => String(Number(n) + 1)),
      right.replace(/\d+/, '"$&"'),
      right.replace(/(\d+)/, '$1.5'),
    ];
  if (kind === 'strings') return [right.replace('["', '["x'), '["a"]'];
  if (kind === 'pattern') return ['.*', '$x'];
  if (kind === 'sentence') return ['digits, or nothing at all'];
  return [
    right.toUpperCase(),
    `${right}q`,
    right.slice(1),
    right.replace('_', '-').replace(/^[^-]*$/, (word) => `x${word}`),
  ];
}

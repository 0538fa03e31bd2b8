/**
 * What language models put around an answer. A dress leaves an answer what it is; a spoiler makes it none. Each kind of
 * answer has those that fit it. Left out by rule, because nobody could say what they mean:
 *
 * - Markdown's underscores around a name that has underscores: they may be part of it.
 * - A pattern outside of code, in LaTeX or with anything around it: every character of a pattern has a meaning.
 * - LaTeX and Markdown inside JSON's own brackets, which only an answer to a number or a word may wear.
 * - A citation that touches a list: it is an index.
 * - An exclamation mark after a number in brackets: it is a factorial.
 * - An object with anything but its own members: Markdown inside its strings is part of them.
 * - Two `outermost` dresses over one another, such as a thought inside a thought's answer.
 */
export type Kind = 'number' | 'choice' | 'json' | 'name' | 'word' | 'pattern' | 'strings' | 'sentence';

export interface Dress {
  over: (answer: string) => string;
  /** Only a whole answer wears it. */
  outermost?: boolean;
  /** Only a bare answer wears it. */
  innermost?: boolean;
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
const bare = (over: (answer: string) => string): Dress => ({ over, innermost: true });

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
/** Behind a call of a tool and what it gave back. */
const AFTER_TOOL: Dress[] = [
  '<tool_call>{"name": "f", "arguments": {"x": 13}}</tool_call>\n<tool_response>13</tool_response>\n',
  '<|tool_call_start|>[f(x=13)]<|tool_call_end|>',
  '```tool_code\nf(13)\n```\n',
].map((before) => whole((x) => before + x));
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
    'So the result is ',
    'It is ',
    'Final answer: ',
    '**Answer:** ',
    '### Answer\n',
    '> ',
    '1. ',
    'No problem! ',
    '&nbsp;',
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
  ...[
    ', because that follows.',
    ', since it must be.',
    '. Let me know if you need more!',
    '\n\nExplanation: this is not hard.',
    '<br>',
    '&nbsp;',
    '<|endoftext|>13',
  ].map((after) => whole((x) => x + after)),
  whole((x) => `<answer>${x}</answer>`),
  whole((x) => `<p>The answer is <strong>${x}</strong>.</p>`),
  ...['.', '\n', ' [2]', '.¹', ' ✅', '\u00a0', '\n\n'].map((after) => whole((x) => x + after)),
  whole((x) => `\`\`\`text\n${x}\n\`\`\``),
];
const LATEX: Dress[] = [
  inner((x) => `$${x}$`),
  inner((x) => `\\(${x}\\)`),
  inner((x) => `\\boxed{${x}}`),
  inner((x) => `\\text{${x}}`),
  inner((x) => `\\mathbf{${x}}`),
  inner((x) => `\\fbox{${x}}`),
  inner((x) => `\\[${x}\\]`),
  inner((x) => `$$${x}$$`),
  inner((x) => `\\,${x}\\,`),
  inner((x) => `\\displaystyle ${x}`),
  whole((x) => `\\begin{equation}${x}\\end{equation}`),
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
  '24/2 = ',
  '24 ÷ 2 ⇒ ',
  '10% of 120 is ',
  'If you add 5 and 7, you get ',
  'When 5 and 7 are added, the sum is ',
].map((before) => whole((x) => before + x));
const RESTATED: Dress[] = [
  whole((x) => `[8, 5, 9] sorted is ${x}`),
  whole((x) => `{a: 5} → ${x}`),
  whole((x) => `\\left[8, 5\\right] becomes ${x}`),
];

/** Set apart from something else, and in a row of a table. */
const APART = (other: string): Dress[] => [
  whole((x) => `${x}, not ${other}`),
  whole((x) => `It is ${x}, not ${other}.`),
  whole((x) => `${x} rather than ${other}`),
  whole((x) => `not ${other} but ${x}`),
];
const IN_ROW = whole((x) => `| answer | ${x} |`);
const IN_OBJECT: Dress[] = [
  bare((x) => `{"answer": ${/^-?\d+$|^(?:true|false)$/.test(x) ? x : JSON.stringify(x)}}`),
  bare((x) => `{"reasoning": "as asked", "result": "${x}"}`),
];

/** Code is not put into code. */
export const coded = (x: string) => (x.includes('`') ? x : `\`${x}\``);
const IN_CODE: Dress[] = [inner(coded), inner((x) => (x.includes('`') ? x : `\`\`\`\n${x}\n\`\`\``))];

/** The dresses that answers of a kind may wear. */
export function dressesFor(kind: Kind): Dress[] {
  if (kind === 'pattern')
    return [
      ...AFTER_THOUGHT,
      ...AFTER_TOOL,
      ...IN_CODE,
      whole((x) => `<answer>${x}</answer>`),
      whole((x) => `${x}\n`),
      whole((x) => `Answer: ${x}`),
    ];
  if (kind === 'sentence')
    return [
      ...AFTER_THOUGHT,
      ...AFTER_TOOL,
      whole((x) => `Strings of ${x}.`),
      whole((x) => `${x} [1]`),
      inner((x) => `**${x}**`),
    ];
  if (kind === 'strings')
    return [
      ...AFTER_THOUGHT,
      ...AFTER_TOOL,
      whole((x) => `The answer is ${x}.`),
      whole((x) => `As in [1]: ${x}`),
      inner((x) => `**${x}**`),
      inner((x) => `\`${x}\``),
      whole((x) => `~~["a"]~~ ${x}`),
    ];
  if (kind === 'json')
    return [
      ...AFTER_THOUGHT,
      ...MARKUP.slice(0, 4),
      ...MARKUP.slice(5),
      ...SAID,
      ...RESTATED,
      ...LATEX.slice(0, 4),
      ...AFTER_TOOL,
      ...APART('[99, 98, 97]'),
    ];
  const common = [...AFTER_THOUGHT, ...AFTER_TOOL, ...MARKUP, ...SAID, ...LATEX, IN_ROW, ...IN_OBJECT];
  if (kind === 'number')
    return [...common, ...EXPRESSED, ...APART('97'), FULL_WIDTH, inner((x) => `_${x}_`), whole((x) => `${x} apples`)];
  if (kind === 'name')
    return [...common, ...APART('fooBar'), inner((x) => (x.startsWith('{') ? x : x.replace(/(?<!\\)_/g, '\\_')))];
  return [...common, inner((x) => `_${x}_`)];
}

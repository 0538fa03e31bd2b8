/**
 * What makes no answer of an answer, by the kind of answer: it is thought, denied, asked, computed with, called, jested about,
 * cut off or one of several. And wrong answers of the same kind, which no dress makes right.
 */
import { ARITHMETIC } from './operators.ts';
import { coded, type Kind } from './dresses.ts';

export type Spoil = (answer: string) => string;

const THOUGHTS: Spoil[] = [
  (x) => `<think>${x}`,
  (x) => `<think>\n${x}</think>`,
  (x) => `${x}\n<think>wait`,
  (x) => `<thinking>5</thinking><think>${x}`,
  (x) => `[THINK]${x}`,
  (x) => `◁think▷${x}`,
  (x) => `<|channel|>analysis<|message|>${x}`,
  (x) => `\`\`\`think\n${x.replaceAll('`', '')}`,
  (x) => `\`\`\`thinking\n${x.replaceAll('`', '')}\n\`\`\``,
];
/** Calls of tools, and what came back. */
const CALLED_TOOLS: Spoil[] = [
  (x) => `<tool_call>${x}</tool_call>`,
  (x) => `<tool_call>${x}`,
  (x) => `<tool_response>${x}</tool_response>`,
  (x) => `<|tool_call_start|>[f(x=${x})]<|tool_call_end|>`,
  (x) => `<|python_tag|>${x}`,
  (x) => `[TOOL_CALLS] ${x}`,
  (x) => `<function=f>${x}</function>`,
  (x) => `${x}\n<tool_call>{"name": "f"}</tool_call>`,
  (x) => `\`\`\`tool_code\n${x.replaceAll('`', '')}\n\`\`\``,
];
/** Calls, labels and unknown words right beside an answer. */
const FOREIGN: Spoil[] = [
  ...['Input: ', 'Action Input: ', 'Observation: ', 'Question: ', 'Wrong answer: ', 'Old value: ', 'Example: '].map(
    (label) => (x: string) => label + x,
  ),
  ...[
    'call ',
    'print ',
    'for example ',
    'something like ',
    'such as ',
    'pretend it is ',
    "let's say ",
    'I wish it were ',
  ].map((before) => (x: string) => before + x),
  (x) => `call(${x})`,
  (x) => `f(x, ${x})`,
  (x) => `Some(${x})`,
];
const JESTED: Spoil[] = [
  ' lol',
  ' (just kidding)',
  ', just kidding',
  '. Just kidding!',
  ' (jk)',
  ', in your dreams',
  ', as if!',
  ' — psych!',
  '. I made that up.',
  ' 🤷',
  ', but I am not sure',
  '. Or is it?',
  ' (a guess)',
  ', I guess',
].map((after) => (x: string) => x + after);
/** Cut off, or with a beginning that is missing. */
const CUT: Spoil[] = [
  ...['"', '(', '\\boxed{', '\\text{'].map((before) => (x: string) => before + x),
  ...['"', ')', ']', '}'].map((after) => (x: string) => x + after),
];
const separated = (other: string): Spoil[] => [
  ...[' or ', '/', ' / ', ' vs ', ' versus ', ' and/or ', ' nor '].flatMap((sign) => [
    (x: string) => x + sign + other,
    (x: string) => other + sign + x,
  ]),
  (x) => `either ${other} or ${x}`,
  (x) => `one of ${other}, ${x}`,
];
const ITSELF: Spoil[] = [
  (x) => `${x}, not ${x}`,
  (x) => `not ${x} but ${x}`,
  (x) => `${x} rather than ${x}`,
  (x) => `It is not ${x}. It is ${x}.`,
];
const DENIED: Spoil[] = [
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
    'cannot be ',
    'does not equal ',
    'is not equal to ',
    'anything but ',
    'far from ',
    'the opposite of ',
    'unlikely ',
    'instead of ',
    'rather than ',
    'except ',
    '*not* ',
    '<b>not</b> ',
    '`not` ',
    '\\textbf{not} ',
    'NOT ',
    '!= ',
    '!',
    'isn\u2019t ',
  ].map((before) => (x: string) => before + x),
  (x) => `not (${x})`,
  (x) => `~~${x}~~`,
  (x) => `<del>${x}</del>`,
  (x) => `${x}?`,
  (x) => `${x} is wrong`,
  (x) => `${x}. Wait, that is wrong.`,
  (x) => `${x} ❌`,
  (x) => `not [${x}]`,
  (x) => `not "${x}"`,
  (x) => `not\n\n${x}`,
  (x) => `${x} is not right`,
  (x) => `${x} cannot be`,
  (x) => `${x}: incorrect`,
  (x) => `${x}. Nope.`,
];
/** What leaves nothing to earn, not even for being near. */
export function denialsFor(kind: Kind): Spoil[] {
  return kind === 'pattern' || kind === 'sentence' || kind === 'strings' ? THOUGHTS : [...THOUGHTS, ...DENIED];
}

/** What makes no answer of an answer. */
export function spoilersFor(kind: Kind): Spoil[] {
  const common = [...THOUGHTS, ...CALLED_TOOLS, ...FOREIGN, ...JESTED, ...CUT, ...ITSELF, ...DENIED];
  if (kind === 'pattern')
    return [
      ...THOUGHTS,
      ...CALLED_TOOLS.slice(0, 3),
      ...JESTED.map((jest) => (x: string) => jest(coded(x))),
      (x) => `Input: ${coded(x)}`,
      (x) => `Wrong: ${coded(x)}`,
      (x) => `f(${coded(x)})`,
      (x) => `for example ${coded(x)}`,
      (x) => `${coded(x)} / \`.*\``,
      (x) => `${coded(x)} is wrong`,
      (x) => `not ${coded(x)}`,
      (x) => `**not** ${coded(x)}`,
      (x) => `~~${coded(x).replaceAll('```', '`').replaceAll('\n', '')}~~`,
      (x) => `${coded(x)}?`,
      (x) => `${coded(x)} or \`.*\``,
    ];
  if (kind === 'sentence')
    return [
      ...THOUGHTS,
      ...CALLED_TOOLS.slice(0, 3),
      (x) => `~~${x}~~`,
      (x) => `Does it match ${x}?`,
      (x) => `Anything but ${x}`,
      (x) => `It is wrong that it matches ${x}`,
      (x) => `${x}. Just kidding!`,
    ];
  if (kind === 'strings')
    return [
      ...THOUGHTS,
      ...CALLED_TOOLS.slice(0, 3),
      ...JESTED,
      ...ITSELF,
      (x) => `None of these:\n${x}`,
      (x) => `f(${x})`,
      (x) => `Input: ${x}`,
      (x) => `not ${x}`,
      (x) => `**not** ${x}`,
      (x) => `~~${x}~~`,
      (x) => `${x}?`,
      (x) => `${x} or ["a"]`,
    ];
  if (kind === 'number') return [...common, ...separated('97'), ...ARITHMETIC];
  if (kind === 'choice')
    return [
      ...common,
      ...['sometimes ', 'hardly ', 'half ', 'while ', 'if '].map((before) => (x: string) => before + x),
      (x) => `${x} to some extent`,
      (x) => `{"input": "${x}"}`,
      (x) => `${x} or neither`,
      (x) => `!${x}`,
      (x) => `un${x}`,
      (x) => `\\overline{${x}}`,
    ];
  if (kind === 'json')
    return [
      ...common,
      ...separated('[99]'),
      (x) => `[..., ${x}`,
      (x) => `[99, ${x}`,
      (x) => `{"a": ${x}`,
      (x) => `${x} backwards`,
      (x) => `sort ${x}`,
      (x) => `${x} or []`,
      (x) => `reversed(${x})`,
      (x) => `${x} \\times 2`,
      (x) => `${x}[::-1]`,
      (x) => `[${x}]`,
      (x) => `-${x}`,
    ];
  return [
    ...common,
    ...separated('other'),
    (x) => `import ${x}`,
    (x) => `./${x}`,
    (x) => `@${x}`,
    (x) => `{"input": "${x}"}`,
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

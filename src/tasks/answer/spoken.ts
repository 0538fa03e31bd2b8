/**
 * The part of an answer that is said, not thought. A model's thoughts stand between marks of many spellings; they are
 * no answer, and a thought that never ends has none after it. What follows the end of a model's turn is not its answer
 * either.
 */
import { withoutTools } from './tools.ts';

/** Names that only a mark of thought has, and names that need a whole tag around them to be one. */
const MARK =
  /[<＜[◁【〈⟨《]\s*(\/|\|?end_of_|\|end_)?\s*\|?\s*(?:begin_of_|start_)?((?:[a-z]+[:_])?think(?:ing)?)(?![\p{L}\p{N}_"'])[^<>＜＞\]▷】〉⟩》\n]{0,80}[>＞\]▷】〉⟩》]?|[<＜]\s*(\/|\|?end_of_)?\s*\|?\s*(?:begin_of_)?(thoughts?|reasoning|reason|reflection|scratchpad|analysis|inner_monologue|monologue)\b[^<>＜＞\n]{0,80}[>＞]/giu;
const THOUGHT =
  'think(?:ing)?|thoughts?|reasoning|reflection|scratchpad|analysis|(?:inner[ _])?monologue|chain[ -]of[ -]thought';
/** A code fence of thoughts, and LaTeX's surroundings of the same names. */
const FENCE_OF_THOUGHT = new RegExp(`((?<!\`)\`{3,9}(?!\`)|(?<!~)~{3,9}(?!~))[ \\t]*(?:${THOUGHT})\\b.*$`, 'im');
const SURROUNDED = new RegExp(`\\\\(begin|end)\\{(?:${THOUGHT}|comment)\\*?\\}`, 'gi');
/** "Thinking:" or a heading of thoughts, and the words that an answer after them begins with. */
const LABEL_OF_THOUGHT =
  /^[ \t#*_>([]*(?:my |the )?(?:thinking|thoughts?|scratchpad|chain[ -]of[ -]thought)(?: process)?[*_)\] \t]*(?::|$)/im;
const LABEL_OF_ANSWER =
  /(?:\n|[.!?]\s)[ \t#*_>]*(?:(?:so|thus|therefore|hence),? )?(?:the |my )?(?:final |correct )?(?:answer|response|result|output|solution|conclusion)\b/i;
/** Where a model's turn ends. */
const END_OF_TURN = /<\|(?:im_end|eot_id|end|endoftext|return|end_of_text|end_of_turn|eom_id)\|>|<end_of_turn>|<eos>/i;
const CHANNEL = /<\|channel\|>\s*(\w+)[^<]{0,80}<\|message\|>/g;
/** The same marks after a tokenizer has left out the special tokens. */
const BARE_CHANNELS = /^\s*analysis(?=[A-Z\d])/;
const BARE_FINAL = 'assistantfinal';

const FAREWELL =
  /(?:^|(?<=[.!\n][ \n]*))(?:please )?(?:let me know if|feel free to|(?:i )?hope (?:this|that) helps|is there anything else|have a (?:great|nice|good) day|thank you|thanks|you(?:'re| are) welcome)[^.!?\n]{0,120}[.!?]*$/i;
/** The most letters of a farewell. */
const MOST_FAREWELL = 200;
/** Other tokens of a tokenizer. */
const SPECIAL = /<\|[\w.-]{1,60}\|>/g;
/** What is said out of politeness, and denies nothing. */
const MANNERS =
  /\b(?:no (?:problem|worries)|don['’]t worry|not a problem|without (?:a|any) doubt|no doubt(?= [\d"'*`[{])|and nothing (?:else|more)|and that(?:['’]s| is) (?:it|all|final)|no \w+ (?:is )?(?:needed|required|necessary))\b[,.!:]*/gi;

/** What an answer says outside of its thoughts; null when a thought never ends. */
export function spoken(answer: string): string | null {
  const said = finalChannel(answer);
  const text = said === null ? null : withoutThoughts(withoutTools(endOfTurn(decodedMarks(said))));
  const plain = text === null ? null : withoutLabelled(withoutFences(text));
  return plain === null ? null : withoutFarewell(plain.replace(SPECIAL, ' ').replace(MANNERS, ' '));
}

function withoutFarewell(text: string): string {
  const trimmed = text.trimEnd();
  const start = Math.max(0, trimmed.length - MOST_FAREWELL);
  const farewell = FAREWELL.exec(trimmed.slice(start));
  return farewell === null ? text : trimmed.slice(0, start + farewell.index);
}

/** Marks that were written as HTML entities or in LaTeX. */
function decodedMarks(text: string): string {
  return text
    .replace(/&lt;(\/?[a-z_|]{1,40})&gt;/gi, '<$1>')
    .replace(/<[^<>\n]{1,60}>|\[TOOL\\_[A-Z]+\]/g, (mark) => mark.replaceAll('\\_', '_'))
    .replace(SURROUNDED, (_, side: string) => (side === 'begin' ? '<think>' : '</think>'));
}

/** Without fences of thoughts; null when one never ends. */
function withoutFences(text: string): string | null {
  const kept: string[] = [];
  let left = text;
  for (let open = FENCE_OF_THOUGHT.exec(left); open; open = FENCE_OF_THOUGHT.exec(left)) {
    kept.push(left.slice(0, open.index));
    left = left.slice(open.index + open[0].length);
    const close = new RegExp(`${open[1]!}.*$`, 'm').exec(left);
    if (!close) return null;
    left = left.slice(close.index + close[0].length);
  }
  return [...kept, left].join(' ');
}

/** Without what stands under a label of thoughts; null when no answer is labelled after it. */
function withoutLabelled(text: string | null): string | null {
  const label = text === null ? null : LABEL_OF_THOUGHT.exec(text);
  if (text === null || !label) return text;
  const end = text.slice(label.index).search(LABEL_OF_ANSWER);
  return end < 0 ? null : text.slice(0, label.index) + text.slice(label.index + end + 1);
}

function endOfTurn(text: string): string {
  const end = text.search(END_OF_TURN);
  return end < 0 ? text : text.slice(0, end);
}

function finalChannel(text: string): string | null {
  const channels = [...text.matchAll(CHANNEL)];
  const last = channels.at(-1);
  if (last) return last[1] === 'final' ? text.slice(last.index + last[0].length) : null;
  if (!BARE_CHANNELS.test(text)) return text;
  const final = text.lastIndexOf(BARE_FINAL);
  return final < 0 ? null : text.slice(final + BARE_FINAL.length);
}

/** An end without a beginning ends a thought that began in the prompt: all before it is thought. */
function withoutThoughts(text: string): string | null {
  const open: string[] = [];
  let kept: string[] = [];
  let from = 0;
  for (const mark of text.matchAll(MARK)) {
    const name = (mark[2] ?? mark[4]!).toLowerCase();
    const closes = (mark[1] ?? mark[3]) !== undefined;
    if (open.length === 0) kept.push(text.slice(from, mark.index));
    if (/\/\s*>$/.test(mark[0]) && !closes) {
      if (open.length === 0) from = mark.index + mark[0].length;
      continue;
    }
    if (!closes) open.push(name);
    else if (open.length === 0) kept = [];
    else if (open.includes(name)) open.length = open.lastIndexOf(name);
    if (open.length === 0) from = mark.index + mark[0].length;
  }
  if (open.length > 0) return null;
  return [...kept, text.slice(from)].join(' ');
}

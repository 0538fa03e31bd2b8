/**
 * The host's tokenizer and chat template, by transformers.js from bytes we already have: no look-up, no network, no
 * browser cache. The library is loaded when the first host is.
 */
import { hashJson } from '../../base/hash.ts';
import { causeInWords } from '../bytes/cause.ts';
import { HostError } from '../errors.ts';
import { fileDamaged, readJson, readOptionalJson, type HostFiles } from './files.ts';
import { boundedTemplate, boundsOfRendering } from './bounded.ts';
import { checkTokenizer } from './tokenizer-shape.ts';
import { readTemplate, unreadable, type ChatTemplate } from './template.ts';

export interface HostTokenizer {
  /**
   * token ids through the chat template, with the prompt for the answer: of one message of the user, or of all that user and
   * model said by turns, the user first and last
   */
  encodePrompt(said: string | readonly string[]): number[];
  /** token ids of a bare text, without special ones around it */
  encodeText(text: string): number[];
  /** text of some tokens, special ones dropped */
  decodeText(tokens: readonly number[]): string;
  /** tokens that end an answer, as far as the tokenizer's own files say it */
  readonly endTokens?: readonly number[];
  /** the one of them that the chat template writes after an answer, where it writes one */
  readonly turnEnd?: number;
  /** hash of the tokenizer and the template */
  readonly hash?: string;
}

/** Stands for a tokenizer that is not there: token ids are written as numbers, and texts are refused. */
export const IDS_ONLY: HostTokenizer = {
  encodePrompt: refuseText,
  encodeText: refuseText,
  decodeText: (tokens) => tokens.join(' '),
};

function refuseText(): never {
  throw new HostError(
    'host-missing',
    'This model has no tokenizer, so it reads no texts.',
    'Put its tokenizer.json and tokenizer_config.json beside its config.json.',
  );
}

/** What templates of models that can think before they answer ask for: here they answer at once. */
const NO_THINKING = { enable_thinking: false } as const;

/** Whether that changes a prompt. */
function mayThink({ text }: ChatTemplate): boolean {
  return Object.keys(NO_THINKING).some((name) => text.includes(name));
}

/** What a message says, as a text or as templates for pictures and sounds want it. */
type Content = string | { type: 'text'; text: string }[];
type Shape = (text: string) => Content;

const SHAPES: readonly Shape[] = [(text) => text, (text) => [{ type: 'text', text }]];
/** What no template writes by itself. */
const PROBE = 'QXZPROBEZXQ';
const ANSWER = 'QXZANSWERZXQ';

/** Renders what the user and the model said by turns, the user first. */
type Render = (contents: readonly Content[]) => string;

/** Opens a directory's tokenizer. Throws HostError `host-damaged` or `host-unreadable`, naming the file. */
export async function readTokenizer(files: HostFiles): Promise<HostTokenizer> {
  const [json, config] = await Promise.all([readJson(files, 'tokenizer.json'), readSettings(files)]);
  checkTokenizer(json);
  const template = await readTemplate(config, files);
  const { PreTrainedTokenizer } = await import('@huggingface/transformers');
  const inner = namingFiles(() => new PreTrainedTokenizer(json, { ...config, chat_template: null }));
  const encode = (text: string): number[] => {
    const ids = namingFiles(() => inner.encode(text, { add_special_tokens: false }));
    if (!ids.every((id) => Number.isSafeInteger(id) && id >= 0))
      throw fileDamaged('tokenizer.json gives no ids to tokens');
    return ids;
  };
  const bounded = boundedTemplate(template);
  const renderAll: Render = (contents) => {
    const messages = contents.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }));
    try {
      return inner.apply_chat_template(messages, {
        chat_template: bounded,
        add_generation_prompt: contents.length % 2 === 1,
        tokenize: false,
        ...NO_THINKING,
        ...boundsOfRendering(),
      });
    } catch (cause) {
      throw refused(template, cause);
    }
  };
  const render = (content: Content): string => renderAll([content]);
  const shape = shapeOf(render, template);
  const turnEnd = turnEndOf(renderAll, shape, json);
  const named = ['eos_token', 'eot_token'].flatMap((key) => idsOf(config[key], json));
  return {
    encodePrompt: (said) => encode(renderAll(turnsOf(said).map(shape))),
    encodeText: encode,
    decodeText: (tokens) =>
      tokens.length === 0
        ? ''
        : namingFiles(() =>
            inner.decode([...tokens], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
          ),
    endTokens: turnEnd === undefined ? named : [...named, turnEnd],
    turnEnd,
    hash: hashJson([
      json,
      { ...config, chat_template: null },
      template.text,
      ...(mayThink(template) ? [NO_THINKING] : []),
    ]),
  };
}

function turnsOf(said: string | readonly string[]): readonly string[] {
  const turns = typeof said === 'string' ? [said] : said;
  if (turns.length % 2 === 0) throw new RangeError('a conversation begins and ends with what the user says');
  return turns;
}

/** tokenizer_config.json; tokens that it does not name may stand in the file in which they stood before it. */
async function readSettings(files: HostFiles): Promise<Record<string, unknown>> {
  const settings = await readJson(files, 'tokenizer_config.json');
  const unnamed = ['bos_token', 'eos_token'].filter((name) => settings[name] === undefined);
  if (unnamed.length === 0) return settings;
  const older = await readOptionalJson(files, 'special_tokens_map.json');
  const named = unnamed.filter((name) => older[name] !== undefined).map((name) => [name, older[name]] as const);
  return { ...settings, ...Object.fromEntries(named) };
}

/** How the template wants a message: the first way in which it repeats what the message says. */
function shapeOf(render: (content: Content) => string, template: ChatTemplate): Shape {
  let failure: Error | undefined;
  for (const shape of SHAPES) {
    try {
      if (render(shape(PROBE)).includes(PROBE)) return shape;
    } catch (thrown) {
      failure ??= thrown as Error;
    }
  }
  throw failure ?? unreadable(`The chat template in ${template.path} leaves out what a message says.`);
}

/** The special token that the template writes right after an answer; undefined where it writes none or takes no answers. */
function turnEndOf(render: Render, shape: Shape, json: Record<string, unknown>): number | undefined {
  const text = withAnswer(render, shape);
  const at = text.lastIndexOf(ANSWER);
  if (at < 0) return undefined;
  const [before, after] = [text.slice(0, at).trimEnd(), text.slice(at + ANSWER.length).trimStart()];
  // What also stands before an answer begins one: some templates go on asking behind the last.
  return addedTokens(json)
    .filter(({ special, content }) => special === true && after.startsWith(content) && !before.endsWith(content))
    .sort((a, b) => b.content.length - a.content.length)[0]?.id;
}

/** A rendered question and answer; empty where the template takes no answers, which can still ask. */
function withAnswer(render: Render, shape: Shape): string {
  try {
    return render([shape(PROBE), shape(ANSWER)]);
  } catch {
    return '';
  }
}

interface AddedToken {
  id: number;
  content: string;
  special?: unknown;
}

function addedTokens({ added_tokens: added }: Record<string, unknown>): AddedToken[] {
  const all: unknown[] = Array.isArray(added) ? added : [];
  return all.filter((one): one is AddedToken => {
    const { id, content } = Object(one) as Partial<Record<keyof AddedToken, unknown>>;
    return typeof id === 'number' && typeof content === 'string' && content !== '';
  });
}

/** The id of a token that is named by its text or described by an object: an added token, or one of the vocabulary. */
function idsOf(token: unknown, json: Record<string, unknown>): number[] {
  const text = typeof token === 'string' ? token : (Object(token) as { content?: unknown }).content;
  if (typeof text !== 'string') return [];
  const id = addedTokens(json).find(({ content }) => content === text)?.id ?? idInVocabulary(text, json);
  return typeof id === 'number' ? [id] : [];
}

/** A vocabulary is an object of ids, or for Unigram a list of [token, score]. */
function idInVocabulary(text: string, { model }: Record<string, unknown>): unknown {
  const { vocab } = Object(model) as { vocab?: unknown };
  if (!Array.isArray(vocab)) return Object.getOwnPropertyDescriptor(Object(vocab), text)?.value as unknown;
  const at = vocab.findIndex((entry) => Array.isArray(entry) && entry[0] === text);
  return at < 0 ? undefined : at;
}

function refused({ path }: ChatTemplate, cause: unknown): Error {
  return unreadable(`The chat template in ${path} cannot be used: ${causeInWords(cause)}.`, cause);
}

/** What the library throws of the two files, wherever they trip it, is told by their names. */
function namingFiles<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const why = causeInWords(cause);
    if (/^Unknown \w+ type/.test(why)) throw unknownKind(why, cause);
    throw fileDamaged(`tokenizer.json or tokenizer_config.json cannot be used (${why})`, cause);
  }
}

function unknownKind(why: string, cause: unknown): HostError {
  return new HostError(
    'not-supported',
    `This model is not supported, because its tokenizer.json has a part of a kind that is not read (${why}).`,
    'Choose a model with another tokenizer.',
    { cause },
  );
}

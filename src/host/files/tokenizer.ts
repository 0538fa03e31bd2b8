/**
 * The host's tokenizer and chat template, by transformers.js from bytes we already have: no look-up, no network, no
 * browser cache. The library is loaded when the first host is.
 */
import { hashJson } from '../../base/hash.ts';
import { fileDamaged, readJson, type HostFiles } from './files.ts';
import { FIXED_CLOCK, readTemplate, unreadable, type ChatTemplate } from './template.ts';

export interface HostTokenizer {
  /** token ids of one user message through the chat template, with the prompt for the answer */
  encodePrompt(text: string): number[];
  /** token ids of a bare text, without special ones around it */
  encodeText(text: string): number[];
  /** text of some tokens, special ones dropped */
  decodeText(tokens: readonly number[]): string;
  /** tokens that end an answer, as far as the tokenizer's own files say it */
  readonly endTokens?: readonly number[];
  /** hash of the tokenizer and the template */
  readonly hash?: string;
}

/** What a message says, as a text or as templates for pictures and sounds want it. */
type Content = string | { type: 'text'; text: string }[];
type Shape = (text: string) => Content;

const SHAPES: readonly Shape[] = [(text) => text, (text) => [{ type: 'text', text }]];
/** What no template writes by itself. */
const PROBE = 'QXZPROBEZXQ';

/** Opens a directory's tokenizer. Throws HostError `host-damaged` or `host-unreadable`, naming the file. */
export async function readTokenizer(files: HostFiles): Promise<HostTokenizer> {
  const [json, config] = await Promise.all([
    readJson(files, 'tokenizer.json'),
    readJson(files, 'tokenizer_config.json'),
  ]);
  const template = await readTemplate(config, files);
  const { PreTrainedTokenizer } = await import('@huggingface/transformers');
  const inner = build(() => new PreTrainedTokenizer(json, config));
  const render = (content: Content): string => {
    try {
      return inner.apply_chat_template([{ role: 'user', content: content }], {
        chat_template: FIXED_CLOCK + template.text,
        add_generation_prompt: true,
        tokenize: false,
      });
    } catch (cause) {
      throw refused(template, cause);
    }
  };
  const shape = shapeOf(render, template);
  return {
    encodePrompt: (text) => inner.encode(render(shape(text)), { add_special_tokens: false }),
    encodeText: (text) => inner.encode(text, { add_special_tokens: false }),
    decodeText: (tokens) =>
      tokens.length === 0
        ? ''
        : inner.decode([...tokens], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
    endTokens: ['eos_token', 'eot_token'].flatMap((key) => idsOf(config[key], json)),
    hash: hashJson([json, { ...config, chat_template: null }, template.text]),
  };
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

/** The id of a token that is named by its text or described by an object. */
function idsOf(token: unknown, json: Record<string, unknown>): number[] {
  const text = typeof token === 'string' ? token : (Object(token) as { content?: unknown }).content;
  const added = Array.isArray(json['added_tokens'])
    ? (json['added_tokens'] as { id?: unknown; content?: unknown }[])
    : [];
  const id = added.find((one) => one.content === text)?.id;
  return typeof id === 'number' && typeof text === 'string' ? [id] : [];
}

function refused({ path }: ChatTemplate, cause: unknown): Error {
  const why = cause instanceof Error ? cause.message : String(cause);
  return unreadable(`The chat template in ${path} cannot be used: ${why.slice(0, 300)}.`, cause);
}

function build<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw fileDamaged('tokenizer.json or tokenizer_config.json cannot be read', cause);
  }
}

/**
 * What a tokenizer.json has to be before a library is given it: libraries take its parts for granted, and where one is
 * missing they trip in words of their own or, worse, make nothing of every text.
 */
import { HostError } from '../errors.ts';
import { fileDamaged } from './files.ts';

const FILE = 'tokenizer.json';

/** Texts to token ids. */
interface Encoder {
  encodePrompt(text: string): number[];
  encodeText(text: string): number[];
}

/** Throws HostError `host-damaged`, naming the part. */
export function checkTokenizer(json: Record<string, unknown>): void {
  const { model, added_tokens: added } = json;
  if (!isGroup(model)) throw fileDamaged(`${FILE} has no model`);
  const { type, vocab, merges } = model;
  if (type === 'Unigram' ? !Array.isArray(vocab) : isWithIds(type) && !isGroup(vocab))
    throw fileDamaged(`${FILE} has no usable vocabulary (vocab)`);
  if (isGroup(vocab) && !Object.values(vocab).every(isId))
    throw fileDamaged(`${FILE} has a vocabulary whose ids are no whole numbers`);
  if (type === 'BPE' && !(Array.isArray(merges) && merges.every(isMerge)))
    throw fileDamaged(`${FILE} has no usable list of merges`);
  if (added !== undefined && added !== null && !(Array.isArray(added) && added.every(isAdded)))
    throw fileDamaged(`${FILE} has no usable list of added tokens (added_tokens)`);
  for (const [part, list] of Object.entries(SEQUENCES)) checkSequence(json[part], part, list);
}

/** Parts that may be sequences of others, and how each calls its list. */
const SEQUENCES = {
  normalizer: 'normalizers',
  pre_tokenizer: 'pretokenizers',
  post_processor: 'processors',
  decoder: 'decoders',
};

function checkSequence(part: unknown, name: string, list: string): void {
  if (!isGroup(part) || part['type'] !== 'Sequence') return;
  const members = part[list];
  if (!Array.isArray(members) || !members.every(isGroup))
    throw fileDamaged(`${FILE} has a ${name} without its ${list}`);
  for (const member of members) checkSequence(member, name, list);
}

/** Kinds whose vocabulary gives each token its id; older files do not say the kind. */
function isWithIds(type: unknown): boolean {
  return type === undefined || type === 'BPE' || type === 'WordPiece' || type === 'WordLevel';
}

/**
 * The tokenizer, which then gives no id that the model's table does not hold: some devices read beyond a table without a
 * word. What it makes of any prompt is tried at once. Throws HostError `host-damaged`, as its functions do from then on.
 * @param vocabulary  rows of the table
 */
export function withinTable<Words extends Encoder>(words: Words, vocabulary: number): Words {
  const checked = (ids: number[]): number[] => {
    const strange = ids.find((id) => id >= vocabulary);
    if (strange === undefined) return ids;
    throw new HostError(
      'host-damaged',
      `The host's ${FILE} and config.json do not belong together: the one gives a token the id ${strange}, and by the other the model knows ${vocabulary} tokens.`,
      'Download or copy the host again.',
    );
  };
  checked(words.encodePrompt('a'));
  return {
    ...words,
    encodePrompt: (text) => checked(words.encodePrompt(text)),
    encodeText: (text) => checked(words.encodeText(text)),
  };
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** `a b`, or since 2024 a pair. */
function isMerge(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 2 && value.every((part) => typeof part === 'string');
  return typeof value === 'string';
}

function isAdded(value: unknown): boolean {
  return isGroup(value) && isId(value['id']) && typeof value['content'] === 'string';
}

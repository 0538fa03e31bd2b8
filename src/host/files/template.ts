/** A chat template in every spelling: as text, as a list of named ones, as an object, in a file of its own. */
import { HostError } from '../errors.ts';
import { decodedText } from '../bytes/json.ts';
import { fileDamaged, parseJson, readOptional, type HostFiles } from './files.ts';

export interface ChatTemplate {
  text: string;
  /** the file it stands in */
  path: string;
}

/**
 * The template of a host: a file of its own goes before what the tokenizer's settings say, as in transformers.
 * Throws HostError `host-unreadable` where there is none to choose, `host-damaged` where it is no text.
 */
export async function readTemplate(config: Record<string, unknown>, files: HostFiles): Promise<ChatTemplate> {
  const own = await readOptional(files, 'chat_template.jinja');
  if (own) return templateOf(textOf(own, 'chat_template.jinja'), 'chat_template.jinja');
  const told = config['chat_template'];
  if (told !== undefined && told !== null) return chosen(told, 'tokenizer_config.json');
  const json = await readOptional(files, 'chat_template.json');
  if (json) return chosen(parseJson(json, 'chat_template.json')['chat_template'], 'chat_template.json');
  throw unreadable('This host has no chat template, neither in tokenizer_config.json nor in a file of its own.');
}

function textOf(bytes: Uint8Array, path: string): string {
  try {
    return decodedText(bytes);
  } catch (cause) {
    throw fileDamaged(`${path} is no text in UTF-8, nor in UTF-16 with a byte order mark`, cause);
  }
}

function chosen(told: unknown, path: string): ChatTemplate {
  if (typeof told === 'string') return templateOf(told, path);
  const entries = Array.isArray(told) ? told.map(namedEntry) : Object.entries(Object(told) as object);
  const named = new Map<unknown, unknown>(entries);
  const text = named.get('default') ?? (named.size === 1 ? [...named.values()][0] : undefined);
  if (typeof text === 'string') return templateOf(text, path);
  throw unreadable(`The chat template in ${path} is neither a text nor a list with one called default.`);
}

/** Line ends of any system are one to Jinja; what git wrote on Windows is no other prompt. */
function templateOf(text: string, path: string): ChatTemplate {
  return { text: text.replace(/\r\n?/g, '\n'), path };
}

function namedEntry(entry: unknown): [unknown, unknown] {
  const { name, template } = Object(entry) as { name?: unknown; template?: unknown };
  return [name, template];
}

export function unreadable(sentence: string, cause?: unknown): HostError {
  return new HostError('host-unreadable', sentence, 'Choose a host that was made for chat.', { cause });
}

/** A conversation as one prompt, as a model's chat template will frame it: what a person says in one turn. */
import { OddRow } from './faults.ts';

interface Talk {
  prompt: string;
  /** What the assistant says at the end, where that is written down. */
  target?: string;
}

/** Throws OddRow. */
export function promptOfMessages(value: unknown, isTable: boolean): Talk {
  const messages = isTable && typeof value === 'string' ? jsonOrText(value) : value;
  if (!Array.isArray(messages) || messages.length === 0) throw new OddRow('its messages are no list');
  const turns = messages.map(turnOf);
  const last = turns.at(-1)!;
  const asked = last.role === 'assistant' ? turns.slice(0, -1) : turns;
  if (asked.at(-1)?.role !== 'user')
    throw new OddRow('its messages do not end with one of the user, or with the answer to one');
  const target = last.role === 'assistant' ? { target: last.text } : {};
  const system = asked.filter(({ role }) => role === 'system').map(({ text }) => text);
  const said = asked.filter(({ role }) => role !== 'system');
  const talk =
    said.length === 1
      ? said[0]!.text
      : said.map(({ role, text }) => `${role === 'user' ? 'User' : 'Assistant'}: ${text}`).join('\n\n');
  return { prompt: [...system, talk].join('\n\n'), ...target };
}

function turnOf(message: unknown): { role: 'system' | 'user' | 'assistant'; text: string } {
  const { role, content } = (message ?? {}) as { role?: unknown; content?: unknown };
  if (role !== 'system' && role !== 'user' && role !== 'assistant')
    throw new OddRow('one of its messages is of another role than system, user or assistant');
  const parts = Array.isArray(content)
    ? (content as { type?: unknown; text?: unknown }[])
    : [{ type: 'text', text: content }];
  if (!parts.every((part) => part?.type === 'text' && typeof part.text === 'string'))
    throw new OddRow('one of its messages is not of text alone');
  return { role, text: parts.map(({ text }) => text as string).join('') };
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

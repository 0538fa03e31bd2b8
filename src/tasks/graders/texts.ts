/**
 * An answer as the texts that it may be meant as, from as it stands to without any dress. One of them must be the target:
 * nothing is ever taken off a target, so what only looks alike without its signs stays apart.
 */
import { z } from 'zod';
import { undressed } from '../answer/undress.ts';

const NORMALISING = ['dress', 'space', 'case', 'accents', 'punctuation'] as const;
export type Normalising = (typeof NORMALISING)[number];

/** The setting: what does not count when texts are compared. */
export const normalising = z.array(z.enum(NORMALISING)).default(['dress', 'space']);

const LABEL = /^\s*(?:the |my )?(?:final |correct )?(?:answer|result|output|solution|response)\s*(?:is|:|=)\s*:?\s*/i;
const ONLY_FENCE = /^\s*(```|~~~)[^\n`]*\n([^]*?)\n?[ \t]*\1\s*$/;
const ONLY_CODE = /^\s*`([^`\n]+)`[.]?\s*$/;
const QUOTED = /^(["'“‘«])([^]*)(["'”’»])$/;

/** The texts that an answer may be meant as. @param said  without its thoughts */
export function meantTexts(said: string, how: readonly Normalising[]): string[] {
  if (!how.includes('dress')) return [said];
  const bare = said.trim();
  const labelled = bare.replace(LABEL, '');
  const inFence = ONLY_FENCE.exec(labelled)?.[2];
  const inCode = ONLY_CODE.exec(labelled)?.[1];
  const plain = undressed(labelled).trim();
  const texts = [bare, labelled, inFence, inCode, plain, plain.replace(LABEL, '')].filter((text) => text !== undefined);
  return [...new Set(texts.flatMap((text) => [text, withoutEnd(text), unquoted(text), unquoted(withoutEnd(text))]))];
}

function withoutEnd(text: string): string {
  return text.replace(/(?<=[^\s.])\.\s*$/, '');
}

function unquoted(text: string): string {
  const [, open, inner] = QUOTED.exec(text.trim()) ?? [];
  return open === undefined ? text : inner!;
}

/** A text in the form in which texts are compared. */
export function comparable(text: string, how: readonly Normalising[]): string {
  let form = text.normalize('NFC');
  if (how.includes('accents')) form = form.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC');
  if (how.includes('punctuation')) form = form.replace(/[\p{P}\p{S}]/gu, ' ');
  if (how.includes('space') || how.includes('punctuation')) form = form.replace(/\s+/g, ' ').trim();
  return how.includes('case') ? form.toLowerCase() : form;
}

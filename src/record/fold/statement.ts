/**
 * An organelle's account, line by line. The lines are the very entries that the engine posted, derived from the journal
 * by the same function, so the running balance ends at the balance on screen or something is wrong.
 */
import { plainName } from '../../tasks/own/names.ts';
import { entriesOf, MOVES_NOTHING } from '../../ecology/events/entries.ts';
import type { Episode, Event, EventOf, GenerationRecord } from '../../ecology/events/events.ts';
import { ignored } from '../../ecology/events/ignored.ts';
import { accountOf } from '../../economy/ledger.ts';
import type { AnswerView } from './view.ts';

export interface StatementLine {
  key: string;
  generation: number;
  /** What the line is for, in words. */
  text: string;
  /** Signed, E. */
  amountEnergy: number;
  /** After this line, E. */
  balanceEnergy: number;
  /** The attempt behind it; null for tickets, births and estates. */
  episode: (Episode & { generation: number }) | null;
}

/** All lines of one organelle's account over the given records, oldest first. */
export function statementOf(organelle: number, records: readonly GenerationRecord[]): StatementLine[] {
  const account = accountOf(organelle);
  const lines: StatementLine[] = [];
  let balanceEnergy = 0;
  for (const { generation, events } of records) {
    for (const event of events) {
      for (const entry of entriesOf(event, generation)) {
        if (entry.from !== account && entry.to !== account) continue;
        const amountEnergy = entry.to === account ? entry.amountEnergy : -entry.amountEnergy;
        balanceEnergy += amountEnergy;
        lines.push({
          key: `${generation}.${lines.length}`,
          generation,
          text: wordsFor(event, entry.kind, amountEnergy, event.type === 'episode' && event.organelle !== organelle),
          amountEnergy,
          balanceEnergy,
          episode: event.type === 'episode' ? { ...event, generation } : null,
        });
      }
    }
  }
  return lines;
}

function wordsFor(event: Event, kind: string, amountEnergy: number, isPartner: boolean): string {
  switch (event.type) {
    case 'episode':
      return `${kind}, ${plainName(event.cell)}${isPartner ? ', as the elite of a team' : ''}`;
    case 'feedback':
      return `thumb ${event.thumb}, ${plainName(event.cell)}`;
    case 'ticket-paid':
      return 'ticket';
    case 'learned':
      return `learning, ${plainName(event.cell)}`;
    case 'assimilated':
      return 'test of a merged child';
    case 'auditioned':
      return `audition for ${plainName(event.cell)}`;
    case 'retired':
      return `estate, ${RETIREMENT_WORDS[event.why]}`;
    case 'born':
      return amountEnergy < 0 ? `gift to its child ${event.name}` : BIRTH_GIFTS[event.operator];
    default:
      ignored(event, MOVES_NOTHING);
      return kind;
  }
}

/** Where an organelle's first energy came from, in words. */
const BIRTH_GIFTS: Record<EventOf<'born'>['operator'], string> = {
  founder: 'founding gift of the environment',
  immigrant: 'gift of the environment to an elite that returns',
  split: 'gift of its parent',
  merge: 'gift of its parents',
  clone: 'half of what its original had',
  brought: 'gift of the environment to one that was brought in',
};

/** How a life ended, in words. */
export const RETIREMENT_WORDS: Record<string, string> = {
  bankrupt: 'bankrupt',
  age: 'of old age',
  displaced: 'displaced by a newborn',
  removed: 'removed by hand where a fork began',
};

/** The attempts of one organelle over the given records, newest first, with the thumbs that the records tell of. */
export function episodesOf(organelle: number, records: readonly GenerationRecord[]): AnswerView[] {
  const thumbs = new Map<string, AnswerView['thumb']>();
  const answers: AnswerView[] = [];
  for (const { generation, events } of records) {
    for (const event of events) {
      if (event.type === 'feedback') thumbs.set(`${event.episode.generation}.${event.episode.index}`, event.thumb);
      if (event.type === 'episode' && event.organelle === organelle) answers.push({ ...event, generation });
    }
  }
  return answers.reverse().map((answer) => {
    const thumb = thumbs.get(`${answer.generation}.${answer.index}`);
    return thumb ? { ...answer, thumb } : answer;
  });
}

/**
 * Which energy an event moves. The engine posts these entries to its ledger and every reader derives the same ones, so
 * an account's statement can be made from the journal alone, line by line.
 */
import { accountOf, DISSIPATED, ENVIRONMENT, type Entry } from '../../economy/ledger.ts';
import { toEnergy } from '../../economy/energy.ts';
import type { Event, EventOf } from './events.ts';
import { ignored } from './ignored.ts';

/** Where an entry came from: `12` is generation 12, `12.5` its episode number 5. */
type EntryRef = string;

/** The events that move no energy. */
export const MOVES_NOTHING = [
  'run-started',
  'rules-changed',
  'forked',
  'frozen',
  'tweaked',
  'climate',
  'cell-opened',
  'birth-waited',
  'strike',
  'elite',
  'measured',
  'learning-refused',
  'morphed',
  'meta-proposed',
  'meta-window-opened',
  'meta-window',
  'meta-judged',
  'catastrophe',
  'cell-closed',
  'niche-starved',
  'niche-taken',
  'custom-changed',
  'mastered',
  'canary',
  'routed',
  'generation-ended',
] as const;

/** The entries of one event, in posting order; zero amounts are left out. */
export function entriesOf(event: Event, generation: number): Entry[] {
  const ref: EntryRef = event.type === 'episode' ? `${generation}.${event.index}` : String(generation);
  const move = (from: string, to: string, amountEnergy: number, kind: Entry['kind']): Entry[] =>
    amountEnergy > 0 ? [{ from, to, amountEnergy, kind, ref }] : [];
  switch (event.type) {
    case 'born': {
      const child = accountOf(event.organelle);
      if (event.operator === 'founder') return move(ENVIRONMENT, child, event.energy, 'founding');
      if (event.operator === 'immigrant' || event.operator === 'brought')
        return move(ENVIRONMENT, child, event.energy, 'immigration');
      return giftsOf(event).flatMap((gift, i) => move(accountOf(event.parents[i]!), child, gift, 'inheritance'));
    }
    case 'assimilated':
      return event.paid.flatMap((paid, i) => move(accountOf(event.parents[i]!), DISSIPATED, paid, 'trial'));
    case 'auditioned':
      return move(accountOf(event.organelle), DISSIPATED, event.paid, 'trial');
    case 'learned':
      return move(accountOf(event.organelle), DISSIPATED, event.paid, 'learning');
    case 'ticket-paid':
      return move(accountOf(event.organelle), DISSIPATED, event.energy, 'ticket');
    case 'retired':
      return move(accountOf(event.organelle), ENVIRONMENT, event.estate, 'estate');
    case 'feedback':
      return feedbackEntries(event, move);
    case 'episode':
      return [
        ...move(ENVIRONMENT, accountOf(event.organelle), event.revenue, 'revenue'),
        ...move(accountOf(event.organelle), DISSIPATED, event.paid, 'cost'),
        ...move(accountOf(event.organelle), ENVIRONMENT, event.overflow, 'overflow'),
        ...(event.team ? teamEntries(event.team, move) : []),
      ];
    default:
      ignored(event, MOVES_NOTHING);
      return [];
  }
}

type Move = (from: string, to: string, amountEnergy: number, kind: Entry['kind']) => Entry[];

function feedbackEntries({ organelle, thumb, energy, overflow }: EventOf<'feedback'>, move: Move): Entry[] {
  const account = accountOf(organelle);
  if (thumb === 'down') return move(account, DISSIPATED, energy, 'reproof');
  return [...move(ENVIRONMENT, account, energy, 'praise'), ...move(account, ENVIRONMENT, overflow, 'overflow')];
}

/** What the partner of a team got and paid. */
function teamEntries(team: NonNullable<EventOf<'episode'>['team']>, move: Move): Entry[] {
  const account = accountOf(team.partner);
  return [
    ...move(ENVIRONMENT, account, team.revenue, 'revenue'),
    ...move(account, DISSIPATED, team.paid, 'cost'),
    ...move(account, ENVIRONMENT, team.overflow, 'overflow'),
  ];
}

/** What each parent gave: all of it, or a half each, the grid's odd unit from the first. */
function giftsOf({ parents, energy }: Pick<EventOf<'born'>, 'parents' | 'energy'>): number[] {
  if (parents.length < 2) return [energy];
  const second = toEnergy(energy / parents.length);
  return parents.map((_, i) => (i === 0 ? energy - second * (parents.length - 1) : second));
}

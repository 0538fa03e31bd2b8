/**
 * Which energy an event moves. The engine posts these entries to its ledger and every reader derives the same ones, so
 * an account's statement can be made from the journal alone, line by line.
 */
import { accountOf, DISSIPATED, ENVIRONMENT, type Entry } from '../economy/ledger.ts';
import type { Event } from './events.ts';

/** Where an entry came from: `12` is generation 12, `12.5` its episode number 5. */
export type EntryRef = string;

/** The entries of one event, in posting order; zero amounts are left out. */
export function entriesOf(event: Event, generation: number): Entry[] {
  const ref: EntryRef = event.type === 'episode' ? `${generation}.${event.index}` : String(generation);
  const move = (from: string, to: string, amountEnergy: number, kind: Entry['kind']): Entry[] =>
    amountEnergy > 0 ? [{ from, to, amountEnergy, kind, ref }] : [];
  switch (event.type) {
    case 'born': {
      const source = event.operator === 'founder' ? ENVIRONMENT : accountOf(event.parents[0]!);
      const kind = event.operator === 'founder' ? 'founding' : 'inheritance';
      return move(source, accountOf(event.organelle), event.energy, kind);
    }
    case 'ticket-paid':
      return move(accountOf(event.organelle), DISSIPATED, event.energy, 'ticket');
    case 'retired':
      return move(accountOf(event.organelle), ENVIRONMENT, event.estate, 'estate');
    case 'episode':
      return [
        ...move(ENVIRONMENT, accountOf(event.organelle), event.revenue, 'revenue'),
        ...move(accountOf(event.organelle), DISSIPATED, event.paid, 'cost'),
        ...move(accountOf(event.organelle), ENVIRONMENT, event.overflow, 'overflow'),
      ];
    default:
      return [];
  }
}

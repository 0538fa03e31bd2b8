/** A run's journal as tables: its attempts, every entry of its energy's ledger, and its series. Energies are in E. */
import { entriesOf } from '../../ecology/events/entries.ts';
import type { Episode, GenerationRecord } from '../../ecology/events/events.ts';
import type { Series } from '../../record/fold/view.ts';
import type { TableColumn, ColumnTable } from '../columns.ts';

/** One row an attempt, in the order in which they were made. */
export function episodeTable(records: readonly GenerationRecord[]): ColumnTable {
  const rows = records.flatMap(({ generation, events }) =>
    events.flatMap((event) => (event.type === 'episode' ? [{ generation, ...event }] : [])),
  );
  type Row = Episode & { generation: number };
  const whole = (name: string, of: (row: Row) => number): TableColumn => ({
    name,
    type: 'whole',
    values: rows.map(of),
  });
  const number = (name: string, of: (row: Row) => number): TableColumn => ({
    name,
    type: 'number',
    values: rows.map(of),
  });
  const text = (name: string, of: (row: Row) => string): TableColumn => ({ name, type: 'text', values: rows.map(of) });
  return {
    columns: [
      whole('generation', ({ generation }) => generation),
      whole('episode', ({ index }) => index),
      whole('organelle', ({ organelle }) => organelle),
      text('family', ({ cell }) => cell.slice(0, cell.lastIndexOf('/'))),
      text('depth', ({ cell }) => cell.slice(cell.lastIndexOf('/') + 1)),
      text('task', ({ task }) => task),
      text('prompt', ({ prompt }) => prompt),
      text('target', ({ target }) => (typeof target === 'string' ? target : JSON.stringify(target))),
      text('answer', ({ answer }) => answer),
      number('grade', ({ grade }) => grade),
      { name: 'solved', type: 'flag', values: rows.map(({ solved }) => solved) },
      text('why', ({ why }) => why),
      text('choice', ({ choice }) => choice),
      whole('prompt_tokens', ({ promptTokens }) => promptTokens),
      whole('new_tokens', ({ newTokens }) => newTokens),
      number('flops', ({ flops }) => flops),
      number('cost', ({ cost }) => cost),
      number('paid', ({ paid }) => paid),
      number('revenue', ({ revenue }) => revenue),
      number('overflow', ({ overflow }) => overflow),
    ],
  };
}

/** One row an entry: energy moved from one account to another. Over all rows an account's sum is its balance. */
export function ledgerTable(records: readonly GenerationRecord[]): ColumnTable {
  const rows = records.flatMap(({ generation, events }) =>
    events.flatMap((event) => entriesOf(event, generation).map((entry) => ({ generation, ...entry }))),
  );
  return {
    columns: [
      { name: 'generation', type: 'whole', values: rows.map(({ generation }) => generation) },
      { name: 'episode', type: 'whole', values: rows.map(({ ref }) => episodeOf(ref)) },
      { name: 'kind', type: 'text', values: rows.map(({ kind }) => kind) },
      { name: 'from_account', type: 'text', values: rows.map(({ from }) => from) },
      { name: 'to_account', type: 'text', values: rows.map(({ to }) => to) },
      { name: 'energy', type: 'number', values: rows.map(({ amountEnergy }) => amountEnergy) },
    ],
  };
}

/** The number of the attempt that an entry belongs to; null for what belongs to none. */
function episodeOf(ref: string): number | null {
  const [, episode] = ref.split('.');
  return episode === undefined ? null : Number(episode);
}

/** What is counted in whole numbers; the other series are measures. */
const COUNTS = new Set(['population', 'births', 'deaths', 'episodes', 'lineages']);

/** One row a generation; a family that nobody tried there is empty. */
export function seriesTable({ generation, solvedByFamily, ...measures }: Series): ColumnTable {
  const families = Object.entries(solvedByFamily).map(([family, values]) => [`solved_${family}`, values] as const);
  return {
    columns: [
      { name: 'generation', type: 'whole', values: generation },
      ...[...Object.entries(measures), ...families].map(([name, values]): TableColumn => ({
        name: inSnakeCase(name),
        type: COUNTS.has(name) ? 'whole' : 'number',
        values,
      })),
    ],
  };
}

export function inSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

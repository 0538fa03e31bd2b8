/** A run's measurements on the test pool as a table, and with its series as scalars. */
import type { View } from '../../record/fold/view.ts';
import type { TableColumn, ColumnTable } from '../columns.ts';
import { inSnakeCase } from './tables.ts';
import type { Scalars } from './tensorboard.ts';

const INTERVALS = ['base', 'elite', 'portfolio', 'difference', 'portfolioDifference'] as const;

/** One row a measurement: shares of tasks solved and their differences, each with its 95 % interval. */
export function measurementTable({ measurements }: View): ColumnTable {
  const column = (name: string, of: (row: View['measurements'][number]) => number): TableColumn => ({
    name,
    type: 'number',
    values: measurements.map(of),
  });
  return {
    columns: [
      { name: 'generation', type: 'whole', values: measurements.map(({ generation }) => generation) },
      { name: 'tasks', type: 'whole', values: measurements.map(({ tasks }) => tasks) },
      ...INTERVALS.flatMap((key) =>
        (['mean', 'low', 'high'] as const).map((end) => column(`${inSnakeCase(key)}_${end}`, (row) => row[key][end])),
      ),
    ],
  };
}

/** Every series, and the shares that measurements found, as TensorBoard groups them: by what stands before the slash. */
export function scalarsOf({ series, measurements }: View): Scalars[] {
  const { generation: generations, solvedByFamily, ...measures } = series;
  const over = (tag: string, values: readonly number[]): Scalars => ({
    tag,
    points: generations.map((generation, i) => ({ generation, value: values[i]! })),
  });
  return [
    ...Object.entries(measures).map(([name, values]) => over(`world/${inSnakeCase(name)}`, values)),
    ...Object.entries(solvedByFamily).map(([family, values]) => over(`solved/${family}`, values)),
    ...(['base', 'elite', 'portfolio'] as const).map((who) => ({
      tag: `measured/${who}`,
      points: measurements.map((row) => ({ generation: row.generation, value: row[who].mean })),
    })),
  ];
}

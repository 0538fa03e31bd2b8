/** A run in the forms that other tools read, for the command line and the page alike. */
import type { AdapterChoice } from './adapters/chosen.ts';
import { exportOrt, exportPeft } from './adapters/peft.ts';
import type { BaseModel } from './adapters/model-card.ts';
import { writeCsv, writeParquet, type ColumnTable } from './columns.ts';
import { archiveTable, gridOf } from './data/archive.ts';
import { measurementTable, scalarsOf } from './data/measurements.ts';
import { newick, phylogeny } from './data/phylogeny.ts';
import { episodeTable, ledgerTable, seriesTable } from './data/tables.ts';
import { writeEvents } from './data/tensorboard.ts';
import type { FormatName } from './format-words.ts';
import { jsonFile, runFactsOf, type ExportedFiles, type WholeRun } from './run.ts';

export interface ExportChoice {
  /** Which adapters; only forms of adapters look at it. */
  which: AdapterChoice;
  /** The torch model that the run's model came from; its name in the run unless told. */
  base?: BaseModel | undefined;
}

type Format = (run: WholeRun, choice: ExportChoice) => ExportedFiles;

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  peft: (run, { which, base }) =>
    exportPeft(run, { choice: which, base: base ?? { repository: run.view.run.host.name } }),
  ort: (run, { which }) => exportOrt(run, which),
  alife: (run) => withFacts(run, 'alife', [['phylogeny.csv', writeCsv(phylogeny(run.view))]]),
  newick: (run) => withFacts(run, 'newick', [['phylogeny.nwk', newick(run.view)]]),
  archive: (run) =>
    withFacts(run, 'archive', [
      ['archive.csv', writeCsv(archiveTable(run.world))],
      ['grid.json', jsonFile(gridOf(run.world))],
    ]),
  csv: (run) =>
    withFacts(
      run,
      'csv',
      tablesOf(run).map(([name, table]) => [`${name}.csv`, writeCsv(table)]),
    ),
  parquet: (run) =>
    withFacts(
      run,
      'parquet',
      tablesOf(run).map(([name, table]) => [`${name}.parquet`, writeParquet(table, runFactsOf(run.view))]),
    ),
  tensorboard: (run) => {
    const facts = runFactsOf(run.view);
    const name = `events.out.tfevents.0.${facts.hash.slice(0, 12)}`;
    return withFacts(run, 'tensorboard', [[name, writeEvents(scalarsOf(run.view), facts)]]);
  },
};

function tablesOf({ records, view }: WholeRun): [string, ColumnTable][] {
  return [
    ['episodes', episodeTable(records)],
    ['ledger', ledgerTable(records)],
    ['series', seriesTable(view.series)],
    ['measurements', measurementTable(view)],
  ];
}

/** With a file beside them that says which run they are of. */
function withFacts({ view }: WholeRun, format: string, files: [string, Uint8Array<ArrayBuffer>][]): ExportedFiles {
  return new Map([
    ...files,
    ['export.json', jsonFile({ format: `evolora-${format}`, version: 1, run: runFactsOf(view) })],
  ]);
}

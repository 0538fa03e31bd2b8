/**
 * The command line: the same engine without a page.
 *
 *     npm run evolora -- run experiments/default.yaml --generations 200 --seed 1 --out runs/one
 */
import { parseArgs } from 'node:util';
import { LabError, reportOf } from '../core/errors.ts';
import { runCommand } from './run.ts';

const USAGE = `Usage:
  npm run evolora -- run EXPERIMENT.yaml --generations N [--seed S] [--out DIR]

Runs a world without a page and leaves its journal in DIR (runs/NAME-SEED by default).
DIR/run.evolora can be imported in the page. A DIR that already holds this run is continued.`;

async function main(argv: string[]): Promise<void> {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || command === '--help') {
    console.log(USAGE);
    return;
  }
  if (command !== 'run') throw usageError(`There is no command called ${command}.`);
  const { values, positionals } = parseArgs({
    args: rest,
    allowPositionals: true,
    options: { generations: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' } },
  });
  const [experiment] = positionals;
  if (!experiment || positionals.length > 1) throw usageError('Name one experiment file.');
  const generations = Number(values.generations);
  if (!Number.isInteger(generations) || generations < 1)
    throw usageError('--generations needs a whole number above 0.');
  await runCommand({ experiment, generations, seed: values.seed ?? '1', out: values.out });
}

function usageError(sentence: string): LabError {
  return new LabError('usage', sentence, USAGE);
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  const { sentence, nextStep } = thrown instanceof LabError ? thrown : reportOf(thrown);
  console.error(`\n${sentence}\n${nextStep}`);
  if (!(thrown instanceof LabError)) console.error(thrown);
  process.exitCode = 1;
});

/**
 * The command line: the same engine without a page.
 *
 *     npm run evolora -- run experiments/default.yaml --generations 200 --seed 1 --out runs/one
 *     npm run evolora -- summary runs/one runs/two
 */
import { parseArgs } from 'node:util';
import { LabError, reportOf } from '../core/errors.ts';
import { runCommand } from './run.ts';
import { summaryCommand } from './summary.ts';

const USAGE = `Usage:
  npm run evolora -- run EXPERIMENT.yaml --generations N [--seed S] [--out DIR]
  npm run evolora -- summary DIR [DIR ...]

run      Runs a world without a page and leaves its journal in DIR (runs/NAME-SEED by default).
         DIR/run.evolora can be imported in the page. A DIR that already holds this run is continued.
summary  Prints what happened in some runs, as a Markdown table.`;

async function main(argv: string[]): Promise<void> {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || command === '--help') {
    console.log(USAGE);
    return;
  }
  if (command === 'run') return run(rest);
  if (command === 'summary') {
    if (rest.length === 0) throw usageError('Name at least one directory.');
    return summaryCommand(rest);
  }
  throw usageError(`There is no command called ${command}.`);
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args);
  const [experiment] = positionals;
  if (!experiment || positionals.length > 1) throw usageError('Name one experiment file.');
  const generations = Number(values.generations);
  if (!Number.isInteger(generations) || generations < 1)
    throw usageError('--generations needs a whole number above 0.');
  await runCommand({ experiment, generations, seed: values.seed ?? '1', out: values.out });
}

function readArguments(args: string[]) {
  const options = { generations: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' } } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options });
  } catch (thrown) {
    throw usageError((thrown as Error).message.split('. ')[0] + '.');
  }
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

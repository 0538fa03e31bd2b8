/**
 * The command line: the same engine without a page.
 *
 *     npm run evolora -- run experiments/default.yaml --generations 200 --seed 1 --out runs/one
 *     npm run evolora -- summary runs/one runs/two
 *     npm run evolora -- learn experiments/learning.yaml --rule evolution --family code.format --seed 1
 */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { LabError, reportOf } from '../core/errors.ts';
import { RULE_NAMES, type RuleName } from '../organelles/plasticity/settings.ts';
import { learnCommand } from './learn.ts';
import { runCommand } from './run.ts';
import { summaryCommand } from './summary.ts';

const USAGE = `Usage:
  npm run evolora -- run EXPERIMENT.yaml --generations N [--seed S] [--out DIR]
  npm run evolora -- summary DIR [DIR ...]
  npm run evolora -- learn EXPERIMENT.yaml [--rule RULE] [--family FAMILY] [--seed S] [--all] [--out FILE] [--threads N]

run      Runs a world without a page and leaves its journal in DIR (runs/NAME-SEED by default).
         DIR/run.evolora can be imported in the page. A DIR that already holds this run is continued.
summary  Prints what happened in some runs, as a Markdown table.
learn    One adapter learns a family by a local rule; prints what it solves before and after, on test tasks.
         --all tries everything the experiment names. With --out, trials are kept in FILE and never repeated.`;

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
  if (command === 'learn') return learn(rest);
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

async function learn(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const options = { rule: text, family: text, seed: text, out: text, threads: text, all: { type: 'boolean' } } as const;
  const { values, positionals } = readOptions(args, options);
  const { rule, family, out } = values;
  const [experiment] = positionals;
  if (!experiment || positionals.length > 1) throw usageError('Name one experiment file.');
  if (rule !== undefined && !isRuleName(rule)) throw usageError(`--rule is one of ${RULE_NAMES.join(', ')}.`);
  if (!values.all && (rule === undefined || family === undefined))
    throw usageError('Name a rule and a family, or --all for everything left open.');
  const seed = values.seed === undefined ? undefined : wholeNumber('--seed', values.seed, 0);
  await learnCommand({
    experiment,
    rule,
    family,
    seed,
    out,
    threads: wholeNumber('--threads', values.threads ?? '2', 1),
  });
}

function isRuleName(name: string): name is RuleName {
  return (RULE_NAMES as string[]).includes(name);
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw usageError(`${option} needs a whole number from ${least} on.`);
  return value;
}

function readArguments(args: string[]) {
  const options = { generations: { type: 'string' }, seed: { type: 'string' }, out: { type: 'string' } } as const;
  return readOptions(args, options);
}

function readOptions<Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
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

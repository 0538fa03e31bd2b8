/**
 * The command line: the same engine without a page.
 *
 *     npm run evolora -- run experiments/ecology.yaml --flops 2e12 --seeds 1,2,3
 *     npm run evolora -- summary runs/ecology-1 runs/ecology-2
 *     npm run evolora -- compare runs/ecology-1 runs/single-1 --baseline single
 *     npm run evolora -- contest experiments/smoke.yaml
 *     npm run evolora -- learn experiments/learning.yaml --rule evolution --family code.format --seed 1
 */
import { availableParallelism } from 'node:os';
import { ExplainedError } from '../base/errors.ts';
import { LabError, reportOf } from '../core/errors.ts';
import { RULE_NAMES, type RuleName } from '../organelles/plasticity/settings.ts';
import { calibrateCommand, calibrateHostCommand } from './commands/calibrate.ts';
import { calibrateWorldCommand } from './commands/calibrate-world.ts';
import { compareCommand } from './commands/compare.ts';
import { contestCommand } from './commands/contest.ts';
import { contestRunCommand } from './commands/contest-run.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportWords } from './commands/export.ts';
import { forkWords } from './commands/fork.ts';
import { hostCommand } from './commands/host.ts';
import { learnCommand } from './commands/learn.ts';
import { mergeWords } from './commands/merge.ts';
import { modelsWords } from './commands/models.ts';
import { presetsCommand } from './commands/presets.ts';
import { runCommand } from './commands/run.ts';
import { summaryCommand } from './commands/summary.ts';
import { tasksCheckCommand } from './commands/tasks-check.ts';
import { HOST, hostOf, readBudget, readOptions, usageError, wholeNumber } from './options.ts';
import { STOPPED, stoppable } from './stoppable.ts';
import { USAGE } from './usage.ts';

const NOTHING_CHANGED = 'Nothing was changed or written; give the same command again for the whole.';

async function main(argv: string[]): Promise<void> {
  const [command, ...rest] = argv;
  if (command === undefined || command === 'help' || command === '--help') {
    console.log(USAGE);
    return;
  }
  if (command === 'presets') return presets(rest);
  if (command === 'run') return run(rest);
  if (command === 'fork') return forkWords(rest);
  if (command === 'tasks') return stoppable(NOTHING_CHANGED, () => tasks(rest));
  if (command === 'summary') return summary(rest);
  if (command === 'compare') return stoppable(NOTHING_CHANGED, () => compare(rest));
  if (command === 'evaluate') return stoppable(NOTHING_CHANGED, () => evaluate(rest));
  if (command === 'contest') return contest(rest);
  if (command === 'contest-run') return contestRun(rest);
  if (command === 'calibrate') return stoppable(NOTHING_CHANGED, () => calibrate(rest));
  if (command === 'host') return lookInto(rest);
  if (command === 'learn') return learn(rest);
  if (command === 'export') return stoppable(NOTHING_CHANGED, () => exportWords(rest));
  if (command === 'merge') return stoppable(NOTHING_CHANGED, () => mergeWords(rest));
  if (command === 'models') return modelsWords(rest);
  throw usageError(`There is no command called ${command}.`);
}

async function presets(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, HOST);
  if (positionals.length > 0) throw usageError('presets takes options only.');
  await presetsCommand(hostOf(values));
}

async function tasks(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readOptions(args, { tasks: text, grader: text, threads: text, ...HOST });
  const [what, file, ...more] = positionals;
  if (what !== 'check' || file === undefined || more.length > 0) throw usageError('Say “tasks check” and one file.');
  await tasksCheckCommand({
    file,
    grader: values.grader,
    tasks: wholeNumber('--tasks', values.tasks ?? '64', 0),
    threads: wholeNumber('--threads', values.threads ?? '2', 1),
    ...hostOf(values),
  });
}

async function summary(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, HOST);
  if (positionals.length === 0) throw usageError('Name at least one directory.');
  await summaryCommand(positionals, hostOf(values));
}

async function run(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const adapter = { type: 'string', multiple: true } as const;
  const own = { tasks: text, grader: text, adapter, threads: text, keep: text } as const;
  const options = { generations: text, flops: text, seed: text, seeds: text, out: text, ...own, ...HOST };
  const { values, positionals } = readOptions(args, options);
  const [experiment] = positionals;
  if (!experiment || positionals.length > 1) throw usageError('Name one experiment file.');
  const { seed, seeds: several, out, tasks, grader } = values;
  requireTasks(tasks, grader);
  if (seed !== undefined && several !== undefined) throw usageError('Use --seed or --seeds, not both.');
  const seeds = seedsOf(several ?? seed ?? '1');
  if (out !== undefined && seeds.length > 1) throw usageError('--out is for one seed; several go to runs/NAME-SEED.');
  const threads = wholeNumber('--threads', values.threads ?? '2', 1);
  const adapters = values.adapter ?? [];
  const begun = { experiment, tasks, grader, adapters, budget: readBudget(values), seeds };
  const keepBytes = values.keep === undefined ? undefined : wholeNumber('--keep', values.keep, 0) * 1e6;
  await runCommand({ ...begun, out, threads, keepBytes, ...hostOf(values) });
}

function requireTasks(tasks: string | undefined, grader: string | undefined): void {
  if (grader !== undefined && tasks === undefined) throw usageError('--grader is for the tasks of --tasks FILE.');
}

function seedsOf(text: string): string[] {
  const seeds = text.split(',').map((each) => each.trim());
  if (seeds.includes('') || new Set(seeds).size < seeds.length) throw usageError('--seeds needs different seeds.');
  return seeds;
}

async function compare(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readOptions(args, { tasks: text, baseline: text, ...HOST });
  if (positionals.length === 0) throw usageError('Name at least one directory.');
  const tasks = wholeNumber('--tasks', values.tasks ?? '240', 1);
  await compareCommand({ directories: positionals, tasks, baseline: values.baseline, ...hostOf(values) });
}

async function evaluate(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const adapter = { type: 'string', multiple: true } as const;
  const own = { tasks: text, grader: text, adapter, threads: text } as const;
  const { values, positionals } = readOptions(args, { number: text, ...own, ...HOST });
  if (positionals.length === 0) throw usageError('Name at least one directory.');
  requireTasks(values.tasks, values.grader);
  await evaluateCommand({
    adapters: values.adapter ?? [],
    directories: positionals,
    file: values.tasks,
    grader: values.grader,
    tasks: wholeNumber('--number', values.number ?? '240', 1),
    threads: wholeNumber('--threads', values.threads ?? '2', 1),
    ...hostOf(values),
  });
}

async function contest(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { seeds: text, only: text, out: text, jobs: text, tables: flag, json: flag, ...HOST } as const;
  const { values, positionals } = readOptions(args, options);
  const [manifest] = positionals;
  if (!manifest || positionals.length > 1) throw usageError('Name one manifest.');
  const { seeds, only, out, tables = false, json = false } = values;
  await contestCommand({
    manifest,
    out,
    jobs: wholeNumber('--jobs', values.jobs ?? String(availableParallelism()), 1),
    seeds: seeds === undefined ? undefined : seedsOf(seeds),
    only: only?.split(',').map((each) => each.trim()),
    tablesOnly: tables,
    json,
    ...hostOf(values),
  });
}

/** Not in the usage: what `contest` calls in processes of their own. */
async function contestRun(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const { values, positionals } = readOptions(args, { out: text, experiment: text, arm: text, seed: text, ...HOST });
  const { out, experiment, arm, seed } = values;
  const [manifest] = positionals;
  if (!manifest || !out || !experiment || !arm || seed === undefined)
    throw usageError('contest-run is for “contest” to call.');
  await contestRunCommand({ manifest, out, experiment, arm, seed, ...hostOf(values) });
}

async function calibrate(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const test = { tests: text, batch: text, 'least-uplift': text, 'futility-alpha': text, twins: flag } as const;
  const own = { tasks: text, grader: text, number: text } as const;
  const world = { world: flag, ...own, base: text, seconds: text, out: text, threads: text } as const;
  const { values, positionals } = readOptions(args, { ...test, ...world, seed: text, ...HOST });
  if (positionals.length > 0) throw usageError('calibrate takes options only.');
  const { seed } = values;
  if (values.world) {
    const { tasks, grader, number } = values;
    const file = tasks === undefined || /^-?[\d.]+$/.test(tasks) ? undefined : tasks;
    requireTasks(file, grader);
    if (number !== undefined && file === undefined) throw usageError('--number is for the tasks of --tasks FILE.');
    return calibrateWorldCommand({
      file,
      grader,
      tasks: file === undefined ? wholeNumber('--tasks', tasks ?? '8', 1) : wholeNumber('--number', number ?? '8', 1),
      base: values.base ?? 'ecology',
      seed: seed ?? '1',
      secondsPerGeneration: wholeNumber('--seconds', values.seconds ?? '60', 1),
      threads: wholeNumber('--threads', values.threads ?? '2', 1),
      out: values.out,
      ...hostOf(values),
    });
  }
  const whole = (name: 'tests' | 'batch') =>
    values[name] === undefined ? undefined : wholeNumber(`--${name}`, values[name], 1);
  const share = (name: 'least-uplift' | 'futility-alpha') => {
    if (values[name] === undefined) return undefined;
    const value = Number(values[name]);
    if (!(value > 0 && value < 1)) throw usageError(`--${name} needs a number between 0 and 1.`);
    return value;
  };
  const options = { tests: whole('tests'), batch: whole('batch'), seed };
  if (values.twins) return calibrateHostCommand({ ...options, ...hostOf(values) });
  const tuned = { leastUplift: share('least-uplift'), futilityAlpha: share('futility-alpha') };
  calibrateCommand({ ...options, ...tuned, ...hostOf(values) });
}

async function lookInto(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const numbers = { rows: text, tokens: text, threads: text } as const;
  const options = {
    golden: text,
    json: { type: 'boolean' },
    speed: { type: 'boolean' },
    ...numbers,
    ...HOST,
  } as const;
  const { values, positionals } = readOptions(args, options);
  const { golden, json = false, speed = false } = values;
  const named = [...positionals, ...(values.host === undefined ? [] : [values.host])];
  if (named.length > 1) throw usageError('Name one model.');
  const number = (option: keyof typeof numbers) =>
    values[option] === undefined ? undefined : wholeNumber(`--${option}`, values[option], 1);
  await hostCommand({
    ...hostOf({ ...values, ...(named[0] !== undefined && { host: named[0] }) }),
    golden,
    json,
    speed,
    rows: number('rows'),
    tokens: number('tokens'),
    threads: number('threads') ?? 2,
  });
}

async function learn(args: string[]): Promise<void> {
  const text = { type: 'string' } as const;
  const options = {
    rule: text,
    family: text,
    seed: text,
    out: text,
    threads: text,
    all: { type: 'boolean' },
    ...HOST,
  } as const;
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
    ...hostOf(values),
  });
}

function isRuleName(name: string): name is RuleName {
  return (RULE_NAMES as string[]).includes(name);
}

main(process.argv.slice(2)).catch((thrown: unknown) => {
  const { sentence, nextStep } = thrown instanceof ExplainedError ? thrown : reportOf(thrown);
  console.error(`\n${sentence}\n${nextStep}`);
  if (!(thrown instanceof ExplainedError)) console.error(thrown);
  process.exitCode = 1;
  if (!(thrown instanceof LabError && thrown.code === 'stopped')) return;
  process.exitCode = STOPPED;
  // What was stopped would go on; but first the words have to be out.
  process.stderr.write('', () => process.exit());
});

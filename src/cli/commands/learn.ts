/**
 * `evolora learn`: one adapter learns one family by one local rule, and is measured on tasks it has never seen, before and
 * after. The same library as in a world, without the world.
 */
import { appendFile, readFile } from 'node:fs/promises';
import { random } from '../../base/random.ts';
import { RULES_VERSION } from '../../core/rules-version.ts';
import { pairedDifferenceInterval, wilsonInterval } from '../../core/statistics.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { founderAdapter } from '../../organelles/heredity.ts';
import { updateOnce, type LearnContext } from '../../organelles/plasticity/learn.ts';
import { meansOf } from '../../organelles/plasticity/means.ts';
import { NO_MEMORY } from '../../organelles/plasticity/memory.ts';
import { ruleOf } from '../../organelles/plasticity/rules.ts';
import { seedling } from '../../organelles/plasticity/seedling.ts';
import { needsOf, type RuleName } from '../../organelles/plasticity/settings.ts';
import { answerTasks } from '../../tasks/answers.ts';
import { familyOf, type Depth } from '../../tasks/families.ts';
import { drawTask, drawTasks } from '../../tasks/pools.ts';
import type { Task } from '../../tasks/task.ts';
import { readExperiment } from '../experiment-text.ts';
import { openChosenHost, type ChosenHost } from '../open-host.ts';
import { parseLearningExperiment, trainingOf, type LearningExperiment } from '../learn-experiment.ts';
import { printSummary, printResults, type LearningResult } from '../tables/learn.ts';

interface LearnOptions extends ChosenHost {
  /** Path of the experiment file. */
  experiment: string;
  /** All rules, families or seeds of the experiment when left out. */
  rule?: RuleName;
  family?: string;
  seed?: number;
  /** Lines of JSON are added here, one a trial; trials it already holds of this model and these rules are not repeated. */
  out?: string;
  threads: number;
}

/** Runs what is asked for and prints a table of it. */
export async function learnCommand(options: LearnOptions): Promise<void> {
  const experiment = parseLearningExperiment(await readExperiment(options.experiment), options.experiment);
  const rules = options.rule ? [options.rule] : (Object.keys(experiment.rules) as RuleName[]);
  const families = options.family ? [familyOf(options.family).name] : experiment.families;
  const seeds = options.seed === undefined ? experiment.seeds : [options.seed];
  const kept = options.out ? await readResults(options.out) : [];
  const results: LearningResult[] = [];
  const host = await openChosenHost(options, options.threads);
  const { name: model, hash } = host.identity;
  const known = kept.filter((one) => one.hash === hash && one.rules === RULES_VERSION);
  if (known.length < kept.length)
    console.error(
      `${kept.length - known.length} of ${kept.length} trials in ${options.out} are of another model or other rules; they stay there.`,
    );
  try {
    for (const rule of rules)
      for (const family of families)
        for (const seed of seeds) {
          const custom = experiment.customs[family];
          const same = (one: LearningResult) =>
            one.rule === rule && one.family === family && one.custom === custom && one.seed === seed;
          const found = known.find(same);
          const made = { model, hash, rules: RULES_VERSION };
          const result = found ?? { ...made, ...(await runTrial(host, experiment, rule, family, seed)) };
          if (!found && options.out) await appendFile(options.out, `${JSON.stringify(result)}\n`);
          results.push(result);
        }
  } finally {
    await host.dispose();
  }
  printResults(results);
  printSummary(results);
}

/** Learns from nothing and measures. */
async function runTrial(
  host: Host,
  experiment: LearningExperiment,
  rule: RuleName,
  family: string,
  seed: number,
): Promise<LearningResult> {
  const { updates, rank, depths } = trainingOf(experiment, rule, family);
  const tests = testTasks(experiment, family, depths, seed);
  const before = await measure(host, tests, null, experiment);
  const started = performance.now();
  const context = await contextOf(host, experiment, rule, family, seed);
  const begin = random(seed, 'seedling', rule, family);
  const { founderStep } = experiment;
  let adapter =
    founderStep === undefined
      ? seedling(rule, host.sites, rank, begin)
      : founderAdapter(host.sites, rank, founderStep, begin);
  let memory = NO_MEMORY;
  const flops = { attempt: 0, learn: 0 };
  for (let update = 0; update < updates; update++) {
    const learned = await updateOnce({ ...context, adapter, memory });
    ({ adapter, memory } = learned);
    flops.attempt += learned.flops.attempt;
    flops.learn += learned.flops.learn;
    const { solvedShare, differingShare, loss } = learned.stats;
    console.error(`${rule} ${family} ${seed}: update ${update + 1}, ${figures({ solvedShare, differingShare, loss })}`);
  }
  const elapsedMs = Math.round(performance.now() - started);
  const after = await measure(host, tests, adapter, experiment);
  const share = ({ solved }: Measured) => wilsonInterval(solved.filter(Boolean).length, solved.length);
  return {
    rule,
    family,
    ...placeIn(experiment, family),
    seed,
    updates,
    dropped: memory.dropped,
    before: share(before),
    after: share(after),
    difference: pairedDifferenceInterval(after.solved.map(Number), before.solved.map(Number)),
    tokensBefore: before.meanTokens,
    tokensAfter: after.meanTokens,
    flops,
    elapsedMs,
  };
}

/** Everything an update needs but the adapter and its memory. */
async function contextOf(
  host: Host,
  experiment: LearningExperiment,
  rule: RuleName,
  family: string,
  seed: number,
): Promise<Omit<LearnContext, 'adapter' | 'memory'>> {
  const { depths, settings } = trainingOf(experiment, rule, family);
  const tasks = random(seed, 'learn', 'tasks', family);
  const context: Omit<LearnContext, 'adapter' | 'memory'> = {
    rule: ruleOf(rule, settings),
    host,
    means: await meansOf(host, rule),
    drawTasks: (count) =>
      Array.from({ length: count }, () =>
        drawTask({ family, depth: tasks.choice(depths), ...placeIn(experiment, family) }, 'train', tasks),
      ),
    reward: ({ solved, newTokens }) => Number(solved) - experiment.tokenPrice * newTokens,
    random: (purpose, ...key) => random(seed, purpose, rule, family, ...key),
    maxNewTokens: experiment.maxNewTokens,
  };
  if (needsOf(rule) === 'taps') return { ...context, tap: await host.learning.tap() };
  if (needsOf(rule) === 'gradients') return { ...context, trainingCost: (await host.learning.training()).cost };
  return context;
}

/** The form of answer that an experiment wants of a family, where it names one. */
function placeIn({ customs }: LearningExperiment, family: string): { custom?: string } {
  const custom = customs[family];
  return custom === undefined ? {} : { custom };
}

function testTasks(experiment: LearningExperiment, family: string, depths: readonly Depth[], seed: number): Task[] {
  const cells = depths.map((depth) => ({ family, depth, ...placeIn(experiment, family) }));
  return drawTasks(cells, 'test', experiment.testTasks, random(seed, 'learn', 'test', family));
}

interface Measured {
  solved: boolean[];
  meanTokens: number;
}

/** Greedy answers to the test tasks, graded. */
async function measure(
  host: Host,
  tasks: readonly Task[],
  adapter: Adapter | null,
  { maxNewTokens }: LearningExperiment,
): Promise<Measured> {
  const stream = random('learn', 'measure');
  const answers = await answerTasks(
    host,
    tasks.map((task) => ({ task, adapter, random: stream })),
    { maxNewTokens },
  );
  return {
    solved: answers.map(({ solved }) => solved),
    meanTokens: answers.reduce((sum, { newTokens }) => sum + newTokens, 0) / answers.length,
  };
}

function figures(values: Record<string, number | undefined>): string {
  const shown = Object.entries(values).filter(([, value]) => value !== undefined);
  return shown.map(([name, value]) => `${name} ${value!.toFixed(3)}`).join(', ');
}

async function readResults(path: string): Promise<LearningResult[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as LearningResult]));
}

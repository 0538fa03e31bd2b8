/** Generations of organelles that learn by Hebb's rule, and of ones that do not learn, in a browser's worker. */
import { random } from '../../../../src/base/random.ts';
import { loadHost, type Host } from '../../../../src/host/session/host.ts';
import type { Adapter } from '../../../../src/host/adapters/adapter.ts';
import type { DecodeResult } from '../../../../src/host/decode/batch.ts';
import type { HostFiles } from '../../../../src/host/files/files.ts';
import { readTokenizer } from '../../../../src/host/files/tokenizer.ts';
import type { TapRequest, TapResult } from '../../../../src/host/tap/decoder.ts';
import type { WebRuntimeOptions } from '../../../../src/host/web.ts';
import { benchRuntime, microFiles } from '../runtime.ts';
import { NO_MEMORY } from '../../../../src/organelles/plasticity/memory.ts';
import type { Learner, TrialOutcome, PlasticityRule, Trial } from '../../../../src/organelles/plasticity/rule.ts';
import { ruleOf } from '../../../../src/organelles/plasticity/rules.ts';
import { seedling } from '../../../../src/organelles/plasticity/seedling.ts';
import { families, familyOf } from '../../../../src/tasks/families.ts';
import { drawTask } from '../../../../src/tasks/pools.ts';
import type { Task } from '../../../../src/tasks/task.ts';

export interface GenerationSize {
  organelles: number;
  /** tasks of each organelle; every one is attempted twice */
  pairs: number;
  rank: number;
  newTokens: number;
}

/** An organelle with what its rule asks for. */
interface Living {
  learner: Learner;
  tasks: Task[];
  trials: Trial[];
}

/**
 * Milliseconds of generations of the micro host by turns: attempts decoded and graded without taps and without learning;
 * and the same rows with taps and offsets, each organelle's Hebbian update included. Equal rows, prompts and new tokens.
 */
export async function hebbianMs(
  options: WebRuntimeOptions,
  { turns, ...size }: GenerationSize & { turns: number },
): Promise<{ plain: number[]; hebbian: number[] }> {
  const files = endless(microFiles());
  const runtime = await benchRuntime(options);
  // Words alone: what the tokenizer's files and the template say of ends would end answers.
  const { encodePrompt, encodeText, decodeText } = await readTokenizer(files);
  const host = await loadHost({ name: 'micro', files, runtime, tokenizer: { encodePrompt, encodeText, decodeText } });
  const tap = await host.learning.tap();
  const rule = ruleOf('hebbian', { pairs: size.pairs });
  const population = Array.from({ length: size.organelles }, (_, i) => organelle(host, rule, size, i));
  const trials = population.flatMap((one) => one.trials);
  const tapped = trials.map((trial) => requestOf(host, trial, trial.adapter, size));
  // The plain decoder answers equal requests once; a copy of the adapter is another organelle's and is decoded too.
  const plain = trials.map((trial) => requestOf(host, trial, { ...trial.adapter }, size));
  const told = { plain: [] as number[], hebbian: [] as number[] };
  for (let turn = 0; turn < turns; turn++) {
    const start = performance.now();
    graded(host, trials, plain, await host.decode(plain));
    const middle = performance.now();
    const outcomes = graded(host, trials, tapped, await tap.decode(tapped, { decay: rule.tokenDecay }));
    await updateAll(rule, population, outcomes);
    told.plain.push(middle - start);
    told.hebbian.push(performance.now() - middle);
  }
  await host.dispose();
  return told;
}

function organelle(host: Host, rule: PlasticityRule, { pairs, rank }: GenerationSize, index: number): Living {
  const adapter = seedling('hebbian', host.sites, rank, random('bench', 'seedling', index));
  const learner: Learner = {
    sites: host.sites,
    adapter,
    memory: NO_MEMORY,
    random: (...key) => random('bench', index, ...key),
  };
  const tasks = Array.from({ length: pairs }, (_, pair) => {
    const { name } = families[(index + pair) % families.length]!;
    return drawTask({ family: name, depth: 'short' }, 'train', random('bench', 'tasks', index, pair));
  });
  return { learner, tasks, trials: rule.ask(learner, tasks) };
}

function requestOf(host: Host, { task, offset }: Trial, adapter: Adapter, { newTokens }: GenerationSize): TapRequest {
  const prompt = host.encodePrompt(task.prompt);
  return { prompt, adapter, offset, maxNewTokens: newTokens, temperature: 0, topP: 1, random: random('bench', 'row') };
}

/** Grades the answers. Every second row of a pair is worth more, so that no update is spared for want of a difference. */
function graded(
  host: Host,
  trials: readonly Trial[],
  requests: readonly TapRequest[],
  results: readonly (DecodeResult | TapResult)[],
): TrialOutcome[] {
  return results.map((result, i) => {
    const { tokens } = result;
    if (tokens.length !== requests[i]!.maxNewTokens) throw new Error('an answer ended early');
    const { task } = trials[i]!;
    const { solved, grade } = familyOf(task.family).grade(host.decodeText(tokens), task.target);
    const reading = 'reading' in result ? result.reading : null;
    return { prompt: requests[i]!.prompt, tokens, solved, reward: grade + (i % 2), reading };
  });
}

async function updateAll(
  rule: PlasticityRule,
  population: readonly Living[],
  outcomes: readonly TrialOutcome[],
): Promise<void> {
  let from = 0;
  for (const { learner, tasks, trials } of population) {
    const { dropped } = await rule.tell(learner, trials, outcomes.slice(from, from + trials.length), {}, tasks);
    if (dropped) throw new Error('an update was dropped');
    from += trials.length;
  }
}

/** No token of any vocabulary. */
const NO_TOKEN = 2 ** 31 - 1;

/** The files of a host whose answers do not end by themselves, so that all rows have equally many tokens. */
function endless(files: HostFiles): HostFiles {
  return {
    async read(path) {
      const bytes = await files.read(path);
      if (path !== 'config.json' && path !== 'generation_config.json') return bytes;
      const config = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
      return new TextEncoder().encode(JSON.stringify({ ...config, eos_token_id: NO_TOKEN, pad_token_id: 0 }));
    },
  };
}

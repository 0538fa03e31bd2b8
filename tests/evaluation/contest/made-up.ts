/** Results of runs that never were, for tests of what is made of them. */
import { defaultConfig } from '../../../src/ecology/config/config.ts';
import {
  TERA,
  type Contest,
  type ContestArm,
  type ContestExperiment,
} from '../../../src/evaluation/contest/contest.ts';
import type { ContestReading, CustomChange, Result } from '../../../src/evaluation/contest/reading.ts';

/** An experiment of rivals by these names, over cells of the first world. */
export function madeUpExperiment(given: Partial<ContestExperiment> & { names?: string[]; cells?: string[] } = {}) {
  const { names = ['one', 'two'], cells = ['list.sort/short', 'math/short'], ...rest } = given;
  const config = defaultConfig();
  const arms = names.map((name): ContestArm => ({ kind: 'rival', name, rival: 'generalist', settings: {} }));
  const experiment: ContestExperiment = {
    name: 'still',
    about: '',
    config: { ...config, cells: { ...config.cells, opening: cells } },
    budget: TERA,
    marks: [1],
    tasks: 4,
    score: 'last',
    arms,
    primaries: [],
    ...rest,
  };
  return experiment;
}

export function madeUpContest(...experiments: ContestExperiment[]): Contest {
  return { name: 'made-up', about: '', salt: 'blue', seeds: ['1', '2'], experiments };
}

interface MadeUp extends Partial<Omit<Result, 'readings' | 'facts'>> {
  arm: string;
  seed: string;
  readings: ContestReading[];
  facts?: Partial<Result['facts']>;
  changes?: CustomChange[];
}

export function madeUpResult({ facts, ...given }: MadeUp): Result {
  return {
    version: 1,
    contest: 'made-up',
    experiment: 'still',
    salt: 'blue',
    definition: 'd',
    host: { name: 'micro', hash: 'h', modelHash: 'm', modelType: 'llama' },
    rules: 3,
    budget: TERA,
    spent: { learn: 0.6 * TERA, attempt: 0.4 * TERA },
    facts: { updates: {}, lines: 1, ancestorFlops: 0, chargedFlops: 0, takeovers: {}, ...facts },
    changes: [],
    ...given,
  };
}

/** Answers in two cells or more: by cell the solved ones as letters; tasks are named by their place, from `first` on. */
export function madeUpReading(
  cells: Record<string, string>,
  { mark = 1, voice = '', first = 0, customs = {}, flops, lines = 1, each = 1e9 }: ReadingOptions = {},
): ContestReading {
  const read = Object.entries(cells).map(([cell, solved]) => {
    const tasks = [...solved].map((_, i) => `t${first + i}`);
    return [cell, { custom: customs[cell] ?? 'usual', tasks, solved, answerFlops: each * solved.length }] as const;
  });
  return { mark, flops: flops ?? mark * TERA, lines, voice, cells: Object.fromEntries(read) };
}

interface ReadingOptions {
  mark?: number;
  voice?: string;
  /** Number of the first task. */
  first?: number;
  /** By cell; the usual one elsewhere. */
  customs?: Record<string, string>;
  /** Lines alive. */
  lines?: number;
  /** FLOPs spent; those of the mark unless told. */
  flops?: number;
  /** FLOPs of an answer. */
  each?: number;
}

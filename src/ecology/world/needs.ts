/**
 * What a world will take, known before it begins: memory for its adapters, its answers and its learning, and what it
 * leaves in its store. What cannot fit is refused with the numbers, before anything is made.
 */
import { megabytes } from '../../base/megabytes.ts';
import { LabError } from '../../core/errors.ts';
import type { HostMemory } from '../../host/index.ts';
import { needsOf } from '../../organelles/plasticity/settings.ts';
import type { Config } from '../config/config.ts';

/** Weights, two moments and a second copy while something is learnt or merged. */
const COPIES = 4;
/** Tokens of a long prompt of the families, with its template. */
const PROMPT_TOKENS = 128;
/** Text and numbers of an attempt in the journal, bytes. */
const EPISODE_BYTES = 500;

interface RunNeeds {
  /** the living adapters with what learning keeps beside them */
  poolBytes: number;
  /** as many answers as go together */
  answeringBytes: number;
  /** what the rule of learning opens beside the host, with its smallest pass */
  learningBytes: number;
}

/** Memory that a world takes beside its host. Throws HostError `operator-without-rule` where its rule cannot work there. */
export function needsOfRun({ population, attempts, heredity, learning }: Config, memory: HostMemory): RunNeeds {
  const tokens = PROMPT_TOKENS + attempts.maxNewTokens;
  const { rank } = heredity;
  return {
    poolBytes: poolBytes(population.capacity, memory.adapterBytes(rank)),
    answeringBytes: memory.sliceBytes({ rows: Math.min(memory.sliceRows, population.episodes), tokens, rank }),
    learningBytes: {
      nothing: () => 0,
      taps: () => memory.sessionBytes,
      gradients: () => memory.trainingBytes({ rows: 1, tokens, positions: attempts.maxNewTokens, rank }),
    }[needsOf(learning.rule)](),
  };
}

/** Bytes of a population's adapters with what learning keeps beside them. */
export function poolBytes(capacity: number, adapterBytes: number): number {
  return capacity * COPIES * adapterBytes;
}

/** Bytes that a run leaves in its store, at most. */
export function storedBytes(config: Config, adapterBytes: number, generations: number): number {
  const { population, learning, heredity } = config;
  const kept = heredity.birthsPerGeneration + learning.learners;
  return generations * (kept * adapterBytes + population.episodes * EPISODE_BYTES);
}

/**
 * Throws LabError `run-too-large` for a world that does not fit into the memory that is free.
 * @param isOpen  whether the host is in memory already
 */
export function requireMemory(config: Config, memory: HostMemory, isOpen: boolean): void {
  const free = memory.freeBytes();
  if (free === undefined) return;
  const needs = needsOfRun(config, memory);
  const parts: [name: string, bytes: number][] = [
    ['the model itself', isOpen ? 0 : memory.sessionBytes + (memory.isWhole ? memory.fileBytes : 0)],
    ['adapters', memory.isWhole ? needs.poolBytes : 0],
    ['answers', needs.answeringBytes],
    ['learning', needs.learningBytes],
  ];
  const all = parts.reduce((sum, [, bytes]) => sum + bytes, 0);
  if (all <= free) return;
  const shares = parts.filter(([, bytes]) => bytes > 0).map(([name, bytes]) => `${name} ${megabytes(bytes)}`);
  throw new LabError(
    'run-too-large',
    `A world of ${config.population.capacity} organelles takes about ${megabytes(all)} of memory here (${shares.join(', ')}), and ${megabytes(free)} are free.`,
    'Choose fewer organelles, a lower rank, shorter answers or another way of learning, or a smaller model.',
  );
}

/**
 * Throws LabError `run-too-large` for a world whose founders alone are more than the store has room for.
 * @param room  bytes; null when nobody says
 */
export function requireStorage(config: Config, memory: HostMemory, room: number | null): void {
  const { founders } = config.population;
  const bytes = founders * memory.adapterBytes(config.heredity.rank);
  if (room === null || bytes <= room) return;
  throw new LabError(
    'run-too-large',
    `The ${founders} founders of this world take ${megabytes(bytes)} to keep, and there is room for ${megabytes(room)}.`,
    'Delete runs or models that you no longer need, or choose fewer founders or a lower rank.',
  );
}

/**
 * What may become tight, in plain sentences; nothing is refused by it.
 * @param room  bytes that the store has room for; null when nobody says
 * @param deviceBytes  what the device says that it has of memory, a coarse figure; null when it does not say
 */
export function tightnessOf(
  config: Config,
  memory: HostMemory,
  { room, deviceBytes }: { room: number | null; deviceBytes: number | null },
): string[] {
  const told: string[] = [];
  const adapterBytes = memory.adapterBytes(config.heredity.rank);
  const stored = storedBytes(config, adapterBytes, 100);
  if (room !== null && stored > room)
    told.push(
      `A hundred generations of this world leave up to ${megabytes(stored)} to keep, and there is room for ${megabytes(room)}.`,
    );
  const held = memory.sessionBytes + poolBytes(config.population.capacity, adapterBytes);
  if (deviceBytes !== null && held > deviceBytes / 2)
    told.push(
      `This world and its model take about ${megabytes(held)} of memory, and this device says that it has ${megabytes(deviceBytes)} in all.`,
    );
  return told;
}

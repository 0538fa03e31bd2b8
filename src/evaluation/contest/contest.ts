/** A contest as its manifest comes to it: every world complete, every moment of reading told, every arm what it is. */
import { hashJson } from '../../base/hash.ts';
import type { Config } from '../../ecology/config/config.ts';
import type { Manifest, Primary, RivalName } from './manifest.ts';

/** FLOPs in a TFLOP. */
export const TERA = 1e12;

export interface Contest {
  name: string;
  about: string;
  salt: string;
  seeds: string[];
  experiments: ContestExperiment[];
  tuning?: Manifest['tuning'];
}

export interface ContestExperiment {
  name: string;
  about: string;
  /** The world that all arms share: its cells, its customs, the rank and the length of answers. */
  config: Config;
  /** FLOPs of every run. */
  budget: number;
  /** Moments at which every arm is read, rising, TFLOPs; the last is the budget or before it. */
  marks: number[];
  /** Test tasks of a cell, at every reading. */
  tasks: number;
  score: 'last' | 'second-half';
  arms: ContestArm[];
  primaries: Primary[];
}

/** Who takes part. Those that are runs of their own, and those that are another reading of one. */
export type ContestArm = RunArm | VoiceArm;

/** An arm with runs of its own, one a seed. */
export type RunArm = WorldArm | RivalArm;

/** A world of the lab. */
export interface WorldArm {
  kind: 'world';
  name: string;
  config: Config;
}

/** One that only trains, on the experiment's own world. */
export interface RivalArm {
  kind: 'rival';
  name: string;
  rival: RivalName;
  settings: Record<string, unknown>;
}

/** Another arm's runs, answered by another of its voices. */
interface VoiceArm {
  kind: 'voice';
  name: string;
  /** The arm whose runs these are. */
  of: string;
  /** Name of the voice. */
  voice: string;
}

/** The arms that are runs of their own, in their order. */
export function runArmsOf({ arms }: Pick<ContestExperiment, 'arms'>): RunArm[] {
  return arms.filter((arm) => arm.kind !== 'voice');
}

/** Whose runs an arm is, and by which voice they answer: '' is the first one. */
export function runAndVoiceOf(arm: ContestArm): { run: string; voice: string } {
  return arm.kind === 'voice' ? { run: arm.of, voice: arm.voice } : { run: arm.name, voice: '' };
}

/**
 * The name of what a run of an arm does: a hash of everything in the manifest that it depends on, but for seed and salt,
 * which results name themselves. A result of another definition is none of this contest.
 */
export function definitionOf(experiment: ContestExperiment, arm: RunArm): string {
  const { config, budget, marks, tasks } = experiment;
  const own = arm.kind === 'world' ? { world: arm.config } : { rival: arm.rival, settings: arm.settings };
  return hashJson({ config, budget, marks, tasks, ...own });
}

/**
 * One generation: the acts, in the order of the world. Records go into the archive before anybody learns, since they
 * belong to the weights that earned them.
 */
import { allot } from './acts/allot.ts';
import { archive } from './acts/archive.ts';
import { attempt } from './acts/attempt/attempt.ts';
import { canaries } from './acts/canaries.ts';
import { colonise } from './acts/niches/colonise.ts';
import { choose } from './acts/choose.ts';
import { climate } from './acts/climate.ts';
import { grade } from './acts/grade.ts';
import { immigrate } from './acts/immigrate.ts';
import { learn } from './acts/learn/learn.ts';
import { merge } from './acts/merge.ts';
import { measure } from './acts/measure.ts';
import { metaEvolution } from './acts/meta-evolution.ts';
import { morphogenesis } from './acts/morphogenesis.ts';
import { record } from './acts/record.ts';
import { reproduce } from './acts/reproduce.ts';
import { route } from './acts/route.ts';
import { settle } from './acts/settle.ts';
import { tickets } from './acts/tickets.ts';
import type { Act } from './world/turn.ts';

export const GENERATION: readonly Act[] = [
  climate,
  tickets,
  allot,
  choose,
  attempt,
  grade,
  settle,
  archive,
  route,
  colonise,
  learn,
  reproduce,
  immigrate,
  merge,
  morphogenesis,
  metaEvolution,
  canaries,
  measure,
  record,
];

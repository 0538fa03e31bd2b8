/**
 * What the panels, reports and the command line show: the fold of a run's events. Live is the fold of all of them,
 * replay the fold of any prefix, so nothing is computed twice in two ways. A view is never changed; the fold makes the next.
 */
import type { Config } from '../../ecology/config/config.ts';
import type { Episode, EventOf, Measurement, Probe } from '../../ecology/events/events.ts';
import type { NicheState } from '../../ecology/niches/niche.ts';
import type { Traits } from '../../organelles/traits.ts';
import type { Depth } from '../../core/depth.ts';
import type { MetaTrialView } from './meta.ts';
import type { MechanismFigures } from './mechanisms.ts';

export interface View {
  run: {
    seed: string;
    name: string;
    host: { name: string; hash: string; modelType: string };
    backend: string;
    lab: string;
    /** The version of the rules that it is lived under at this generation. */
    rules: number;
    /** The host's sites in order, as `layer.projection`; empty for journals before version 2. */
    sites: readonly string[];
    /** The run that it left, and where; of a fork of a fork the nearer one. Absent of runs that are no forks. */
    parent?: ParentView;
  };
  /** In force at this generation. */
  config: Config;
  /** The config the run began with. */
  initialConfig: Config;
  generation: number;
  /** Everybody who ever lived, by id. */
  organelles: ReadonlyMap<number, OrganelleView>;
  /** Ids of the living, oldest first. */
  living: readonly number[];
  /** Balances of the two common accounts, in E; organelles carry their own. */
  environmentEnergy: number;
  dissipatedEnergy: number;
  /** The open ones. */
  cells: ReadonlyMap<string, CellView>;
  /** Those that were open once and closed; as they were then. */
  closedCells: ReadonlyMap<string, CellView>;
  /** Who holds which niche, by cell, in the order in which they were first taken; empty where survival is not by niche. */
  niches: ReadonlyMap<string, NicheView>;
  /** Elites by bin key `family/depth/costBin`. */
  elites: ReadonlyMap<string, EliteView>;
  series: Series;
  marks: readonly Mark[];
  /** How often each mechanism fired, and what it was worth. */
  mechanisms: MechanismFigures;
  /** Trials of the ecology’s own parameters, oldest first. */
  metaTrials: readonly MetaTrialView[];
  /** The newest answers, newest last; at most 200. */
  answers: readonly AnswerView[];
  /** Why this host cannot learn by the rule that is chosen; null when it can, or nobody tried. */
  learningRefusal: { sentence: string; nextStep: string } | null;
  /** Tests of merged children. */
  assimilations: readonly AssimilationView[];
  measurements: readonly (Measurement & { generation: number })[];
  /** FLOPs so far, by purpose. */
  flops: Readonly<Record<string, number>>;
  totals: { episodes: number; solved: number; births: number; deaths: number };
  stateHash: string;
}

/** The run that a fork left, after which generation, and on which backend the fork goes on. */
type ParentView = EventOf<'forked'>['parent'] & { generation: number; backend: string };

export interface OrganelleView {
  id: number;
  name: string;
  operator: EventOf<'born'>['operator'];
  parents: readonly number[];
  /** Of a former holder that returned: under which id it lived before; null for everybody else. */
  former: number | null;
  /** Whether its parent was chosen for its rare skill. */
  novel: boolean;
  lineage: number;
  depth: number;
  weights: string;
  rank: number;
  /** Frobenius norm of its change of each projection, one a site; empty for journals before version 2. */
  norms: readonly number[];
  traits: Traits;
  bornGeneration: number;
  diedGeneration: number | null;
  diedWhy: EventOf<'retired'>['why'] | null;
  /** Balance, E. */
  energy: number;
  strikes: number;
  /** When a hand froze it; absent of those that live as all do. */
  frozenGeneration?: number;
  children: number;
  episodes: number;
  solved: number;
  /** Sums over all its episodes, E. */
  revenueEnergy: number;
  costEnergy: number;
  /** Balance after each of its newest generations, at most 40, oldest first. */
  energyTrail: readonly number[];
  /** Mean ROI per episode in each of its newest generations, at most 40. */
  roiTrail: readonly number[];
  /** Its record in each cell it tried. */
  cells: Readonly<Record<string, { n: number; solved: number; roiSum: number }>>;
  /** The newest change of its rank, and the mean ROI of its episodes until then, E. */
  morphed: { generation: number; why: EventOf<'morphed'>['why']; roiBefore: number } | null;
  /** Its learning, update by update. */
  lessons: readonly LessonView[];
  /** The same tasks answered before its first update in the cell it now learns, and after its newest. */
  probes: readonly ProbeView[];
}

/** One update of an organelle's weights. */
export type LessonView = Omit<EventOf<'learned'>, 'type' | 'organelle' | 'norms' | 'probes'> & { generation: number };

/** A probe, followed from the first update to the newest. */
export type ProbeView = Probe & { cell: string; fromGeneration: number; toGeneration: number };

export interface CellView {
  id: string;
  family: string;
  depth: Depth;
  openedGeneration: number;
  why: EventOf<'cell-opened'>['why'];
  priceEnergy: number;
  attempts: number;
  solved: number;
  /** This generation's attempts. */
  lastAttempts: number;
  lastSolved: number;
  /** The form of answer that is wanted since a change of customs, and since when; absent before the first. */
  custom?: { name: string; sinceGeneration: number };
}

/** A niche: its holder, the newest watch over it, and its shelf, as the world knows them; and how it came to be so. */
export interface NicheView extends NicheState {
  /** Since when its holder has it, how it took it, and who held it before. */
  sinceGeneration: number;
  how: EventOf<'niche-taken'>['how'];
  from: number | null;
  /** When a holder starved there last, who, and what it solved of its newest watch. */
  starved: { generation: number; organelle: number; solved: number; n: number } | null;
  /** The newest auditions for it, newest last. */
  auditions: readonly AuditionView[];
}

export type AuditionView = Omit<EventOf<'auditioned'>, 'type' | 'cell'> & { generation: number };

export type EliteView = Omit<EventOf<'elite'>, 'type'> & { sinceGeneration: number };

export type AssimilationView = Omit<EventOf<'assimilated'>, 'type'> & { generation: number };

/** An answer, with the thumb that a person had on it. */
export type AnswerView = Episode & { generation: number; thumb?: EventOf<'feedback'>['thumb'] };

/** One column a quantity, one entry a generation; index i is generation `generation[i]`. Gaps are NaN. */
export interface Series {
  generation: readonly number[];
  population: readonly number[];
  births: readonly number[];
  deaths: readonly number[];
  /** Sum of all balances, E. */
  energy: readonly number[];
  episodes: readonly number[];
  /** Mean ROI per episode and its 95 % interval, E. */
  roi: readonly number[];
  roiLow: readonly number[];
  roiHigh: readonly number[];
  costMean: readonly number[];
  /** Share of solved episodes, 0 to 1. */
  solved: readonly number[];
  /** Share of bins of the open cells that hold an elite. */
  coverage: readonly number[];
  /** Σ (quality + 1 E) over all filled bins; the offset is src/archive/statistics.ts's. */
  qdScore: readonly number[];
  lineages: readonly number[];
  /** Solved share by family; NaN where nobody tried. */
  solvedByFamily: Readonly<Record<string, readonly number[]>>;
}

/** Something that happened, for the timeline and the charts' rules. */
export interface Mark {
  generation: number;
  kind:
    | 'tweak'
    | 'measurement'
    | 'cell'
    | 'birth'
    | 'death'
    | 'merge'
    | 'winter'
    | 'catastrophe'
    | 'custom'
    /** A holder starves in its niche. */
    | 'starved'
    /** A niche has a new holder. */
    | 'taken'
    | 'regression';
  /** How many, for births and deaths. */
  count: number;
  label: string;
  /** Of a merge: whether its child passed the test. */
  passed?: boolean;
}

/**
 * The fold: a run's view is what its journal pages make of nothing, one after the other. Live, replay, reports and the
 * command line use this one function, so a figure cannot differ between them. A view is never changed; what a page does
 * not touch is shared with the view before it.
 *
 * Energy is moved through `entriesOf`, the same entries that the engine posts, so balances equal the ledger's exactly.
 */
import { entriesOf } from '../../ecology/events/entries.ts';
import type { Event, EventOf, GenerationRecord } from '../../ecology/events/events.ts';
import { ignored } from '../../ecology/events/ignored.ts';
import { withValue } from '../../ecology/config/parameters.ts';
import { FIRST_RULES } from '../../core/rules-version.ts';
import { journalDamaged } from '../damage.ts';
import { CellDraft } from './cells.ts';
import { HolderDraft } from './holders.ts';
import { marksOf } from './marks.ts';
import { foldMechanisms } from './mechanisms.ts';
import { foldMetaConfig, foldMetaTrials } from './meta.ts';
import { OrganelleDraft } from './organelles.ts';
import { appendSeries, EMPTY_SERIES } from './series.ts';
import type { View } from './view.ts';

/** The newest answers that a view keeps. */
export const ANSWERS_KEPT = 200;

/**
 * The view after one more generation.
 * @param view the view after the generation before, or null before generation 0
 * @throws LabError `journal-damaged` when the page does not follow, or names somebody who does not live
 */
export function foldRecord(view: View | null, record: GenerationRecord): View {
  const expected = view === null ? 0 : view.generation + 1;
  if (record.generation !== expected) {
    throw journalDamaged(`generation ${record.generation} stands where generation ${expected} belongs`);
  }
  const draft = new Draft(view ?? emptyView(record), record.generation);
  for (const event of record.events) draft.apply(event);
  return draft.finish(record);
}

/**
 * The view after events that came to a generation already folded, such as a measurement that somebody asked for.
 * The same as folding the generation with these events at its end.
 * @throws LabError `journal-damaged` for events that would change the world, since its past cannot change
 */
export function foldEvents(view: View, generation: number, events: readonly Event[]): View {
  return events.reduce((next, event) => {
    if (event.type !== 'measured')
      throw journalDamaged(`“${event.type}” was added to generation ${generation} afterwards`);
    const mechanisms = foldMechanisms(next.mechanisms, generation, [event], next.organelles);
    return withMeasurement({ ...next, mechanisms }, generation, event, marksOf(generation, [event], next.organelles));
  }, view);
}

/** What the parts of a draft fold by themselves, or what says nothing beyond them. */
const IGNORED = [
  'run-started',
  'climate',
  'cell-opened',
  'born',
  'birth-waited',
  'ticket-paid',
  'strike',
  'retired',
  'frozen',
  'episode',
  'morphed',
  'catastrophe',
  'cell-closed',
  'niche-starved',
  'auditioned',
  'niche-taken',
  'custom-changed',
  'mastered',
  'canary',
  'routed',
] as const;

class Draft {
  readonly #generation: number;
  readonly #organelles: OrganelleDraft;
  readonly #cells: CellDraft;
  readonly #niches: HolderDraft;
  #view: View;
  #environmentEnergy: number;
  #dissipatedEnergy: number;

  constructor(view: View, generation: number) {
    this.#view = view;
    this.#environmentEnergy = view.environmentEnergy;
    this.#dissipatedEnergy = view.dissipatedEnergy;
    this.#generation = generation;
    this.#organelles = new OrganelleDraft(view.organelles, view.living, generation);
    this.#cells = new CellDraft(view.cells, view.closedCells, generation);
    this.#niches = new HolderDraft(view.niches, generation, (id) => this.#organelles.current(id));
  }

  apply(event: Event): void {
    this.#organelles.apply(event);
    this.#cells.apply(event);
    this.#niches.apply(event, this.#view.config.niches.shelf);
    this.#moveEnergy(event);
    switch (event.type) {
      case 'rules-changed': {
        const { run } = this.#view;
        this.#set({ run: { ...run, host: event.host, rules: event.to } });
        break;
      }
      case 'forked': {
        const { parent, backend, stateHash } = event;
        this.#set({
          run: { ...this.#view.run, parent: { ...parent, generation: this.#generation, backend } },
          stateHash,
        });
        break;
      }
      case 'tweaked':
        this.#set({ config: withValue(this.#view.config, event.path, event.to) });
        break;
      case 'elite':
        this.#cells.requireOpen(`${event.family}/${event.depth}`);
        this.#set({ elites: withElite(this.#view, event, this.#generation) });
        break;
      case 'learning-refused':
        this.#set({ learningRefusal: { sentence: event.sentence, nextStep: event.nextStep } });
        break;
      case 'learned':
        this.#set({ learningRefusal: null });
        break;
      case 'assimilated': {
        const { type: _, ...test } = event;
        const { assimilations } = this.#view;
        this.#set({ assimilations: [...assimilations, { ...test, generation: this.#generation }] });
        break;
      }
      case 'feedback':
        this.#set({ answers: withThumb(this.#view.answers, event) });
        break;
      case 'measured':
        this.#view = withMeasurement(this.#view, this.#generation, event, []);
        break;
      case 'meta-proposed':
      case 'meta-window-opened':
      case 'meta-window':
      case 'meta-judged':
        this.#set({
          config: foldMetaConfig(this.#view.config, event),
          metaTrials: foldMetaTrials(this.#view.metaTrials, this.#generation, event),
        });
        break;
      case 'generation-ended':
        this.#set({ flops: addFlops(this.#view.flops, event.flops), stateHash: event.stateHash });
        break;
      default:
        ignored(event, IGNORED);
    }
  }

  finish(record: GenerationRecord): View {
    const { generation, events } = record;
    const episodes = events.filter((event) => event.type === 'episode');
    const living = this.#organelles.living;
    const counts = this.#organelles.counts;
    const { totals } = this.#view;
    const organelles = this.#organelles.finish();
    this.#set({
      generation,
      environmentEnergy: this.#environmentEnergy,
      dissipatedEnergy: this.#dissipatedEnergy,
      organelles,
      living,
      cells: this.#cells.finish(),
      closedCells: this.#cells.closed,
      niches: this.#niches.finish(),
      marks: extended(this.#view.marks, marksOf(generation, events, organelles)),
      mechanisms: foldMechanisms(this.#view.mechanisms, generation, events, organelles),
      answers: newest(this.#view.answers, episodes, generation),
      totals: {
        episodes: totals.episodes + episodes.length,
        solved: totals.solved + episodes.filter((episode) => episode.solved).length,
        births: totals.births + counts.births,
        deaths: totals.deaths + counts.deaths,
      },
    });
    this.#set({ series: appendSeries(this.#view, generation, episodes, counts) });
    return this.#view;
  }

  #set(changes: Partial<View>): void {
    this.#view = { ...this.#view, ...changes };
  }

  #moveEnergy(event: Event): void {
    for (const { from, to, amountEnergy } of entriesOf(event, this.#generation)) {
      this.#add(from, -amountEnergy);
      this.#add(to, amountEnergy);
    }
  }

  #add(account: string, amountEnergy: number): void {
    if (account === 'environment') this.#environmentEnergy += amountEnergy;
    else if (account === 'dissipated') this.#dissipatedEnergy += amountEnergy;
    else this.#organelles.addEnergy(account, amountEnergy);
  }
}

function emptyView(record: GenerationRecord): View {
  const started = record.events[0];
  if (started?.type !== 'run-started') throw journalDamaged('it does not begin with the start of a run');
  const { seed, name, host, backend, lab, config, sites = [], rules = FIRST_RULES } = started;
  return {
    run: { seed, name, host, backend, lab, sites, rules },
    config,
    initialConfig: config,
    generation: 0,
    organelles: new Map(),
    living: [],
    environmentEnergy: 0,
    dissipatedEnergy: 0,
    cells: new Map(),
    closedCells: new Map(),
    niches: new Map(),
    elites: new Map(),
    series: EMPTY_SERIES,
    marks: [],
    mechanisms: {},
    metaTrials: [],
    answers: [],
    assimilations: [],
    learningRefusal: null,
    measurements: [],
    flops: {},
    totals: { episodes: 0, solved: 0, births: 0, deaths: 0 },
    stateHash: '',
  };
}

/** A bin's key. */
function binKey(event: EventOf<'elite'>): string {
  return `${event.family}/${event.depth}/${event.costBin}`;
}

/** An elite that beats its own record has held the bin since it first took it. */
function withElite(view: View, event: EventOf<'elite'>, generation: number): View['elites'] {
  const key = binKey(event);
  const isBin = view.config.archive.costEdges.length >= event.costBin;
  if (!isBin) throw journalDamaged(`generation ${generation} fills the bin ${key}, which is none`);
  const { type: _, ...elite } = event;
  const before = view.elites.get(key);
  const sinceGeneration = before?.organelle === event.organelle ? before.sinceGeneration : generation;
  return new Map(view.elites).set(key, { ...elite, sinceGeneration });
}

/** The FLOPs of a scheduled measurement are in its generation's sum; one that was asked for brings its own. */
function withMeasurement(view: View, generation: number, event: EventOf<'measured'>, marks: View['marks']): View {
  return {
    ...view,
    measurements: [...view.measurements, { ...event, generation }],
    marks: extended(view.marks, marks),
    flops: event.trigger === 'asked' ? addFlops(view.flops, { measure: event.flops }) : view.flops,
  };
}

function addFlops(sums: View['flops'], more: Readonly<Record<string, number>>): View['flops'] {
  const next = new Map(Object.entries(sums));
  for (const [purpose, flops] of Object.entries(more)) next.set(purpose, (next.get(purpose) ?? 0) + flops);
  return Object.fromEntries(next);
}

function extended<T>(list: readonly T[], more: readonly T[]): readonly T[] {
  return more.length === 0 ? list : [...list, ...more];
}

/** The thumb on an answer, while the view still keeps that answer. */
function withThumb(answers: View['answers'], { episode, thumb }: EventOf<'feedback'>): View['answers'] {
  const isMeant = (answer: View['answers'][number]) =>
    answer.generation === episode.generation && answer.index === episode.index;
  return answers.some(isMeant) ? answers.map((answer) => (isMeant(answer) ? { ...answer, thumb } : answer)) : answers;
}

function newest(
  answers: View['answers'],
  episodes: readonly EventOf<'episode'>[],
  generation: number,
): View['answers'] {
  if (episodes.length === 0) return answers;
  return [...answers, ...episodes.map((episode) => ({ ...episode, generation }))].slice(-ANSWERS_KEPT);
}

/** What the timeline and the charts mark: the hand on a dial, measurements, cells that opened, births, deaths, weather. */
import { plainName } from '../../tasks/own/names.ts';
import type { Event, EventOf } from '../../ecology/events/events.ts';
import { ignored } from '../../ecology/events/ignored.ts';
import { parameterAt } from '../../ecology/config/parameters.ts';
import { takenByWhom, wantsNow, type Named } from './niche-words.ts';
import type { Mark } from './view.ts';

/** What has no mark of its own; births and deaths are counted. */
const IGNORED = [
  'run-started',
  'born',
  'birth-waited',
  'ticket-paid',
  'strike',
  'retired',
  'frozen',
  'episode',
  'elite',
  'learned',
  'morphed',
  'meta-proposed',
  'meta-window-opened',
  'meta-window',
  'meta-judged',
  'auditioned',
  'cell-closed',
  'feedback',
  'mastered',
  'routed',
  'generation-ended',
] as const;

/**
 * The marks of one generation: births and deaths counted into one mark each, then the rest in the order of its events.
 * @param organelles  everybody who ever lived, by whose names the labels speak
 */
export function marksOf(generation: number, events: readonly Event[], organelles: Named): Mark[] {
  // Founders begin with the world; one that comes later is a newcomer.
  const births = generation === 0 ? 0 : events.filter((event) => event.type === 'born').length;
  const deaths = events.filter((event) => event.type === 'retired').length;
  const marks: Mark[] = [];
  if (births > 0) marks.push({ generation, kind: 'birth', count: births, label: counted(births, 'birth') });
  if (deaths > 0) marks.push({ generation, kind: 'death', count: deaths, label: counted(deaths, 'death') });
  return [...marks, ...events.flatMap((event) => markOf(generation, event, organelles))];
}

function markOf(generation: number, event: Event, organelles: Named): Mark[] {
  switch (event.type) {
    case 'rules-changed':
      return [{ generation, kind: 'tweak', count: 1, label: `Rules ${event.from} → ${event.to}` }];
    case 'forked':
      return [{ generation, kind: 'tweak', count: 1, label: `Here it left “${event.parent.name}”` }];
    case 'tweaked':
      return [{ generation, kind: 'tweak', count: 1, label: tweakLabel(event) }];
    case 'measured':
      return [{ generation, kind: 'measurement', count: 1, label: measurementLabel(event) }];
    case 'learning-refused':
      return [{ generation, kind: 'regression', count: 1, label: event.sentence }];
    case 'assimilated':
      return [{ generation, kind: 'merge', count: 1, label: mergeLabel(event), passed: event.verdict === 'passed' }];
    case 'cell-opened':
      if (event.why === 'start' || event.why === 'catastrophe') return [];
      return [{ generation, kind: 'cell', count: 1, label: `${plainName(event.cell)} opened` }];
    case 'climate':
      if (event.winterYield === undefined) return [];
      return [{ generation, kind: 'winter', count: 1, label: `Winter: tasks pay × ${said(event.winterYield)}` }];
    case 'catastrophe':
      return [{ generation, kind: 'catastrophe', count: 1, label: 'Catastrophe: prices and depths reshuffled' }];
    case 'custom-changed':
      return [{ generation, kind: 'custom', count: 1, label: `${plainName(event.cell)} ${wantsNow(event.to)}` }];
    case 'niche-starved':
      return [
        {
          generation,
          kind: 'starved',
          count: 1,
          label: `${plainName(event.cell)} starves: ${event.solved} of ${event.n}`,
        },
      ];
    case 'niche-taken':
      if (event.how === 'founder') return [];
      return [
        { generation, kind: 'taken', count: 1, label: `${plainName(event.cell)} is ${takenByWhom(event, organelles)}` },
      ];
    case 'canary':
      return event.regression ? [{ generation, kind: 'regression', count: 1, label: canaryLabel(event) }] : [];
    default:
      ignored(event, IGNORED);
      return [];
  }
}

function measurementLabel({ tasks, rules }: EventOf<'measured'>): string {
  const judges = rules === undefined ? '' : `, judged by rules ${rules}`;
  return `Measured on ${counted(tasks, 'test task')}${judges}`;
}

function mergeLabel({ verdict, n }: EventOf<'assimilated'>): string {
  return verdict === 'passed' ? `A merged child passed (${n} tasks)` : `A merged child was dissolved: ${verdict}`;
}

function canaryLabel({ cell, solved, n, reached }: EventOf<'canary'>): string {
  return `${cell} regressed: ${solved} of ${n} solved, once ${reached.solved} of ${reached.n}`;
}

function tweakLabel(event: EventOf<'tweaked'>): string {
  const { title, labels } = parameterAt(event.path).meta;
  return `${title}: ${said(event.from, labels)} → ${said(event.to, labels)}`;
}

/** A value as a person says it: a word of a choice by its label, a number with a true minus sign, a list with commas. */
function said(value: unknown, labels: Readonly<Record<string, string>> = {}): string {
  if (typeof value === 'number') return String(value).replace('-', '−');
  if (Array.isArray(value)) return value.join(', ');
  return labels[String(value)] ?? String(value);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

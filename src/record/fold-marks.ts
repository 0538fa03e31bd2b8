/** What the timeline and the charts mark: the hand on a dial, measurements, cells that opened, births and deaths. */
import type { Event, EventOf } from '../ecology/events.ts';
import { parameterAt } from '../ecology/parameters.ts';
import type { Mark } from './view.ts';

/** The marks of one generation: births and deaths counted into one mark each, then the rest in the order of its events. */
export function marksOf(generation: number, events: readonly Event[]): Mark[] {
  const births = events.filter((event) => event.type === 'born' && event.operator !== 'founder').length;
  const deaths = events.filter((event) => event.type === 'retired').length;
  const marks: Mark[] = [];
  if (births > 0) marks.push({ generation, kind: 'birth', count: births, label: counted(births, 'birth') });
  if (deaths > 0) marks.push({ generation, kind: 'death', count: deaths, label: counted(deaths, 'death') });
  return [...marks, ...events.flatMap((event) => markOf(generation, event))];
}

function markOf(generation: number, event: Event): Mark[] {
  switch (event.type) {
    case 'tweaked':
      return [{ generation, kind: 'tweak', count: 1, label: tweakLabel(event) }];
    case 'measured':
      return [{ generation, kind: 'measurement', count: 1, label: `Measured on ${counted(event.tasks, 'test task')}` }];
    case 'assimilated':
      return [{ generation, kind: 'merge', count: 1, label: mergeLabel(event) }];
    case 'cell-opened':
      if (event.why === 'start') return [];
      return [{ generation, kind: 'cell', count: 1, label: `${event.cell} opened` }];
    default:
      return [];
  }
}

function mergeLabel({ verdict, n }: EventOf<'assimilated'>): string {
  return verdict === 'passed' ? `A merged child passed (${n} tasks)` : `A merged child was dissolved: ${verdict}`;
}

function tweakLabel(event: EventOf<'tweaked'>): string {
  return `${parameterAt(event.path).meta.title}: ${said(event.from)} → ${said(event.to)}`;
}

function said(value: unknown): string {
  return typeof value === 'number' ? String(value).replace('-', '−') : JSON.stringify(value);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

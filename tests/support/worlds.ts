/** Worlds on the tiny host in which organs are switched on, and what their journals say. */
import { configSchema, type ConfigInput } from '../../src/ecology/config/config.ts';
import { Engine } from '../../src/ecology/engine.ts';
import type { Event, EventOf, EventType, GenerationRecord } from '../../src/ecology/events/events.ts';
import type { Thumb } from '../../src/ecology/organs/feedback.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import { tinyHost, type TinyHostOptions } from './tiny-host.ts';

export const LIVELY: ConfigInput = {
  population: { founders: 6, capacity: 8, episodes: 40 },
  energy: { ticket: 0.3 },
  heredity: { birthEnergy: 13 },
  archive: { minEpisodes: 2 },
  measure: { every: 0, tasks: 8 },
};

/** Every organ, each so often that it fires within a few generations. */
export const ALL_ORGANS: NonNullable<ConfigInput['organs']> = {
  winterEvery: 4,
  winterLength: 2,
  winterYield: 0.5,
  catastropheEvery: 12,
  teams: 0.4,
  memory: 2,
  recurrence: 'on',
  feedbackEnergy: 3,
  canariesEvery: 2,
  canaryTasks: 6,
};

export function begin(config: ConfigInput, host: TinyHostOptions = {}, seed = '1') {
  const whole = configSchema.parse({ ...LIVELY, ...config });
  return Engine.begin({ seed, name: 'organs', config: whole, host: tinyHost(host), lab: 'test' });
}

/** A world's journal from its founding on. */
export async function live(
  config: ConfigInput,
  generations: number,
  host: TinyHostOptions = {},
): Promise<{ engine: Engine; records: GenerationRecord[] }> {
  const { engine, outcome } = begin(config, host);
  const records = [outcome.record];
  for (let i = 0; i < generations; i++)
    records.push((await engine.generation({ thumbs: thumbsOn(records.at(-1)!) })).record);
  return { engine, records };
}

/** A thumb up on the first answer of a page and one down on the second. */
export function thumbsOn({ generation, events }: GenerationRecord): Thumb[] {
  const [first, second] = ofType(events, 'episode');
  const on = (event: EventOf<'episode'> | undefined, thumb: Thumb['thumb']) =>
    event ? [{ generation, index: event.index, thumb, organelle: event.organelle, cell: event.cell }] : [];
  return [...on(first, 'up'), ...on(second, 'down')];
}

export const ofType = <Type extends EventType>(events: readonly Event[], type: Type) =>
  events.filter((event): event is EventOf<Type> => event.type === type);

export const allOf = <Type extends EventType>(records: readonly GenerationRecord[], type: Type) =>
  ofType(
    records.flatMap(({ events }) => events),
    type,
  );

export const foldAll = (records: readonly GenerationRecord[]): View => records.reduce<View | null>(foldRecord, null)!;

/**
 * What a run has been asked: the prompts of its episodes, and those of the trials that its organelles learnt from. Trials
 * are in no event; they are drawn again, as the world drew them.
 */
import { cellIn, cellName } from '../economy/cells.ts';
import type { Config } from '../ecology/config/config.ts';
import type { EventOf, GenerationRecord } from '../ecology/events/events.ts';
import { randomInGeneration } from '../ecology/world/purposes.ts';
import type { World } from '../ecology/world/world.ts';
import { ruleOf } from '../organelles/plasticity/rules.ts';
import { worldSettings } from '../organelles/plasticity/settings.ts';
import { drawTask } from '../tasks/pools.ts';
import { foldRecord } from './fold/fold.ts';
import type { View } from './fold/view.ts';

interface MetOptions {
  signal?: AbortSignal;
  breathe?: () => Promise<void>;
}

type Drawn = Pick<World, 'seed' | 'cells'>;

/** All of them, each once. @param records  from the founding on */
export async function promptsMet(
  world: Drawn,
  records: readonly GenerationRecord[],
  { signal, breathe }: MetOptions = {},
): Promise<Set<string>> {
  const met = new Set<string>();
  let view: View | null = null;
  for (const record of records) {
    view = foldRecord(view, record);
    for (const event of record.events) {
      if (event.type === 'episode') met.add(event.prompt);
      if (event.type !== 'learned' || !hasTrials(view.config)) continue;
      for (const prompt of lessonOf(world, record.generation, event, view.config)) met.add(prompt);
    }
    signal?.throwIfAborted();
    await breathe?.();
  }
  return met;
}

/** Elsewhere they learn from attempts, which are episodes. */
function hasTrials({ population, learning }: Config): boolean {
  return population.survival !== 'niche' && learning.from === 'trials';
}

function lessonOf(
  { seed, cells }: Drawn,
  generation: number,
  { organelle, cell, rule }: EventOf<'learned'>,
  { learning }: Config,
): string[] {
  if (!cells.some((each) => cellName(each) === cell)) return [];
  const place = cellIn(cells, cell);
  const { taskCount } = ruleOf(rule, worldSettings(rule, learning));
  return Array.from(
    { length: taskCount },
    (_, i) => drawTask(place, 'train', randomInGeneration({ seed, generation }, 'lesson', organelle, i)).prompt,
  );
}

/**
 * The ecology's parameters: one schema that checks files, URLs and commands, generates the page's panel and documents
 * every parameter once. A leaf's metadata says what it is called, its unit, what it does, and whether it may change while
 * a run goes on.
 */
import { z } from 'zod';
import { faultsOfCells } from './cell-lists.ts';
import { heredityGroup, learningGroup, mergingGroup, morphogenesisGroup } from './evolution.ts';
import { nichesGroup } from './niches.ts';
import { metaGroup, organsGroup } from './organs.ts';
import { archiveGroup, measureGroup } from './record.ts';
import { attemptsGroup, cellsGroup, climateGroup, energyGroup, populationGroup, pricesGroup } from './world.ts';

const parameters = z.strictObject({
  population: populationGroup,
  energy: energyGroup,
  prices: pricesGroup,
  climate: climateGroup,
  attempts: attemptsGroup,
  cells: cellsGroup,
  heredity: heredityGroup,
  learning: learningGroup,
  merging: mergingGroup,
  niches: nichesGroup,
  morphogenesis: morphogenesisGroup,
  archive: archiveGroup,
  measure: measureGroup,
  meta: metaGroup,
  organs: organsGroup,
});

/** The schema of all parameters, with the rules that tie one to another. */
export const configSchema = parameters.superRefine((config, context) => {
  const fail = (path: [string, string], message: string) => context.addIssue({ code: 'custom', path, message });
  if (config.prices.min > config.prices.max) fail(['prices', 'min'], 'must not exceed the highest price');
  if (config.population.founders > config.population.capacity)
    fail(['population', 'founders'], 'must not exceed the capacity');
  if (config.population.episodes < config.population.capacity)
    fail(['population', 'episodes'], 'must be at least the capacity, so that everybody has one attempt');
  if (config.heredity.rank > config.heredity.maxRank) fail(['heredity', 'rank'], 'must not exceed the highest rank');
  if (config.population.survival === 'niche') {
    const whole = 'must be 0 where survival is by niche';
    if (config.merging.every > 0) fail(['merging', 'every'], `${whole}: a merged child would hold none`);
    if (config.archive.immigrantsEvery > 0)
      fail(['archive', 'immigrantsEvery'], `${whole}: there former holders come back by audition`);
  }
  for (const [name, message] of faultsOfCells(config.cells)) fail(['cells', name], message);
});

/** The groups in the order of the panel, each with its parameters. */
export const parameterGroups = parameters.shape;

export type { ParameterMeta } from './parameter-kinds.ts';

/** Every parameter of a world, complete. */
export type Config = z.output<typeof configSchema>;
/** A config as a person writes it: what is left out takes its default. */
export type ConfigInput = z.input<typeof configSchema>;

/** The world as it is when nobody has turned a dial. */
export function defaultConfig(): Config {
  return configSchema.parse({});
}

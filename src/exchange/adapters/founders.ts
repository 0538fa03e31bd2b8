/** A world whose first founders are adapters that somebody gives; what is beyond them begins at random, as always. */
import { LabError } from '../../core/errors.ts';
import { configSchema, type Config } from '../../ecology/config/config.ts';
import type { GivenAdapter } from './given.ts';

/**
 * The parameters of such a world: as many founders as are given, where it would have fewer.
 * Throws LabError `founders-unfit` where they are more than live in it, or one has a higher rank than any may have there.
 */
export function worldFoundedBy(config: Config, given: readonly GivenAdapter[]): Config {
  const { population, heredity } = config;
  if (given.length > population.capacity)
    throw new LabError(
      'founders-unfit',
      `${given.length} adapters are to found a world in which ${population.capacity} live.`,
      'Give fewer, or raise population.capacity.',
    );
  const large = given.find(({ adapter }) => adapter.rank > heredity.maxRank);
  if (large)
    throw new LabError(
      'founders-unfit',
      `The adapter ${large.name} has rank ${large.adapter.rank}, and in this world none is above ${heredity.maxRank}.`,
      'Raise heredity.maxRank, or make an adapter of a lower rank of it.',
    );
  const founders = Math.max(population.founders, given.length);
  return configSchema.parse({ ...config, population: { ...population, founders } });
}

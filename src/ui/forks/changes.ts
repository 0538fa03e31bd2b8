/** What a person wants to be another in a fork: from choices in a dialog to what the lab is asked. */
import type { Config } from '../../ecology/config/config.ts';
import type { ForkOptions } from '../../lab/contract.ts';
import { PARAMETERS, sameValue, valueIn } from '../words/catalogue.ts';
import { plural } from '../words/format.ts';

/** What becomes of an organelle; those who are not named live as they do. */
export type Fate = 'remove' | 'clone' | 'freeze';
export type Fates = ReadonlyMap<number, Fate>;

/** The parameters that were turned, path → value. */
export function tweaksBetween(before: Config, after: Config): Record<string, unknown> {
  const turned = PARAMETERS.filter(({ path }) => !sameValue(valueIn(before, path), valueIn(after, path)));
  return Object.fromEntries(turned.map(({ path }) => [path, valueIn(after, path)]));
}

export function fateOptions(fates: Fates): Pick<ForkOptions, 'remove' | 'clone' | 'freeze'> {
  const of = (wanted: Fate) => [...fates].flatMap(([id, fate]) => (fate === wanted ? [id] : []));
  return { remove: of('remove'), clone: of('clone'), freeze: of('freeze') };
}

/** In one line: `2 parameters turned, 1 organelle removed`; that nothing is changed, where it is so. */
export function changeWords({
  tweaks = {},
  remove = [],
  clone = [],
  freeze = [],
  adapters = [],
}: Omit<ForkOptions, 'generation'>): string {
  const parts: [n: number, words: string][] = [
    [Object.keys(tweaks).length, `${plural(Object.keys(tweaks).length, 'parameter')} turned`],
    [remove.length, `${plural(remove.length, 'organelle')} removed`],
    [clone.length, `${plural(clone.length, 'organelle')} cloned`],
    [freeze.length, `${plural(freeze.length, 'organelle')} frozen`],
    [adapters.length, 'adapters brought in'],
  ];
  const said = parts.filter(([n]) => n > 0).map(([, words]) => words);
  return said.length === 0 ? 'Nothing is changed: it will live as this run did.' : said.join(', ');
}

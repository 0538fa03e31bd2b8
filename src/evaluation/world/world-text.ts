/** A proposed world as an experiment file: each parameter with the sentence that says why. */
import { Document, isMap, type Scalar } from 'yaml';
import { defaultConfig, type Config } from '../../ecology/config/config.ts';
import { valueAt } from '../../ecology/config/parameters.ts';
import { differences, LONGEST_NAME } from '../experiment.ts';
import type { Change } from './world-draft.ts';

interface WorldText {
  /** cut to what an experiment may be called */
  name: string;
  about: string;
  /** the preset that is changed; null for the default world */
  base: string | null;
  /** of two for one parameter the later holds */
  changes: readonly Change[];
}

/** YAML that `parseExperiment` reads back to the proposed config. */
export function worldText({ name: wanted, about, base, changes: all }: WorldText): string {
  const name = fittingName(wanted);
  const changes = [...new Map(all.map((change) => [change.path, change])).values()];
  const config: Record<string, Record<string, unknown>> = {};
  for (const { path, value } of changes) {
    const [group, parameter] = path.split('.') as [string, string];
    config[group] = { ...config[group], [parameter]: value };
  }
  const document = new Document({ version: 1, name, about, base, config });
  const said = new Set<string>();
  for (const { path, why } of changes) {
    const [group, parameter] = path.split('.') as [string, string];
    if (said.has(`${group}: ${why}`)) continue;
    said.add(`${group}: ${why}`);
    const parameters = document.getIn(['config', group], true);
    if (!isMap(parameters)) continue;
    const pair = parameters.items.find(({ key }) => (key as Scalar).value === parameter)!;
    (pair.key as Scalar).commentBefore = ` ${why}`;
  }
  return document.toString({ lineWidth: 120, flowCollectionPadding: false });
}

/** What makes a world of the default one: for the world of a file, which cannot be the base of another. */
export function changesFromDefault(config: Config, why: string): Change[] {
  return changesFrom(defaultConfig(), config, why);
}

/** What makes one world of another. */
export function changesFrom(from: Config, to: Config, why: string): Change[] {
  return differences(to, from).map((path) => ({ path, value: valueAt(to, path), why }));
}

/** A text as an experiment may be called, which a directory is called too. */
function fittingName(text: string): string {
  const plain = text.replace(/[/\\\p{Cc}\p{Cs}]/gu, '-');
  if (plain.length <= LONGEST_NAME) return plain;
  const letters = [...plain];
  while (letters.join('').length >= LONGEST_NAME) letters.pop();
  return `${letters.join('')}…`;
}

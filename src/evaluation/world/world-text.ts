/** A proposed world as an experiment file: each parameter with the sentence that says why. */
import { Document, isMap, type Scalar } from 'yaml';
import type { Change } from './world-draft.ts';

interface WorldText {
  name: string;
  about: string;
  /** the preset that is changed */
  base: string;
  changes: readonly Change[];
}

/** YAML that `parseExperiment` reads back to the proposed config. */
export function worldText({ name, about, base, changes }: WorldText): string {
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

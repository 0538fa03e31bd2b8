/** The lab's presets: experiment files by name, each with the paragraph that says what it is for. */
import { parseDocument } from 'yaml';
import type { Config } from '../ecology/config/config.ts';
import { parseExperiment } from './experiment.ts';
import type { FileContent } from './experiment-yaml.ts';

/** A whole set of parameters to begin a run with, and what it is for. */
export interface Preset {
  name: string;
  about: string;
  /** The preset that it changes; null when it stands alone. */
  base: string | null;
  config: Config;
}

/**
 * Presets out of the texts of experiment files, by name: the default world first, then those that stand alone, then what
 * rests on them. Files that say of themselves that they are of another `kind`, as learning experiments do, are none.
 * @throws LabError as `parseExperiment`
 */
export function presetsOf(texts: ReadonlyMap<string, string>): Preset[] {
  const worlds = [...texts].filter(([, text]) => !parseDocument(text).has('kind'));
  const presets = worlds.map(([, text]) => presetOf(text, texts));
  return presets.sort((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}

/** Where a preset stands in the list, as text to sort by. */
function placeOf({ name, base }: Preset): string {
  if (name === 'default') return `0 ${name}`;
  return base === null ? `1 ${name}` : `2 ${base} ${name}`;
}

/** One experiment file as a preset; `texts` are those that it may be based on, `file` its name for sentences. Throws LabError as `parseExperiment`. */
export function presetOf(content: FileContent, texts: ReadonlyMap<string, string>, file?: string): Preset {
  const { name, about, base, config } = parseExperiment(content, (wanted) => texts.get(wanted) ?? null, file);
  return { name, about: about.trim(), base, config };
}

/**
 * The rows of the panel of mechanisms: what each is called, whether it is on and since when, how often it fired and what
 * that was worth. The words are the mechanism's own declaration; a name that has none is shown as it is.
 */
import type { MechanismWords } from '../../ecology/mechanisms/declaration.ts';
import { MECHANISMS, type MechanismName } from '../../ecology/mechanisms/registry.ts';
import { worthOf, type Mechanism } from '../../record/fold/mechanisms.ts';
import type { View } from '../../record/fold/view.ts';
import { panelParameterAt, valueIn } from '../words/catalogue.ts';

/** The words for a name; a name without any stands for itself. */
export function wordsOf(name: string): MechanismWords {
  const known = Object.hasOwn(MECHANISMS, name) ? MECHANISMS[name as MechanismName] : undefined;
  return known ?? { title: name, fires: 'Counted by the record under this name.', worth: null, path: null };
}

export interface MechanismRow {
  name: string;
  words: MechanismWords;
  isOn: boolean;
  /** Since when it is as it is, on or off; 0 is the run's beginning. */
  sinceGeneration: number;
  fired: number;
  lastGeneration: number | null;
  /** Mean of its worth with its 95 % interval; null while fewer than two are known. */
  worth: ReturnType<typeof worthOf>;
}

/** Every mechanism that is declared or has been counted: those that are on first, each part in the order of the registry. */
export function mechanismRows(view: Pick<View, 'mechanisms' | 'config' | 'marks'>): MechanismRow[] {
  const counted = view.mechanisms as Readonly<Record<string, Mechanism | undefined>>;
  const names = [...new Set([...Object.keys(MECHANISMS), ...Object.keys(counted)])];
  const rows = names.map((name): MechanismRow => {
    const words = wordsOf(name);
    const mechanism = counted[name];
    return {
      name,
      words,
      isOn: isOnIn(words, view.config),
      sinceGeneration: sinceWhen(words, view.marks),
      fired: mechanism?.fired ?? 0,
      lastGeneration: mechanism?.lastGeneration ?? null,
      worth: mechanism ? worthOf(mechanism) : null,
    };
  });
  return [...rows.filter(({ isOn }) => isOn), ...rows.filter(({ isOn }) => !isOn)];
}

function isOnIn({ path, isOn = isOnByDefault, where }: MechanismWords, config: View['config']): boolean {
  const isByNiche = config.population.survival === 'niche';
  if (where !== undefined && isByNiche !== (where === 'niches')) return false;
  return path === null || isOn(valueIn(config, path));
}

function isOnByDefault(value: unknown): boolean {
  return typeof value === 'number' ? value > 0 : value !== 'none' && value !== 'off';
}

/** The generation in which its switch was last turned; a view tells of tweaks by the parameter's title. */
function sinceWhen({ path }: MechanismWords, marks: View['marks']): number {
  if (path === null) return 0;
  const title = panelParameterAt(path)?.title;
  const turned = marks.findLast(({ kind, label }) => kind === 'tweak' && label.startsWith(`${title}: `));
  return turned?.generation ?? 0;
}

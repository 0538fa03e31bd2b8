/** What can be wrong with a manifest that no schema sees: names that nobody has, moments that never come, seeds twice. */
import type { Manifest, Primary } from './manifest.ts';

type WrittenExperiment = Manifest['experiments'][string];

/** A mistake: where it stands in the manifest, and the end of a sentence about it. */
interface Fault {
  path: readonly PropertyKey[];
  what: string;
}

/** The first mistake of a manifest; undefined when it is sound. */
export function faultOf(manifest: Manifest): Fault | undefined {
  const experiments = Object.entries(manifest.experiments);
  return (
    faultOfSeeds(manifest) ??
    faultOfNames('experiments', manifest.experiments) ??
    first(experiments, ([name, experiment]) => faultIn(experiment, ['experiments', name])) ??
    faultOfPrimaries(experiments)
  );
}

/**
 * The moments of reading, rising, TFLOPs; the end of the budget is always one of them.
 * @param read  as the manifest writes it
 */
export function readingMarks(read: WrittenExperiment['read'], tflops: number): number[] {
  const marks =
    'at' in read
      ? [...read.at].sort((a, b) => a - b)
      : Array.from({ length: Math.floor(tflops / read.every) }, (_, i) => rounded((i + 1) * read.every));
  return marks.at(-1) === tflops ? marks : [...marks, tflops];
}

/** Without what multiplying left in the last digits. */
function rounded(tflops: number): number {
  return Number(tflops.toPrecision(12));
}

function faultOfSeeds({ seeds, salt, tuning }: Manifest): Fault | undefined {
  const twice = seeds.findIndex((seed, i) => seeds.indexOf(seed) < i);
  if (twice >= 0)
    return { path: ['seeds', twice], what: `the seed ${seeds[twice]} stands there twice; name each once` };
  const tuned = tuning?.seeds.findIndex((seed) => seeds.includes(seed)) ?? -1;
  if (tuned >= 0)
    return {
      path: ['tuning', 'seeds', tuned],
      what: `${tuning!.seeds[tuned]} is one of the contest’s own seeds; tune on seeds that are used for nothing else`,
    };
  if (tuning?.salt === salt)
    return {
      path: ['tuning', 'salt'],
      what: 'it is the contest’s own salt; tune on one that is used for nothing else',
    };
  return undefined;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/;

function faultOfNames(group: string, named: object, at: readonly PropertyKey[] = []): Fault | undefined {
  const names = Object.keys(named);
  const path = [...at, group];
  if (names.length === 0) return { path, what: 'is empty; it must name at least one' };
  const odd = names.find((name) => !NAME.test(name));
  if (odd === undefined) return undefined;
  return { path: [...path, odd], what: 'a name is of letters, digits, dots and dashes, a letter or digit first' };
}

function faultIn({ arms, read, tflops }: WrittenExperiment, place: readonly PropertyKey[]): Fault | undefined {
  return faultOfNames('arms', arms, place) ?? faultOfReading(read, tflops, place) ?? faultOfVoices(arms, place);
}

function faultOfReading(
  read: WrittenExperiment['read'],
  tflops: number,
  place: readonly PropertyKey[],
): Fault | undefined {
  const budget = `the budget is ${tflops} TFLOPs`;
  if ('every' in read) {
    const path = [...place, 'read', 'every'];
    return read.every > tflops ? { path, what: `${budget}, so that moment never comes` } : undefined;
  }
  const at = (i: number) => [...place, 'read', 'at', i];
  const late = read.at.findIndex((mark) => mark > tflops);
  if (late >= 0) return { path: at(late), what: `${budget}, so ${read.at[late]} is never reached` };
  const twice = read.at.findIndex((mark, i) => read.at.indexOf(mark) < i);
  return twice >= 0 ? { path: at(twice), what: `${read.at[twice]} stands there twice` } : undefined;
}

function faultOfVoices(arms: WrittenExperiment['arms'], place: readonly PropertyKey[]): Fault | undefined {
  const runs = Object.keys(arms).filter((name) => !('voiceOf' in arms[name]!));
  return first(Object.entries(arms), ([name, arm]) => {
    if (!('voiceOf' in arm) || runs.includes(arm.voiceOf)) return undefined;
    const path = [...place, 'arms', name, 'voiceOf'];
    return { path, what: `no arm with runs of its own is called ${arm.voiceOf}; there ${list(runs)}` };
  });
}

/** Names of primaries stand alone in what a contest prints, whatever experiment they are of. */
function faultOfPrimaries(experiments: readonly [string, WrittenExperiment][]): Fault | undefined {
  const taken = new Set<string>();
  return first(experiments, ([name, experiment]) =>
    first(experiment.primaries, (primary, i) => {
      const path = ['experiments', name, 'primaries', i];
      if (taken.has(primary.name))
        return { path: [...path, 'name'], what: `another primary is called “${primary.name}”; name each its own` };
      taken.add(primary.name);
      return faultOfPrimary(primary, experiment, path);
    }),
  );
}

function faultOfPrimary(
  { arm, against, at }: Primary,
  { arms, read, tflops }: WrittenExperiment,
  path: readonly PropertyKey[],
): Fault | undefined {
  const names = Object.keys(arms);
  const unknown = (name: string) => `no arm is called ${name}; there ${list(names)}`;
  if (!names.includes(arm)) return { path: [...path, 'arm'], what: unknown(arm) };
  const wrong = against.findIndex((name) => !names.includes(name));
  if (wrong >= 0) return { path: [...path, 'against', wrong], what: unknown(against[wrong]!) };
  const same = against.findIndex((name, i) => name === arm || against.indexOf(name) < i);
  if (same >= 0)
    return {
      path: [...path, 'against', same],
      what: against[same] === arm ? `${arm} is set against itself` : `${against[same]} stands there twice`,
    };
  const marks = readingMarks(read, tflops);
  if (at !== undefined && !marks.includes(at))
    return { path: [...path, 'at'], what: `nothing is read at ${at} TFLOPs; readings are at ${marks.join(', ')}` };
  return undefined;
}

function list(names: readonly string[]): string {
  return names.length === 1 ? `is ${names[0]}` : `are ${names.join(', ')}`;
}

function first<Item, Found>(
  items: readonly Item[],
  look: (item: Item, index: number) => Found | undefined,
): Found | undefined {
  for (const [index, item] of items.entries()) {
    const found = look(item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** From the text of a manifest to a contest: read strictly, its worlds filled in, and what no schema sees looked at. */
import { LabError } from '../../core/errors.ts';
import type { Config } from '../../ecology/config/config.ts';
import { valueAt } from '../../ecology/config/parameters.ts';
import { requireVersion, type PresetText } from '../experiment.ts';
import { mistakeAt, mistakeInForm, theFile, type Written } from '../experiment-mistakes.ts';
import { readYaml, type FileContent } from '../experiment-yaml.ts';
import { readRivalSettings } from '../rivals/settings.ts';
import { TERA, type Contest, type ContestArm, type ContestExperiment, type RivalArm } from './contest.ts';
import { faultOf, readingMarks } from './faults.ts';
import { MANIFEST_VERSION, manifestSchema, type Manifest } from './manifest.ts';
import { unsharedIn, worldOf } from './worlds.ts';

type WrittenExperiment = Manifest['experiments'][string];

/**
 * Reads a contest's manifest.
 * @param presetText  the text of a world's preset by its name, null when there is none
 * @param file  the manifest's name, for sentences
 * @throws LabError `experiment-invalid` (the first mistake, its key and its line), `experiment-newer`, and what
 *   `parseExperiment` throws of a preset
 */
export function parseContest(content: FileContent, presetText: PresetText, file?: string): Contest {
  const written = readYaml(content, file);
  requireContest(written.value, file);
  const result = manifestSchema.safeParse(written.value);
  if (!result.success) throw mistakeInForm(result.error.issues[0]!, written);
  const manifest = result.data;
  const fault = faultOf(manifest);
  if (fault) throw mistakeAt(written, fault.path, fault.what);
  const { name, about, salt, seeds, tuning } = manifest;
  const experiments = Object.entries(manifest.experiments).map(([own, experiment]) =>
    experimentOf(own, experiment, written, presetText),
  );
  return { name, about: about.trim(), salt, seeds, experiments, ...(tuning && { tuning }) };
}

function requireContest(value: unknown, file: string | undefined): void {
  requireVersion(value, file, MANIFEST_VERSION);
  const { version, kind } = Object(value) as { version?: unknown; kind?: unknown };
  if (version === MANIFEST_VERSION && kind !== 'contest')
    throw new LabError(
      'experiment-invalid',
      `${theFile(file)} has no “kind: contest”, so it is no manifest of a contest.`,
      'Give “contest” a file such as experiments/smoke.yaml; “run” takes experiments.',
    );
}

function experimentOf(
  name: string,
  experiment: WrittenExperiment,
  written: Written,
  presetText: PresetText,
): ContestExperiment {
  const { about, world, config: parameters, tflops, read, tasks, score, primaries } = experiment;
  const place = ['experiments', name];
  const preset = { name: world, place: [...place, 'world'] };
  const own = [{ parameters, place: [...place, 'config'] }];
  const config = worldOf({ preset, own }, written, presetText);
  const arms = Object.entries(experiment.arms).map(([arm, what]): ContestArm => {
    const at = [...place, 'arms', arm];
    if ('rival' in what) {
      requireSettings(what, { config, budget: tflops * TERA }, (said) => mistakeAt(written, [...at, 'settings'], said));
      return { kind: 'rival', name: arm, ...what };
    }
    if ('voiceOf' in what) return { kind: 'voice', name: arm, of: what.voiceOf, voice: what.voice };
    const layers = {
      preset: what.base === undefined ? preset : { name: what.base, place: [...at, 'base'] },
      own: [...own, { parameters: what.world, place: [...at, 'world'] }],
    };
    return { kind: 'world', name: arm, config: sharing(worldOf(layers, written, presetText), config, written, at) };
  });
  const marks = readingMarks(read, tflops);
  return { name, about: about.trim(), config, budget: tflops * TERA, marks, tasks, score, arms, primaries };
}

/** Throws what `refusal` makes of a mistake in a rival's settings. */
function requireSettings(
  { rival, settings }: Pick<RivalArm, 'rival' | 'settings'>,
  { config, budget }: Pick<ContestExperiment, 'config' | 'budget'>,
  refusal: (said: string) => LabError,
): void {
  try {
    readRivalSettings(rival, settings, config, budget);
  } catch (thrown) {
    if (!(thrown instanceof LabError) || thrown.code !== 'learning-settings') throw thrown;
    throw refusal(`${thrown.sentence.charAt(0).toLowerCase()}${thrown.sentence.slice(1).replace(/\.$/, '')}`);
  }
}

/** The world of an arm, which has alike what all arms have alike. */
function sharing(own: Config, shared: Config, written: Written, place: readonly PropertyKey[]): Config {
  const path = unsharedIn(own, shared);
  if (path === undefined) return own;
  const [found, wanted] = [own, shared].map((config) => JSON.stringify(valueAt(config, path)));
  const what = `its ${path} is ${found}, and that of the experiment’s world, which all arms share, is ${wanted}`;
  throw mistakeAt(written, place, what);
}

/**
 * The words for the mechanisms that the fold counts: what each is called, what counts as firing, what its worth means, and
 * which parameter switches it on. A name that has no words here is shown as it is, so that a new mechanism is seen at once.
 */
import { worthOf, type Mechanism } from '../../record/fold/mechanisms.ts';
import type { View } from '../../record/fold/view.ts';
import { parameterAt, valueAt } from '../parameters/catalogue.ts';

export interface MechanismWords {
  title: string;
  /** One sentence: when it fires. */
  fires: string;
  /** What is averaged; null when a firing has no worth of its own. */
  worth: MechanismWorth | null;
  /** `group.name` of the parameter that switches it on; null when every world has it. */
  path: string | null;
  /** Whether a value of that parameter means on; unless told otherwise, numbers above 0 and words but none and off. */
  isOn?: (value: unknown) => boolean;
}

export interface MechanismWorth {
  means: string;
  unit: 'points' | 'E' | 'tasks/E';
}

const ROI: MechanismWorth = {
  means: 'The mean ROI of the episodes in cells so chosen. Compare the controller with foraging, not with zero.',
  unit: 'E',
};

const MORPHED: MechanismWorth = {
  means:
    'How much more an episode earns after the change than the organelle’s episodes did before it. Prices move too.',
  unit: 'E',
};

const CHALLENGED: MechanismWorth = {
  means: 'The challenger’s select tasks solved per E that the answers cost, less the present parameters’.',
  unit: 'tasks/E',
};

const UPLIFT: MechanismWorth = {
  means:
    'How many more select tasks the child solved than its best parent, in points of a hundred. They are the tasks that decided the test, so they flatter who passed and wrong who failed.',
  unit: 'points',
};

const REVISED: MechanismWorth = {
  means: 'How many more tasks the second answer solves than the first, in points.',
  unit: 'points',
};

export const MECHANISM_WORDS: Readonly<Record<string, MechanismWords>> = {
  splits: {
    title: 'Splits',
    fires: 'An organelle rich enough splits, and a child is born.',
    worth: { means: 'The mean ROI of the episodes of such children, over their whole lives.', unit: 'E' },
    path: 'heredity.birthsPerGeneration',
  },
  learning: {
    title: 'Learning',
    fires: 'An organelle’s weights are updated by its learning rule.',
    worth: {
      means:
        'How many more of the same train tasks are solved after an update than before it, in points of a hundred. Probes are few: read the interval.',
      unit: 'points',
    },
    path: 'learning.rule',
  },
  mergesPassed: {
    title: 'Merges passed',
    fires: 'A merged child proves better than its best parent, and lives.',
    worth: UPLIFT,
    path: 'merging.every',
  },
  mergesFailed: {
    title: 'Merges failed',
    fires: 'A merged child does not prove better than its best parent, and is dissolved.',
    worth: UPLIFT,
    path: 'merging.every',
  },
  immigrants: {
    title: 'Immigrants',
    fires: 'An elite that nobody alive descends from returns from the archive.',
    worth: { means: 'The mean ROI of the episodes of immigrants, over their whole lives.', unit: 'E' },
    path: 'archive.immigrantsEvery',
  },
  novelty: {
    title: 'Novelty bonus',
    fires: 'A parent is chosen that wealth alone would not have chosen.',
    worth: { means: 'The mean ROI of the episodes of its children. Compare with splits, not with zero.', unit: 'E' },
    path: 'heredity.novelty',
  },
  controller: {
    title: 'Controller',
    fires: 'The world chooses an episode’s cell, by learning progress and curiosity.',
    worth: ROI,
    path: 'cells.lpMix',
  },
  foraging: {
    title: 'Foraging',
    fires: 'An organelle chooses an episode’s cell by itself.',
    worth: ROI,
    path: 'cells.lpMix',
    isOn: (value) => Number(value) < 1,
  },
  growth: {
    title: 'Growth',
    fires: 'A saturated adapter that earns grows by one rank.',
    worth: MORPHED,
    path: 'morphogenesis.every',
  },
  pruning: {
    title: 'Shrinkage',
    fires: 'An adapter drops a direction that changes next to nothing.',
    worth: MORPHED,
    path: 'morphogenesis.every',
  },
  metaTrials: {
    title: 'Parameters challenged',
    fires: 'Challenging parameters of the ecology have taken their turns against the present ones and are judged.',
    worth: CHALLENGED,
    path: 'meta.window',
  },
  metaAccepted: {
    title: 'Parameters replaced',
    fires: 'A challenger wins, and its parameters are in force.',
    worth: CHALLENGED,
    path: 'meta.window',
  },
  winter: {
    title: 'Winter',
    fires: 'A generation lies in winter: solved tasks pay less.',
    worth: {
      means: 'How much lower the generation’s mean ROI is than at full prices for the same answers.',
      unit: 'E',
    },
    path: 'organs.winterEvery',
  },
  catastrophe: {
    title: 'Catastrophe',
    fires: 'Prices and difficulties are reshuffled among the open cells.',
    worth: null,
    path: 'organs.catastropheEvery',
  },
  teams: {
    title: 'Teams',
    fires: 'An organelle answers after it has seen the answer of the cell’s elite.',
    worth: REVISED,
    path: 'organs.teams',
  },
  memory: {
    title: 'Memory',
    fires: 'An organelle answers after it has seen tasks that it solved before.',
    worth: {
      means: 'How many more tasks are solved with examples than the cell’s running success, in points.',
      unit: 'points',
    },
    path: 'organs.memory',
  },
  recurrence: {
    title: 'Recurrence',
    fires: 'An organelle sees its first answer and answers again.',
    worth: REVISED,
    path: 'organs.recurrence',
  },
  feedback: {
    title: 'Feedback',
    fires: 'A person’s thumb on an answer pays an organelle or takes from it.',
    worth: { means: 'Thumbs up less thumbs down, a thumb, in points.', unit: 'points' },
    path: 'organs.feedbackEnergy',
  },
  canaries: {
    title: 'Canaries',
    fires: 'The elite of a mastered cell is asked again on select tasks.',
    worth: {
      means: 'Select tasks solved now, less what was solved when the cell was mastered, in points.',
      unit: 'points',
    },
    path: 'organs.canariesEvery',
  },
  routing: {
    title: 'Routing',
    fires: 'A measurement asks the elites that the router chooses, each for its own tasks.',
    worth: { means: 'How many more test tasks they solve than the best single elite, in points.', unit: 'points' },
    path: 'measure.router',
    isOn: (value) => value !== 'single',
  },
  bandit: {
    title: 'Bandit router',
    fires: 'The bandit lets elites answer select tasks of the open cells, and learns from what they solve.',
    worth: {
      means: 'Select tasks solved by the elites that it chose, in points. Compare with the portfolio, not with zero.',
      unit: 'points',
    },
    path: 'measure.router',
    isOn: (value) => value === 'bandit',
  },
};

/** The words for a name; a name without any stands for itself. */
export function wordsOf(name: string): MechanismWords {
  const known = Object.hasOwn(MECHANISM_WORDS, name) ? MECHANISM_WORDS[name] : undefined;
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

/** Every mechanism that has words or has been counted: those that are on first, each part in the order of the words. */
export function mechanismRows(view: Pick<View, 'mechanisms' | 'config' | 'marks'>): MechanismRow[] {
  const counted = view.mechanisms as Readonly<Record<string, Mechanism | undefined>>;
  const names = [...new Set([...Object.keys(MECHANISM_WORDS), ...Object.keys(counted)])];
  const rows = names.map((name): MechanismRow => {
    const words = wordsOf(name);
    const mechanism = counted[name];
    return {
      ...{ name, words, isOn: isOnIn(words, view.config), sinceGeneration: sinceWhen(words, view.marks) },
      fired: mechanism?.fired ?? 0,
      lastGeneration: mechanism?.lastGeneration ?? null,
      worth: mechanism ? worthOf(mechanism) : null,
    };
  });
  return [...rows.filter(({ isOn }) => isOn), ...rows.filter(({ isOn }) => !isOn)];
}

function isOnIn({ path, isOn = isOnByDefault }: MechanismWords, config: View['config']): boolean {
  return path === null || isOn(valueAt(config, path));
}

function isOnByDefault(value: unknown): boolean {
  return typeof value === 'number' ? value > 0 : value !== 'none' && value !== 'off';
}

/** The generation in which its switch was last turned; a view tells of tweaks by the parameter's title. */
function sinceWhen({ path }: MechanismWords, marks: View['marks']): number {
  if (path === null) return 0;
  const title = parameterAt(path)?.title;
  const turned = marks.findLast(({ kind, label }) => kind === 'tweak' && label.startsWith(`${title}: `));
  return turned?.generation ?? 0;
}

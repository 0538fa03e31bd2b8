/**
 * The seconds before there is a world, told as steps: what is done, what is being done, what comes. The lab says what it
 * is doing in its own words (LabStatus.activity); this file only knows in which order those come.
 */
import type { PageState } from '../state/state.ts';

interface Step {
  title: string;
  state: 'done' | 'now' | 'next';
}

/** What the lab calls it while it lasts, and what the page calls the step. */
const STEPS = [
  { doing: ['Opening the store'], title: 'Opening the store' },
  { doing: ['Loading the model', 'Reading the model'], title: 'Reading the model' },
  { doing: ['Preparing the graph'], title: 'Preparing the graph' },
  { doing: ['Checking the model'], title: 'Checking the model' },
] as const;
const LAST = 'Waking the organelles';

/**
 * The steps at this moment, or null when there is nothing to wait for: the world is there, another tab has it, or the lab
 * failed and says so elsewhere. Words of the lab that are not among the steps stand alone.
 */
export function loadingSteps({ live, status }: Pick<PageState, 'live' | 'status'>): Step[] | null {
  if (live || status?.phase === 'failed' || status?.phase === 'viewing') return null;
  const doing = status?.activity?.text;
  const hasHost = status !== null && status.backend !== '';
  const at = doing === undefined ? (hasHost ? STEPS.length : 0) : STEPS.findIndex((step) => isDoing(step, doing));
  if (at < 0) return [{ title: doing!, state: 'now' }];
  return [...STEPS.map(({ title }) => title), LAST].map((title, index) => ({
    title,
    state: index < at ? 'done' : index === at ? 'now' : 'next',
  }));
}

const isDoing = (step: (typeof STEPS)[number], text: string): boolean =>
  (step.doing as readonly string[]).includes(text);

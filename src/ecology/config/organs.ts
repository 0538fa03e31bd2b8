/** Parameters of what only some worlds have: the evolution of the ecology itself, and the optional organs. */
import { choice, group, number, whole } from './parameter-kinds.ts';

export const meta = group('Meta-evolution', {
  window: whole(0, 10_000, 0, {
    title: 'Window',
    unit: 'generations',
    help: 'Challenging parameters and the present ones take turns of this many generations. 0 leaves the ecology as it is.',
  }),
  turns: whole(1, 20, 3, {
    title: 'Turns',
    unit: 'each',
    help: 'How many windows each of the two has before it is decided.',
  }),
  step: number(0.01, 1, 0.2, {
    title: 'Step',
    unit: '',
    help: 'Standard deviation of the logarithm of a challenger’s change.',
    step: 0.05,
  }),
  tasks: whole(8, 512, 48, {
    title: 'Select tasks',
    unit: 'a window',
    help: 'The population is judged at each window’s end by this many select tasks, solved per unit of energy that those answers cost.',
    step: 8,
  }),
});

export const organs = group('Optional organs', {
  winterEvery: whole(0, 10_000, 0, {
    title: 'Winter every',
    unit: 'generations',
    help: 'How often a winter comes, in which solved tasks pay less. 0 never.',
  }),
  winterLength: whole(1, 1000, 5, {
    title: 'Winter’s length',
    unit: 'generations',
    help: 'How many generations a winter lasts; one that lasts as long as it is to the next never ends.',
  }),
  winterYield: number(0, 1, 0.5, {
    title: 'Winter’s yield',
    unit: '×',
    help: 'What a solved task pays in winter, as a share of its price.',
    step: 0.05,
  }),
  catastropheEvery: whole(0, 10_000, 0, {
    title: 'Catastrophe every',
    unit: 'generations',
    help: 'How often the running successes, and so the prices, are reshuffled among the open cells, and every open cell gives way to another depth of its family. 0 never.',
  }),
  teams: number(0, 1, 0, {
    title: 'Teams',
    unit: '',
    help: 'The share of attempts made by two: the elite of the cell answers first, the organelle sees that answer and may revise it. Both are paid out of the one revenue, half each while the elite’s organelle lives. Such an answer makes nobody an elite.',
    step: 0.05,
  }),
  memory: whole(0, 4, 0, {
    title: 'Memory',
    unit: 'examples',
    help: 'How many of its own solved tasks of the cell an organelle is shown before it answers. What does not fit into the host’s context is left out.',
  }),
  recurrence: choice(['off', 'on'], 'off', {
    title: 'Recurrence',
    unit: '',
    help: 'An organelle sees its first answer and answers again; the second answer counts, both are paid for.',
    labels: { off: 'Off', on: 'On' },
  }),
  feedbackEnergy: number(0, 100, 0, {
    title: 'Feedback',
    unit: 'E',
    help: 'What a person’s thumb on an answer is worth: up pays the organelle, down takes from it. 0 hides the thumbs.',
    step: 0.5,
  }),
  canariesEvery: whole(0, 10_000, 0, {
    title: 'Canaries every',
    unit: 'generations',
    help: 'How often the elites of mastered cells are asked again on select tasks, to see whether the portfolio still can what it could. 0 never.',
  }),
  canaryTasks: whole(4, 64, 12, {
    title: 'Canary tasks',
    unit: 'tasks',
    help: 'How many tasks each mastered cell is asked.',
  }),
});

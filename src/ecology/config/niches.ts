/** Parameters of worlds in which survival is by niche: who watches, who rests, and who may take a niche that starves. */
import { choice, group, number, whole } from './parameter-kinds.ts';

const ON_OFF = { labels: { on: 'On', off: 'Off' } };

export const nichesGroup = group('Niches', {
  watch: whole(1, 32, 4, {
    title: 'Watch',
    unit: 'attempts',
    help: 'Greedy attempts of its holder at every niche in a generation. They are what is proven there; what is practised is sampled.',
  }),
  rest: number(0.1, 2, 0.85, {
    title: 'Rest',
    unit: '',
    help: 'The solved share of its newest eight watched attempts from which a holder rests instead of practising. Above 1 nobody ever rests.',
    step: 0.05,
  }),
  group: whole(1, 16, 1, {
    title: 'Group',
    unit: 'answers',
    help: 'How many answers to the same task are practised together; each is then held against the others of its task. At 1 it is held against all of its cell.',
  }),
  stubborn: number(0, 1, 0, {
    title: 'Stubborn tasks',
    unit: '',
    help: 'The share of practised tasks that are those which the holder got wrong before, once it solves half of what it is asked. 0 practises whatever comes.',
    step: 0.05,
  }),
  auditionTasks: whole(2, 32, 6, {
    title: 'Audition',
    unit: 'tasks',
    help: 'When a holder that lived well starves, everybody who might take its niche answers this many train tasks, and the best takes it.',
  }),
  shelf: whole(0, 16, 3, {
    title: 'Shelf',
    unit: 'a niche',
    help: 'How many former holders of a niche are kept at their best, to be auditioned when it starves. 0 forgets them.',
  }),
  newcomers: choice(['on', 'off'], 'on', {
    title: 'Newcomers',
    unit: '',
    help: 'Whether an audition hears a newcomer too, close to the host; it takes the niche when nobody else solves more.',
    ...ON_OFF,
  }),
  neighbours: choice(['on', 'off'], 'on', {
    title: 'Neighbours',
    unit: '',
    help: 'Whether an audition hears the holders of other niches; a child of the best one takes the niche.',
    ...ON_OFF,
  }),
});

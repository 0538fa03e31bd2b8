/** Parameters of how organelles change: at birth, by learning, by merging, in rank. */
import { DEFAULT_BATCH } from '../../core/sequential-test.ts';
import { RULE_LABELS, RULE_NAMES } from '../../organelles/plasticity/settings.ts';
import { choice, group, number, whole } from './parameter-kinds.ts';

export const heredityGroup = group('Heredity', {
  rank: whole(1, 16, 4, {
    title: 'Rank',
    unit: '',
    help: 'The rank of the founders’ adapters at every projection.',
    live: false,
  }),
  founderStep: number(0, 2, 0.5, {
    title: 'Founder’s size',
    unit: '',
    help: 'The size s of a founder’s random weights: s ÷ √inputs in A, s ÷ √rank in B. The micro host changes its mind from 0.3 and breaks from 0.7.',
    step: 0.05,
    live: false,
  }),
  mutationStep: number(0.05, 0.9, 0.4, {
    title: 'Mutation',
    unit: '',
    help: 'The founders’ share m of noise in a child’s weights: √(1 − m²) of the parent and m of noise of the same size. Heritable, so it drifts.',
    step: 0.05,
    live: false,
  }),
  traitStep: number(0, 1, 0.15, {
    title: 'Mutation of traits',
    unit: '',
    help: 'Standard deviation of the logarithm of a trait’s change at birth.',
    step: 0.05,
  }),
  birthEnergy: number(0.5, 10_000, 12, {
    title: 'Birth energy',
    unit: 'E',
    help: 'An organelle richer than this may split.',
    step: 0.5,
    primary: true,
  }),
  childShare: number(0.05, 0.95, 0.5, {
    title: 'Child’s share',
    unit: '',
    help: 'The share of its energy that a parent gives its child.',
    step: 0.05,
  }),
  birthsPerGeneration: whole(0, 64, 4, {
    title: 'Births per generation',
    unit: '',
    help: 'The most births in one generation; the richest split first.',
  }),
  novelty: number(0, 10, 0, {
    title: 'Novelty bonus',
    unit: '',
    help: 'How much the choice of parents favours those who earn where few others do: wealth × (1 + bonus × rarity of the best niche). 0 looks at wealth alone.',
    step: 0.1,
  }),
  maxRank: whole(1, 32, 8, {
    title: 'Highest rank',
    unit: '',
    help: 'No adapter grows or merges beyond this rank. A higher rank can hold more and makes every answer dearer.',
  }),
});

export const learningGroup = group('Learning', {
  rule: choice(RULE_NAMES, 'none', {
    title: 'Rule',
    unit: '',
    help: 'How organelles learn within their lives. Evolution strategies and exploratory Hebb try perturbed selves; policy gradient pulls at its own answers; gold answers are for the supervised control only.',
    labels: RULE_LABELS,
  }),
  from: choice(['trials', 'attempts'], 'trials', {
    title: 'Learn from',
    unit: '',
    help: 'Trials are sampled for learning only. Attempts are those of the generation itself, for policy gradient in worlds whose attempts are sampled; where survival is by niche, holders always learn from what they practised.',
    labels: { trials: 'Trials of its own', attempts: 'Its attempts' },
  }),
  learners: whole(0, 64, 3, {
    title: 'Learners',
    unit: 'a generation',
    help: 'The most organelles that learn in one generation; those that have learnt least come first.',
  }),
  youth: whole(0, 10_000, 8, {
    title: 'Youth',
    unit: 'generations',
    help: 'Organelles learn until this age. What they prove afterwards, they prove with weights that no longer change. 0 lets them learn all their lives.',
  }),
  trials: whole(2, 512, 32, {
    title: 'Trials',
    unit: 'an update',
    help: 'The answers behind one update of one organelle: pairs of opposite perturbations, sampled answers, or gold answers.',
    step: 2,
  }),
  rate: number(0.1, 3, 1, {
    title: 'Learning rate',
    unit: '×',
    help: 'Multiplies the rule’s own rate, which was measured on the micro host.',
    step: 0.1,
  }),
  leastRate: number(0.01, 1, 1, {
    title: 'Least rate',
    unit: '×',
    help: 'As a learner’s answers come to agree, all right or all wrong, its rate falls with their spread, but never below this share of it. 1 keeps the rate.',
    step: 0.05,
  }),
  settling: whole(0, 10_000, 0, {
    title: 'Settling',
    unit: 'updates',
    help: 'After so many updates of one line a learner’s rate has halved, after twice as many it is a third: newcomers learn fast, the old carefully. 0 keeps the rate.',
  }),
  threshold: number(0, 10_000, 3, {
    title: 'Wealth to learn',
    unit: 'E',
    help: 'Only organelles that own more than this learn.',
    step: 0.5,
  }),
  costShare: number(0, 1, 0.05, {
    title: 'Cost of learning',
    unit: '×',
    help: 'The share of its computation that learning is charged for. At 1 a trial costs what an attempt costs.',
    step: 0.01,
  }),
  probes: whole(0, 16, 2, {
    title: 'Probes',
    unit: 'tasks',
    help: 'Answers to the same few train tasks before and after every update, to be looked at; free of charge and without effect.',
  }),
});

export const mergingGroup = group('Merging', {
  every: whole(0, 10_000, 0, {
    title: 'Merge every',
    unit: 'generations',
    help: 'How often a pair of organelles with complementary niches is proposed. 0 proposes none.',
  }),
  method: choice(['svd', 'concatenate', 'ties', 'dare'], 'svd', {
    title: 'Method',
    unit: '',
    help: 'How two adapters become one. The weighted sum of what they change is kept to the highest rank, kept whole, kept where signs agree, or thinned at random.',
    labels: {
      svd: 'Sum, best low rank',
      concatenate: 'Sum, whole',
      ties: 'Signs elected (TIES)',
      dare: 'Dropped and rescaled (DARE)',
    },
  }),
  strength: number(0.2, 3, 1.4, {
    title: 'Strength',
    unit: '',
    help: 'What the parents’ weights in the child sum to; it is shared out by how well each did on select tasks. Near √2 a child of unrelated parents is as large as they are.',
    step: 0.1,
  }),
  alpha: number(0.001, 0.5, 0.1, {
    title: 'Alpha',
    unit: '',
    help: 'The error that the assimilation test allows: a child no better than its best parent passes at most this often.',
    step: 0.01,
  }),
  maxTasks: whole(8, 1000, 96, {
    title: 'Most tasks of a test',
    unit: 'tasks',
    help: 'An assimilation test that has not decided by then ends, and the child is dissolved.',
    step: 8,
  }),
  batch: whole(2, 128, DEFAULT_BATCH, {
    title: 'Batch of a test',
    unit: 'tasks',
    help: 'Child and best parent attempt this many fresh select tasks, then the evidence is looked at.',
    step: 2,
  }),
  costShare: number(0, 1, 0.05, {
    title: 'Cost of a test',
    unit: '×',
    help: 'The share of the test’s computation that its parents are charged for, half each.',
    step: 0.01,
  }),
  threshold: number(0, 10_000, 4, {
    title: 'Wealth to merge',
    unit: 'E',
    help: 'Only organelles that own more than this are proposed.',
    step: 0.5,
  }),
});

export const morphogenesisGroup = group('Morphogenesis', {
  every: whole(0, 10_000, 0, {
    title: 'Change rank every',
    unit: 'generations',
    help: 'How often adapters are looked at: saturated ones that earn grow by one rank, idle directions are dropped. A new direction does nothing until a birth or learning writes into it. 0 never.',
  }),
  saturation: number(0.5, 1, 0.95, {
    title: 'Saturation',
    unit: '',
    help: 'An adapter is saturated when its effective rank is at least this share of its rank. Founders have 0.99; just grown, 0.8; after a birth about 0.94, after two 0.97.',
    step: 0.01,
  }),
  idle: number(0, 0.5, 0.02, {
    title: 'Idle share',
    unit: '',
    help: 'A direction is idle when leaving it out changes the adapter by less than this share.',
    step: 0.01,
  }),
});

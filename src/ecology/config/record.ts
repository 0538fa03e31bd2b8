/** Parameters of what the world remembers and how it is measured. */
import { z } from 'zod';
import { ROUTERS, ROUTER_LABELS, routerWords } from '../../routing/router.ts';
import { choice, group, number, whole } from './parameter-kinds.ts';

export const archiveGroup = group('Archive', {
  minEpisodes: whole(2, 100, 8, {
    title: 'Episodes for an elite',
    unit: '',
    help: 'How many attempts in a cell an organelle needs before it can hold a bin of the archive.',
  }),
  costEdges: z
    .array(z.number().positive())
    .min(1)
    .max(7)
    .refine((edges) => edges.every((edge, i) => i === 0 || edge > edges[i - 1]!), 'must rise from left to right')
    .default([0.58, 0.7])
    .meta({
      title: 'Cost edges',
      unit: 'E',
      help: 'The mean costs at which the archive’s bins divide: cheap, middling and dear answers each have their own elite.',
      live: false,
    }),
  shrinkage: number(0, 100, 4, {
    title: 'Shrinkage',
    unit: 'episodes',
    help: 'How many imagined average episodes of the cell are mixed into an organelle’s record before its lower bound is taken.',
  }),
  immigrantsEvery: whole(0, 10_000, 0, {
    title: 'Immigrant every',
    unit: 'generations',
    help: 'How often an elite that nobody alive descends its weights from returns as an immigrant, with a founder’s energy from the environment. 0 never.',
  }),
});

export const measureGroup = group('Measurement', {
  every: whole(0, 10_000, 25, {
    title: 'Measure every',
    unit: 'generations',
    help: 'The bare host and the best elite answer the same test tasks, free of charge and without effect on the world. 0 measures only when asked.',
  }),
  tasks: whole(8, 512, 64, { title: 'Test tasks', unit: '', help: 'How many test tasks a measurement draws.' }),
  router: choice(ROUTERS, 'cell', {
    title: 'Router',
    unit: '',
    help: `Which elite answers for the portfolio: ${routerWords()}.`,
    labels: ROUTER_LABELS,
  }),
});

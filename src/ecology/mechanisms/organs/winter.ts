/**
 * Winter: true scarcity. Worth, a generation of it: the change of the episodes' mean ROI, E, against full prices for the
 * same answers. Unknown where winter pays nothing at all.
 */
import { number, whole } from '../../config/parameter-kinds.ts';
import { mechanism } from '../declaration.ts';

export const parameters = {
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
};

export const declaration = mechanism({
  title: 'Winter',
  fires: 'A generation lies in winter: solved tasks pay less.',
  worth: {
    means: 'How much lower the generation’s mean ROI is than at full prices for the same answers.',
    unit: 'E',
  },
  path: 'organs.winterEvery',
  reads: ['climate', 'episode'],
  firings(told) {
    const share = told.of('climate')[0]?.winterYield;
    if (share === undefined) return [];
    const episodes = told.of('episode');
    if (share === 0 || episodes.length === 0) return [{}];
    const lost = episodes.reduce((sum, { revenue }) => sum + (revenue - revenue / share), 0);
    return [{ worth: [lost / episodes.length] }];
  },
});

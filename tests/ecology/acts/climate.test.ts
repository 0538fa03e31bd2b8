import { expect, it } from 'vitest';
import { climate } from '../../../src/ecology/acts/climate.ts';
import { cellName } from '../../../src/economy/cells.ts';
import { turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

const STILL = { seasonAmplitude: 0, seasonPeriod: 40 };

it('prices every open cell and no closed one', () => {
  const turn = turnOf({ config: { climate: STILL } });
  climate(turn);
  const [event] = ofType(turn.events, 'climate');
  const open = turn.world.cells.filter((cell) => cell.open);
  expect(Object.keys(event!.prices).sort()).toEqual(open.map(cellName).sort());
  for (const cell of open) expect(event!.prices[cellName(cell)]).toBe(cell.priceEnergy);
  expect(event).toMatchObject({ season: 1 });
  expect(event).not.toHaveProperty('winterYield');
});

it('a cell that is solved less pays more, within the bounds', () => {
  const prices = { base: 2, slope: 4, tau: 0.5, min: 1, max: 3 };
  const turn = turnOf({
    config: { climate: STILL, prices },
    change: ({ cells }) =>
      cells.forEach((cell, i) => {
        cell.successEma = i % 2;
      }),
  });
  climate(turn);
  for (const cell of turn.world.cells)
    if (cell.open) expect(cell.priceEnergy).toBe(cell.successEma === 1 ? prices.min : prices.max);
});

it('the season swings prices and winter is told', () => {
  const turn = turnOf({
    config: {
      climate: { seasonAmplitude: 0.5, seasonPeriod: 8 },
      organs: { winterEvery: 2, winterLength: 1, winterYield: 0.25 },
    },
    change: (world) => {
      world.generation = 2;
    },
  });
  climate(turn);
  expect(ofType(turn.events, 'climate')[0]).toMatchObject({ season: 1.5, winterYield: 0.25 });
});

it('a mastered cell opens the next depth of its family', () => {
  const turn = turnOf({
    change: ({ cells }) => {
      const first = cells.find(({ open }) => open)!;
      Object.assign(first, { attempts: 100, solved: 100, successEma: 1 });
    },
  });
  const { family } = turn.world.cells.find(({ attempts }) => attempts === 100)!;
  climate(turn);
  const [opened] = ofType(turn.events, 'cell-opened');
  expect(opened).toMatchObject({ why: 'mastered' });
  expect(opened!.cell.startsWith(`${family}/`)).toBe(true);
  expect(turn.world.cells.find((cell) => cellName(cell) === opened!.cell)!.open).toBe(true);
});

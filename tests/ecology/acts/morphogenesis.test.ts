import { expect, it } from 'vitest';
import { morphogenesis } from '../../../src/ecology/acts/morphogenesis.ts';
import { siteMatrices } from '../../../src/host/index.ts';
import { giveEnergy, recordOf, turnOf } from '../../support/turns.ts';
import { ofType } from '../../support/worlds.ts';

const CONFIG = {
  population: { founders: 2 },
  heredity: { rank: 2, maxRank: 4, birthEnergy: 10 },
  morphogenesis: { every: 1, saturation: 0.5, idle: 0.01 },
};

function earning(meanRoi: number, energy: number, config = CONFIG) {
  return turnOf({
    config,
    change: (world) => {
      world.organelles[0]!.records = { 'math/short': recordOf(8, meanRoi) };
      giveEnergy(world, 1, energy);
    },
  });
}

it('a saturated adapter grows by one where its organelle earns and can carry it', async () => {
  const turn = earning(0.5, 8);
  const before = turn.world.organelles[0]!.weights;
  await morphogenesis(turn);
  const [morphed] = ofType(turn.events, 'morphed');
  expect(morphed).toMatchObject({ organelle: 1, from: 2, to: 3, why: 'saturated', weightsBefore: before, error: 0 });
  expect(turn.world.organelles[0]!.rank).toBe(3);
  expect(turn.adapters.get(turn.world.organelles[0]!.weights)!.rank).toBe(3);
});

it('not where it loses, is poor, has its highest rank, or in other generations', async () => {
  const turns = [
    earning(-0.5, 8),
    earning(0.5, 4),
    earning(0.5, 8, { ...CONFIG, heredity: { ...CONFIG.heredity, maxRank: 2 } }),
    earning(0.5, 8, { ...CONFIG, morphogenesis: { ...CONFIG.morphogenesis, every: 2 } }),
    earning(0.5, 8, { ...CONFIG, morphogenesis: { ...CONFIG.morphogenesis, every: 0 } }),
  ];
  for (const turn of turns) await morphogenesis(turn);
  expect(turns.flatMap(({ events }) => events)).toEqual([]);
});

it('idle directions go, whoever earns, and records stay', async () => {
  const turn = earning(-1, 1);
  const [organelle] = turn.world.organelles;
  const { records, weights } = organelle!;
  const { rank, scale, weights: numbers } = turn.adapters.get(weights)!;
  const faint = { rank, scale, weights: numbers.slice() };
  for (const { site, b } of siteMatrices(turn.host.sites, faint))
    for (let j = 0; j < site.outputs; j++) b[site.outputs + j]! *= 1e-5;
  organelle!.weights = turn.keepAdapter(faint);
  await morphogenesis(turn);
  const [morphed] = ofType(turn.events, 'morphed');
  expect(morphed).toMatchObject({ organelle: 1, from: 2, to: 1, why: 'idle' });
  expect(morphed!.error).toBeLessThan(0.01);
  expect(turn.world.organelles[0]!.records).toEqual(records);
});

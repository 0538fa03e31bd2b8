/** A portfolio that founds a world: whoever answered a cell holds it there. */
import { expect, it } from 'vitest';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { Engine } from '../../../src/ecology/engine.ts';
import { worldFoundedBy } from '../../../src/exchange/adapters/founders.ts';
import { adaptersIn } from '../../../src/exchange/adapters/given.ts';
import { FORMATS } from '../../../src/exchange/formats.ts';
import { foldRecord } from '../../../src/record/fold/fold.ts';
import type { View } from '../../../src/record/fold/view.ts';
import { realRun, SMALL } from '../../support/real-runs.ts';
import { TINY_SITES, tinyHost } from '../../support/tiny-host.ts';

it('holds the cells that its router gives it, where survival is by niche', async () => {
  const run = await realRun();
  const view = run.records.reduce<View | null>(foldRecord, null)!;
  const files = FORMATS.peft({ ...run, view }, { which: 'portfolio' });
  const router = JSON.parse(new TextDecoder().decode(files.get('portfolio/router.json'))) as {
    cells: Record<string, string | null>;
  };
  const answered = Object.entries(router.cells).filter(([, name]) => name !== null);
  expect(answered.length).toBeGreaterThan(0);
  const given = adaptersIn(files, TINY_SITES, 'run');
  for (const { name, cells = [] } of given)
    expect(cells).toEqual(answered.flatMap(([cell, who]) => (who === name ? [cell] : [])));

  const opening = Object.keys(router.cells);
  const population = { ...SMALL.population, survival: 'niche' as const };
  const small = configSchema.parse({ ...SMALL, population, cells: { ...SMALL.cells, opening } });
  const { engine } = Engine.begin({
    seed: 'founded',
    name: 'founded',
    config: worldFoundedBy(small, given),
    host: tinyHost(),
    lab: '0',
    founders: given,
  });
  for (const [cell, name] of answered) {
    const { holder } = engine.world.niches!.find((niche) => niche.cell === cell)!;
    const index = given.findIndex((one) => one.name === name);
    expect(holder).toBe(index + 1);
    expect(engine.adapters.get(engine.world.organelles[index]!.weights)).toEqual(given[index]!.adapter);
  }
});

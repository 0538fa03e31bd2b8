/** A statement ends at the balance that the fold shows, for everybody who ever lived. */
import { expect, it } from 'vitest';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { Engine } from '../../../src/ecology/engine.ts';
import { foldRecord } from '../../../src/record/fold/fold.ts';
import { episodesOf, statementOf } from '../../../src/record/fold/statement.ts';
import type { View } from '../../../src/record/fold/view.ts';
import { tinyHost } from '../../support/tiny-host.ts';

it('explains every balance line by line', async () => {
  const config = configSchema.parse({ heredity: { birthEnergy: 6 }, energy: { maxEnergy: 12 } });
  const { engine, outcome } = Engine.begin({ seed: '3', name: 'test', config, host: tinyHost(), lab: 'test' });
  const records = [outcome.record];
  for (let i = 0; i < 30; i++) records.push((await engine.generation()).record);
  const view = records.reduce<View | null>((soFar, record) => foldRecord(soFar, record), null)!;
  let deaths = 0;
  for (const organelle of view.organelles.values()) {
    const lines = statementOf(organelle.id, records);
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.at(-1)!.balanceEnergy).toBe(organelle.energy);
    expect(episodesOf(organelle.id, records)).toHaveLength(organelle.episodes);
    if (organelle.diedGeneration !== null) deaths += 1;
    if (organelle.diedGeneration !== null && lines.at(-1)!.text.startsWith('estate')) expect(organelle.energy).toBe(0);
  }
  expect(deaths).toBeGreaterThan(0);
  expect(view.totals.births).toBeGreaterThan(0);
});

it('shows a thumb on the answer that it was given to', async () => {
  const config = configSchema.parse({ organs: { feedbackEnergy: 1 } });
  const { engine, outcome } = Engine.begin({ seed: '3', name: 'test', config, host: tinyHost(), lab: 'test' });
  const first = (await engine.generation()).record;
  const answer = first.events.find((event) => event.type === 'episode')!;
  const { organelle, cell, index } = answer;
  const thumbs = [{ generation: 1, index, thumb: 'down', organelle, cell }] as const;
  const records = [outcome.record, first, (await engine.generation({ thumbs })).record];
  const thumbed = episodesOf(organelle, records).filter(({ thumb }) => thumb !== undefined);
  expect(thumbed).toMatchObject([{ generation: 1, index, thumb: 'down' }]);
});

/** What a run has been asked, by its journal, held against what its model was asked. */
import { expect, it } from 'vitest';
import { configSchema, type ConfigInput } from '../../src/ecology/config/config.ts';
import { Engine } from '../../src/ecology/engine.ts';
import { promptsMet } from '../../src/record/met.ts';
import { LIVELY } from '../support/worlds.ts';
import { tinyHost } from '../support/tiny-host.ts';

/** Lives without questions that only measure, and gives what the model read besides the journal. */
async function lived(learning: ConfigInput['learning'], generations = 4) {
  const tiny = tinyHost();
  const asked = new Set<string>();
  const host: typeof tiny = {
    ...tiny,
    decode(requests, options) {
      for (const { prompt } of requests) asked.add(String.fromCodePoint(...prompt));
      return tiny.decode(requests, options);
    },
  };
  const config = configSchema.parse({ ...LIVELY, learning: { ...learning, probes: 0 } });
  const { engine, outcome } = Engine.begin({ seed: '3', name: 'met', config, host, lab: 'test' });
  const records = [outcome.record];
  for (let i = 0; i < generations; i++) {
    const tweaks = i === 2 ? { 'learning.trials': 24 } : {};
    records.push((await engine.generation({ tweaks })).record);
  }
  const events = records.flatMap((record) => record.events);
  const episodes = new Set(events.flatMap((event) => (event.type === 'episode' ? [event.prompt] : [])));
  return { world: engine.world, records, asked, episodes, events };
}

it('is all that its model read, the trials of learners with it, also when their number was changed', async () => {
  const { world, records, asked, episodes, events } = await lived({ rule: 'evolution', from: 'trials', trials: 16 });
  expect(events.filter(({ type }) => type === 'learned').length).toBeGreaterThan(3);
  const met = await promptsMet(world, records);
  expect(met).toEqual(asked);
  expect(met.size).toBeGreaterThan(episodes.size);
});

it('is what is in its episodes where nobody learns', async () => {
  const { world, records, asked, episodes } = await lived({ rule: 'none' });
  expect(await promptsMet(world, records)).toEqual(asked);
  expect(episodes).toEqual(asked);
});

it('can be given up, and lets others in', async () => {
  const { world, records } = await lived({ rule: 'none' });
  const stopping = new AbortController();
  let breaths = 0;
  const breathe = async () => {
    breaths += 1;
    if (breaths === 2) stopping.abort(new Error('enough'));
  };
  await expect(promptsMet(world, records, { signal: stopping.signal, breathe })).rejects.toThrow('enough');
  expect(breaths).toBe(2);
});

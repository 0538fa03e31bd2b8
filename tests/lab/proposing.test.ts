/** A world proposed for the host that the lab has loaded, beside the run that is open. */
import { expect, it } from 'vitest';
import { configSchema, defaultConfig } from '../../src/ecology/config/config.ts';
import { OPEN, testLab } from './test-lab.ts';

const ASKED = { config: defaultConfig(), tasks: 1, secondsPerGeneration: 10 };

it('a proposed world is whole, crosses to the page, and a run can begin with it', async () => {
  const { lab, messages, status } = testLab();
  await lab.open(OPEN);
  const world = await lab.proposeWorld(ASKED);
  expect(structuredClone(world)).toEqual(world);
  expect(world!.config).toEqual(configSchema.parse(world!.config));
  expect(world!.changes.map(({ path }) => path)).toContain('cells.opening');
  expect(world!.estimate.secondsPerGeneration).toBeGreaterThan(0);
  const shares = messages.flatMap((message) =>
    message.kind === 'status' && message.status.activity?.text === 'Measuring the model'
      ? [message.status.activity.progress!]
      : [],
  );
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(shares.length).toBeGreaterThan(2);
  expect(status().activity).toBeNull();
  await lab.newRun({ seed: '3', config: world!.config });
  const [founding] = await lab.records(0, 0);
  expect(founding!.events[0]).toMatchObject({ type: 'run-started', config: world!.config });
});

it('measuring is given up when it is stopped, and the run goes on', async () => {
  const { lab, status } = testLab();
  await lab.open(OPEN);
  const asked = lab.proposeWorld(ASKED);
  await lab.stopProposing();
  expect(await asked).toBeNull();
  expect(status().activity).toBeNull();
  await lab.step();
  expect(status().savedGeneration).toBe(1);
});

it('asked for again, it stops the one before', async () => {
  const { lab } = testLab();
  await lab.open(OPEN);
  const [first, second] = await Promise.all([lab.proposeWorld(ASKED), lab.proposeWorld(ASKED)]);
  expect(first).toBeNull();
  expect(second!.changes.length).toBeGreaterThan(0);
});

it.each([{ tasks: 0 }, { tasks: 65 }, { tasks: 1.5 }, { secondsPerGeneration: 0 }, { secondsPerGeneration: NaN }])(
  '%o cannot be measured with',
  async (odd) => {
    const { lab } = testLab();
    await lab.open(OPEN);
    await expect(async () => lab.proposeWorld({ ...ASKED, ...odd })).rejects.toMatchObject({
      code: 'parameter-impossible',
    });
  },
);

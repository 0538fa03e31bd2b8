/** What the lab says while a generation takes its time: paused at once, and under way until it has ended, however it ends. */
import { expect, it } from 'vitest';
import { HostError } from '../../src/host/index.ts';
import { SMALL } from '../support/real-runs.ts';
import { OPEN, testLab, type TestLab } from './test-lab.ts';
import { tinyHost } from '../support/tiny-host.ts';

/** A lab whose every decoding waits until the test lets it go, with a way to fail. */
function slowLab(): TestLab & { letGo: (failure?: HostError) => void; isDecoding: () => Promise<void> } {
  let letGo: (failure?: HostError) => void = () => undefined;
  let arrived = () => undefined as void;
  const host = tinyHost({
    beforeDecode: () =>
      new Promise<void>((resolve, reject) => {
        letGo = (failure) => (failure ? reject(failure) : resolve());
        arrived();
      }),
  });
  const isDecoding = () =>
    new Promise<void>((resolve) => {
      arrived = resolve;
    });
  return { ...testLab({ openHost: async () => host }), letGo: (failure) => letGo(failure), isDecoding };
}

/** Playing, in the middle of the first generation. */
async function inTheMiddle() {
  const slow = slowLab();
  const decoding = slow.isDecoding();
  await slow.lab.open({ ...OPEN, autoplay: true });
  await decoding;
  expect(slow.status()).toMatchObject({
    phase: 'playing',
    underWay: { generation: 1, tweaks: {} },
    savedGeneration: 0,
  });
  return slow;
}

const atRest = ({ underWay }: { underWay: unknown }) => underWay === null;

it('a pause is told at once, and what is under way until it is saved', async () => {
  const { lab, letGo, status, until } = await inTheMiddle();
  await lab.pause();
  expect(status()).toMatchObject({ phase: 'paused', underWay: { generation: 1 }, savedGeneration: 0 });
  letGo();
  expect(await until(atRest)).toMatchObject({ phase: 'paused', savedGeneration: 1 });
});

it('a step takes the generation under way for its own, and so do more of them', async () => {
  const { lab, letGo, status, isDecoding } = await inTheMiddle();
  const steps = [lab.step(), lab.step()];
  expect(status()).toMatchObject({ phase: 'paused', underWay: { generation: 1 } });
  letGo();
  await Promise.all(steps);
  expect(status()).toMatchObject({ phase: 'paused', underWay: null, savedGeneration: 1 });
  const decoding = isDecoding();
  const step = lab.step();
  await decoding;
  expect(status()).toMatchObject({ phase: 'paused', underWay: { generation: 2 } });
  letGo();
  await step;
  expect(status()).toMatchObject({ underWay: null, savedGeneration: 2 });
});

it('played again before it has ended, the world goes on', async () => {
  const { lab, letGo, until, isDecoding } = await inTheMiddle();
  await lab.pause();
  await lab.play();
  const decoding = isDecoding();
  letGo();
  await decoding;
  await lab.pause();
  letGo();
  expect(await until(atRest)).toMatchObject({ phase: 'paused', savedGeneration: 2 });
});

it('a change made meanwhile is not among those that hold in it', async () => {
  const { lab, letGo, status, isDecoding } = await inTheMiddle();
  await lab.tweak('energy.ticket', 0.4);
  expect(status()).toMatchObject({ underWay: { generation: 1, tweaks: {} }, pending: { 'energy.ticket': 0.4 } });
  const decoding = isDecoding();
  letGo();
  await decoding;
  const tweaks = { 'energy.ticket': 0.4 };
  expect(status()).toMatchObject({ underWay: { generation: 2, tweaks }, pending: tweaks });
  await lab.pause();
  letGo();
});

it('a failure ends it', async () => {
  const { lab, letGo, until } = await inTheMiddle();
  await lab.pause();
  letGo(new HostError('host-wrong', 'The model broke.', 'Reload.'));
  expect(await until(atRest)).toMatchObject({ phase: 'failed', error: { code: 'host-wrong' } });
});

it('another run ends it', async () => {
  const { lab, letGo, status } = await inTheMiddle();
  await lab.pause();
  const begun = lab.newRun({ seed: '6', config: SMALL });
  letGo();
  await begun;
  expect(status()).toMatchObject({ phase: 'paused', underWay: null, savedGeneration: 0 });
});

it('a device that is lost and built again goes on with it', async () => {
  const { lab, letGo, until, isDecoding } = await inTheMiddle();
  await lab.pause();
  const decoding = isDecoding();
  letGo(new HostError('device-lost', 'The device was lost.', 'Wait.'));
  await decoding;
  expect(await until(({ phase }) => phase === 'paused')).toMatchObject({ underWay: { generation: 1 } });
  letGo();
  expect(await until(atRest)).toMatchObject({ phase: 'paused', savedGeneration: 1, activity: null });
});

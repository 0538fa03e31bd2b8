/** Graphics devices from the field: drivers that never answer, list what they refuse, or go away while a session is made. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  lossOf,
  requestGpuDevice,
  unlessLost,
  type Gpu,
  type GpuDevice,
} from '../../../src/host/runtime/gpu-device.ts';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
const someDevice = (): GpuDevice => ({ features: new Set(), lost: never(), destroy: vi.fn() });
type Wish = { requiredFeatures: string[]; requiredLimits: Record<string, number> };

function gpuWith(
  requestDevice: (wish: Wish) => Promise<GpuDevice>,
  limits: object = {},
  info: object = { vendor: 'some', subgroupMinSize: 32 },
): Gpu {
  const adapter = {
    features: new Set(['shader-f16', 'subgroups']),
    limits,
    info,
    requestDevice,
  };
  return { requestAdapter: () => Promise.resolve(adapter) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('an adapter that never comes is waited for within the limit', async () => {
  const answer = requestGpuDevice({ gpu: { requestAdapter: never }, patienceMs: 2000 });
  await vi.advanceTimersByTimeAsync(2000);
  expect(await answer).toEqual({ whyNot: expect.stringContaining('did not answer within 2 s') as unknown });
});

test('a device that never comes is waited for within the limit, and given back when it comes late', async () => {
  const device = someDevice();
  let give = (_: GpuDevice): void => undefined;
  const answer = requestGpuDevice({
    gpu: gpuWith(
      () =>
        new Promise((resolve) => {
          give = resolve;
        }),
    ),
  });
  await vi.advanceTimersByTimeAsync(5000);
  expect(await answer).toEqual({ whyNot: expect.stringContaining('did not start within 5 s') as unknown });
  give(device);
  await vi.advanceTimersByTimeAsync(0);
  expect(device.destroy).toHaveBeenCalledTimes(1);
});

test('limits that the device refuses are given up, those that models need last', async () => {
  const device = someDevice();
  const wishes: Wish[] = [];
  const gpu = gpuWith(
    (wish) => {
      wishes.push(wish);
      return 'minSubgroupSize' in wish.requiredLimits
        ? Promise.reject(new DOMException('unknown limit'))
        : Promise.resolve(device);
    },
    { minSubgroupSize: 32, maxBufferSize: 2 ** 31 },
  );
  expect(await requestGpuDevice({ gpu })).toEqual({ device, name: 'some' });
  expect(wishes.at(-1)).toEqual({
    requiredFeatures: ['shader-f16', 'subgroups'],
    requiredLimits: { maxBufferSize: 2 ** 31 },
  });
});

test('features that the device refuses are given up', async () => {
  const device = someDevice();
  const gpu = gpuWith(({ requiredFeatures }) =>
    requiredFeatures.length > 0 ? Promise.reject(new TypeError('no')) : Promise.resolve(device),
  );
  expect(await requestGpuDevice({ gpu })).toEqual({ device, name: 'some' });
});

// ONNX Runtime's attention exchanges keys within subgroups of eight lanes and more; with fewer it is wrong without a word.
test.each([
  [{ subgroupMinSize: 4 }, false],
  [{}, false],
  [{ subgroupMinSize: 8 }, true],
])('of an adapter that says %o, subgroups are asked for: %s', async (info, asked) => {
  const wishes: Wish[] = [];
  const gpu = gpuWith(
    (wish) => {
      wishes.push(wish);
      return Promise.resolve(someDevice());
    },
    {},
    info,
  );
  await requestGpuDevice({ gpu });
  expect(wishes.map(({ requiredFeatures }) => requiredFeatures)).toEqual([
    asked ? ['shader-f16', 'subgroups'] : ['shader-f16'],
  ]);
});

test('an adapter that is used up by what it refused is asked for anew', async () => {
  const device = someDevice();
  const fresh = (): Gpu => {
    let isUsedUp = false;
    return gpuWith(
      ({ requiredLimits }) => {
        if (isUsedUp) return Promise.reject(new DOMException('adapter is consumed', 'InvalidStateError'));
        isUsedUp = true;
        return 'minSubgroupSize' in requiredLimits
          ? Promise.reject(new DOMException('unknown limit', 'OperationError'))
          : Promise.resolve(device);
      },
      { minSubgroupSize: 32 },
    );
  };
  expect(await requestGpuDevice({ gpu: { requestAdapter: () => fresh().requestAdapter() } })).toEqual({
    device,
    name: 'some',
  });
});

test('a driver that throws, refuses or has none is told in a sentence', async () => {
  const throwing = (): never => {
    throw new TypeError('illegal');
  };
  expect(await requestGpuDevice({ gpu: { requestAdapter: throwing } })).toHaveProperty('whyNot');
  expect(await requestGpuDevice({ gpu: { requestAdapter: () => Promise.resolve(null) } })).toHaveProperty('whyNot');
  expect(await requestGpuDevice({ gpu: gpuWith(throwing) })).toHaveProperty('whyNot');
});

test('a device lost while a session is made fails it', async () => {
  await expect(unlessLost(never(), Promise.resolve('driver reset'))).rejects.toMatchObject({
    code: 'device-lost',
    cause: 'driver reset',
  });
  const slow = unlessLost(never(), never(), 1000).catch((thrown: unknown) => thrown);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await slow).toMatchObject({ code: 'device-lost' });
  expect(await unlessLost(Promise.resolve(7), never())).toBe(7);
  const failing = unlessLost(Promise.reject(new Error('no kernel')), never()).catch((thrown: unknown) => thrown);
  await vi.advanceTimersByTimeAsync(500);
  expect(await failing).toMatchObject({ message: 'no kernel' });
});

test('what fails a moment before the device is said to be lost failed for that', async () => {
  const lost = new Promise<string>((resolve) => setTimeout(() => resolve('memory refused'), 100));
  const failing = unlessLost(Promise.reject(new Error('buffer is invalid')), lost).catch((thrown: unknown) => thrown);
  await vi.advanceTimersByTimeAsync(500);
  expect(await failing).toMatchObject({ code: 'device-lost', cause: 'memory refused' });
});

test('a device that refuses a buffer is given up, and whoever waits hears why', async () => {
  const addEventListener = vi.fn<NonNullable<GpuDevice['addEventListener']>>();
  const device: GpuDevice = { ...someDevice(), addEventListener };
  const lost = lossOf(device);
  const [[kind, hear]] = addEventListener.mock.calls as [Parameters<typeof addEventListener>];
  expect(kind).toBe('uncapturederror');
  hear({ error: { message: 'Not enough memory left.' } });
  expect(await lost).toBe('it refused what was asked of it: Not enough memory left.');
  expect(device.destroy).toHaveBeenCalledTimes(1);
});

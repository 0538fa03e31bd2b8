/** What a model would compute on in a browser, by what its adapter says. */
import { expect, it } from 'vitest';
import { hubDevice, type AdapterSource } from '../../../src/lab/hosts/hub-device.ts';

const limits = (maxBufferSize: number, maxStorageBufferBindingSize: number) => ({
  maxBufferSize,
  maxStorageBufferBindingSize,
});
const giving = (adapter: Awaited<ReturnType<AdapterSource['requestAdapter']>>): AdapterSource => ({
  requestAdapter: async () => adapter,
});
const processor = { kind: 'processor', halves: null, buffer: Infinity };

it.each([
  ['with halves', ['shader-f16', 'subgroups'], limits(2 ** 32, 2 ** 31), { halves: true, buffer: 2 ** 31 }],
  ['without halves', ['timestamp-query'], limits(2 ** 28, 2 ** 32), { halves: false, buffer: 2 ** 28 }],
])('an adapter %s', async (_, features, itsLimits, told) => {
  const device = await hubDevice(giving({ features: new Set(features), limits: itsLimits }), 8e9);
  expect(device).toEqual({ kind: 'webgpu', memory: 8e9, ...told });
});

it.each([
  ['a browser without WebGPU', undefined],
  ['no adapter', giving(null)],
  ['an adapter that is refused', { requestAdapter: () => Promise.reject(new Error('no driver')) }],
  ['a driver that never answers', { requestAdapter: () => new Promise<never>(() => undefined) }],
])('%s: the processor', async (_, gpu) => {
  expect(await hubDevice(gpu, null, 20)).toEqual({ ...processor, memory: null });
});

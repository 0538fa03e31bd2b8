/** What a model would compute on in this browser, were it begun now: asked of the adapter, which nothing is taken from. */
import type { HubDevice } from '../../hub/choose.ts';

/** As much of `navigator.gpu` as is asked. */
export interface AdapterSource {
  requestAdapter(options?: { powerPreference?: 'high-performance' }): Promise<{
    features: ReadonlySet<string>;
    limits: { maxBufferSize: number; maxStorageBufferBindingSize: number };
  } | null>;
}

/** A driver that takes longer is taken for none, ms. */
const PATIENCE_MS = 5000;

/** @param memory  bytes of the device, where the browser says it */
export async function hubDevice(
  gpu: AdapterSource | undefined,
  memory: number | null,
  patienceMs = PATIENCE_MS,
): Promise<HubDevice> {
  const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null));
  const strong = gpu?.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  const adapter = gpu && (await Promise.race([late, strong ?? null]));
  if (!adapter) return { kind: 'processor', halves: null, buffer: Infinity, memory };
  const { features, limits } = adapter;
  return {
    kind: 'webgpu',
    halves: features.has('shader-f16'),
    buffer: Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize),
    memory,
  };
}

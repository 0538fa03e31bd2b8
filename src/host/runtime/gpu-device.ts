/**
 * The graphics device for WebGPU, asked for by us so that its features are ours to choose and its loss is ours to hear.
 *
 * ONNX Runtime Web 1.30's attention for long prompts exchanges keys within subgroups and assumes at least eight lanes.
 * Software adapters (SwiftShader has four) then get wrong answers without any error, so such devices are made without
 * subgroups and take the path through shared memory, which is right.
 */

/** As much of WebGPU as is used here; TypeScript's library does not know it in workers yet. */
interface Gpu {
  requestAdapter(options?: { powerPreference?: 'high-performance' }): Promise<GpuAdapter | null>;
}

interface GpuAdapter {
  readonly features: ReadonlySet<string>;
  readonly limits: object;
  readonly info?: { vendor?: string; architecture?: string; subgroupMinSize?: number };
  requestDevice(options: { requiredFeatures: string[]; requiredLimits: Record<string, number> }): Promise<GpuDevice>;
}

export interface GpuDevice {
  readonly lost: Promise<{ message: string; reason?: string }>;
  destroy(): void;
}

const WANTED_FEATURES = ['shader-f16', 'subgroups'];
const LEAST_LANES = 8;

export type DeviceAnswer = { device: GpuDevice; name: string } | { whyNot: string };

/** A device with all the adapter's limits, or the sentence that says why there is none. */
export async function requestGpuDevice(): Promise<DeviceAnswer> {
  const gpu = (navigator as { gpu?: Gpu }).gpu;
  if (!gpu) return { whyNot: 'This browser offers no WebGPU, so the model runs on the processor.' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
  if (!adapter)
    return { whyNot: 'This browser found no graphics device for WebGPU, so the model runs on the processor.' };
  const lanes = adapter.info?.subgroupMinSize ?? 0;
  const requiredFeatures = WANTED_FEATURES.filter(
    (feature) => adapter.features.has(feature) && (feature !== 'subgroups' || lanes >= LEAST_LANES),
  );
  try {
    const device = await adapter.requestDevice({ requiredFeatures, requiredLimits: limitsOf(adapter.limits) });
    const name = [adapter.info?.vendor, adapter.info?.architecture].filter(Boolean).join(' ');
    return { device, name };
  } catch {
    return { whyNot: 'The graphics device refused to start for WebGPU, so the model runs on the processor.' };
  }
}

/** All numeric limits; they are getters on the prototype, so Object.entries would miss them. */
function limitsOf(limits: object): Record<string, number> {
  const found: Record<string, number> = {};
  for (const name in limits) {
    const value = (limits as Record<string, unknown>)[name];
    if (typeof value === 'number') found[name] = value;
  }
  return found;
}

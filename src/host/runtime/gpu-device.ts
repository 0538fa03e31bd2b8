/**
 * The graphics device for WebGPU, asked for by us so that its features are ours to choose and its loss is ours to hear.
 * Drivers may never answer, and may refuse what their adapter lists; so every question has a time limit, and a device
 * is asked for with less and less, of a new adapter each time: all limits and features, then the standard's limits, then no features.
 *
 * ONNX Runtime Web 1.30's attention for long prompts exchanges keys within subgroups and assumes at least eight lanes.
 * Software adapters (SwiftShader has four) then get wrong answers without any error, so such devices are made without
 * subgroups and take the path through shared memory, which is right.
 */
import { HostError } from '../errors.ts';

/** As much of WebGPU as is used here; TypeScript's library does not know it in workers yet. */
export interface Gpu {
  requestAdapter(options?: { powerPreference?: 'high-performance' }): Promise<GpuAdapter | null>;
}

interface GpuAdapter {
  readonly features: ReadonlySet<string>;
  readonly limits: object;
  readonly info?: { vendor?: string; architecture?: string; subgroupMinSize?: number };
  requestDevice(options: { requiredFeatures: string[]; requiredLimits: Record<string, number> }): Promise<GpuDevice>;
}

export interface GpuDevice {
  readonly features: ReadonlySet<string>;
  readonly lost: Promise<{ message: string; reason?: string }>;
  destroy(): void;
  addEventListener?(type: 'uncapturederror', hear: (event: { error: { message: string } }) => void): void;
}

const WANTED_FEATURES = ['shader-f16', 'subgroups'];
const LEAST_LANES = 8;
/** How long a driver may take to answer one question. */
const PATIENCE_MS = 5000;

type DeviceAnswer = { device: GpuDevice; name: string } | { whyNot: string };

const ON_PROCESSOR = 'so the model runs on the processor.';

/**
 * A device with as many of the adapter's limits as it grants, or the sentence that says why there is none.
 * @param patienceMs  how long each question may take
 */
export async function requestGpuDevice({
  gpu = (navigator as { gpu?: Gpu }).gpu,
  patienceMs = PATIENCE_MS,
}: { gpu?: Gpu | undefined; patienceMs?: number } = {}): Promise<DeviceAnswer> {
  if (!gpu) return { whyNot: `This browser offers no WebGPU, ${ON_PROCESSOR}` };
  const adapter = await requestAdapter(gpu, patienceMs);
  if (adapter === 'late')
    return { whyNot: `The graphics device did not answer within ${patienceMs / 1000} s, ${ON_PROCESSOR}` };
  if (!adapter) return { whyNot: `This browser found no graphics device for WebGPU, ${ON_PROCESSOR}` };
  for (const [refusals, wish] of wishesOf(adapter).entries()) {
    // An adapter that has refused may be used up: browsers give one device for each.
    const asked = refusals === 0 ? adapter : await requestAdapter(gpu, patienceMs);
    if (!asked || asked === 'late') break;
    const device = await within(
      attempt(() => asked.requestDevice(wish)),
      patienceMs,
    );
    if (device === 'late')
      return { whyNot: `The graphics device did not start within ${patienceMs / 1000} s, ${ON_PROCESSOR}` };
    if (device) return { device, name: [adapter.info?.vendor, adapter.info?.architecture].filter(Boolean).join(' ') };
  }
  return { whyNot: `The graphics device refused to start for WebGPU, ${ON_PROCESSOR}` };
}

/** The strong adapter, else any. */
async function requestAdapter(gpu: Gpu, patienceMs: number): Promise<GpuAdapter | null | 'late'> {
  const strong = await within(
    attempt(() => gpu.requestAdapter({ powerPreference: 'high-performance' })),
    patienceMs,
  );
  return (
    strong ??
    within(
      attempt(() => gpu.requestAdapter()),
      patienceMs,
    )
  );
}

/** What to ask the adapter for, most first. */
function wishesOf(adapter: GpuAdapter): { requiredFeatures: string[]; requiredLimits: Record<string, number> }[] {
  const lanes = adapter.info?.subgroupMinSize ?? 0;
  const requiredFeatures = WANTED_FEATURES.filter(
    (feature) => adapter.features.has(feature) && (feature !== 'subgroups' || lanes >= LEAST_LANES),
  );
  const limits = limitsOf(adapter.limits);
  return [
    { requiredFeatures, requiredLimits: limits },
    { requiredFeatures, requiredLimits: pick(limits, NEEDED_LIMITS) },
    { requiredFeatures, requiredLimits: {} },
    { requiredFeatures: [], requiredLimits: {} },
  ];
}

/** The limits that large models need above the standard's; every browser knows these. */
const NEEDED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupsPerDimension',
];

function pick(limits: Record<string, number>, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.flatMap((name) => (name in limits ? [[name, limits[name]!]] : [])));
}

/** What a driver gives, or null where it refuses, at once or later. */
async function attempt<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch {
    return null;
  }
}

/** The answer, or `late` after the limit. A device that comes too late is given back. */
function within<T>(answer: Promise<T>, patienceMs: number): Promise<T | 'late'> {
  return new Promise((resolve) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      resolve('late');
    }, patienceMs);
    void answer.then((value) => {
      clearTimeout(timer);
      if (late) (value as Partial<GpuDevice> | null)?.destroy?.();
      else resolve(value);
    });
  });
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

/**
 * Resolves with the reason when the device is lost. What a device refuses, memory above all, leaves commands undone, and no
 * error where they were given: what comes of them would be wrong. So a device that has refused anything is given up as lost.
 */
export function lossOf(device: GpuDevice): Promise<string> {
  return new Promise((resolve) => {
    void device.lost.then(({ message }) => resolve(message));
    device.addEventListener?.('uncapturederror', ({ error }) => {
      resolve(`it refused what was asked of it: ${error.message}`);
      device.destroy();
    });
  });
}

/** How long making a session may take: a large model compiles for a minute on a slow device, never for ten. */
const SESSION_PATIENCE_MS = 600_000;
const MOMENT_MS = 500;

/**
 * What is made on a device, or HostError `device-lost` when the device is lost meanwhile or nothing comes: work on a
 * device that goes away may never settle by itself.
 * @param lost  resolves with the reason when the device is lost
 */
export function unlessLost<T>(making: Promise<T>, lost: Promise<string>, patienceMs = SESSION_PATIENCE_MS): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(lostWhileMaking(`it did not finish within ${patienceMs / 1000} s`)),
      patienceMs,
    );
    void lost.then((reason) => {
      clearTimeout(timer);
      reject(lostWhileMaking(reason));
    });
    // What fails on a device that goes away may do so a moment before the device is said to be lost.
    const fail = (cause: Error): void => void setTimeout(() => reject(cause), MOMENT_MS);
    making.finally(() => clearTimeout(timer)).then(resolve, fail);
  });
}

function lostWhileMaking(cause: string): HostError {
  return new HostError(
    'device-lost',
    'The graphics device stopped answering while the model was being started.',
    'Start the model again; if it happens often, choose WebAssembly in the settings.',
    { cause },
  );
}

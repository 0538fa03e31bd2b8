/**
 * Where ONNX Runtime for Node computes, and why it cannot where it cannot. Which devices the package has depends on the
 * system (onnxruntime-node's README): WebGPU nearly everywhere, CUDA on Linux x64 in a part of its own, Core ML on macOS,
 * DirectML on Windows.
 */
import { causeInWords } from '../bytes/cause.ts';
import { HostError } from '../errors.ts';

/**
 * What may be asked for, by the names of ONNX Runtime's execution providers.
 * @example
 * import { NODE_DEVICES } from 'evolora-host/node';
 *
 * NODE_DEVICES.join(', '); // → 'cpu, webgpu, cuda, coreml, dml'
 */
export const NODE_DEVICES = ['cpu', 'webgpu', 'cuda', 'coreml', 'dml'] as const;

/** Where Node's runtime computes. */
export type NodeDevice = (typeof NODE_DEVICES)[number];

/** As people call them. */
export const DEVICE_NAMES: Readonly<Record<NodeDevice, string>> = {
  cpu: 'the processor',
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  coreml: 'Core ML',
  dml: 'DirectML',
};

const INSTEAD = 'Choose the processor, the device cpu, which works everywhere.';

/**
 * Throws HostError `no-webgpu` or `no-device` where the package has nothing for this device here.
 * @param offered  names of what the package was built with
 * @param system  such as `linux x64`
 */
export function requireDevice(device: NodeDevice, offered: readonly string[], system: string): void {
  if (offered.includes(device)) return;
  const here = NODE_DEVICES.filter((each) => offered.includes(each));
  throw new HostError(
    codeOf(device),
    `onnxruntime-node has no ${DEVICE_NAMES[device]} on ${system}; it has ${here.join(', ')}.`,
    INSTEAD,
  );
}

/** What the devices' own libraries say when they are not there, are too old, or find no device. */
const MISSING: Readonly<Record<Exclude<NodeDevice, 'cpu'>, RegExp>> = {
  webgpu: /WebGPU adapter|WebGPU device|RequestDevice/i,
  cuda: /shared library|providers_cuda|no CUDA-capable|CUDA driver|libcud|libcublas|libcurand|cuda.*not (?:found|available)/i,
  coreml: /CoreML|Core ML/i,
  dml: /DirectML|DML|D3D12|DXGI/i,
};
const OUT_OF_MEMORY = /out of memory|alloc/i;

const NEXT_STEPS: Readonly<Record<Exclude<NodeDevice, 'cpu'>, string>> = {
  webgpu: INSTEAD,
  cuda: `Install CUDA 12 and cuDNN 9, and onnxruntime-node without ONNXRUNTIME_NODE_INSTALL=skip, which leaves its CUDA part out. ${INSTEAD}`,
  coreml: INSTEAD,
  dml: INSTEAD,
};

/** What was thrown when a session was made on a device: as a sentence where the device is what is missing, else as it is. */
export function refusalOf(device: NodeDevice, thrown: unknown): unknown {
  const said = causeInWords(thrown);
  if (device === 'cpu' || !MISSING[device].test(said) || OUT_OF_MEMORY.test(said)) return thrown;
  const what = device === 'webgpu' ? 'finds no graphics device for it' : 'cannot start it';
  return new HostError(
    codeOf(device),
    `${DEVICE_NAMES[device]} was demanded, and Node ${what} on this system.`,
    NEXT_STEPS[device],
    { cause: thrown },
  );
}

function codeOf(device: NodeDevice): 'no-webgpu' | 'no-device' {
  return device === 'webgpu' ? 'no-webgpu' : 'no-device';
}

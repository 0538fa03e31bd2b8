/** Devices of Node's runtime, with a package that stands in for it: which is asked for, and what is said where it is missing. */
import type { InferenceSession } from 'onnxruntime-node';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it, vi } from 'vitest';
import { NODE_DEVICES, type NodeDevice } from '../../../src/host/runtime/node-device.ts';
import { nodeRuntime, type OrtForNode } from '../../../src/host/runtime/node.ts';
import { isExact } from '../../../src/host/runtime/runtime.ts';

const MODEL = new Uint8Array(1);

/** A package with these providers whose sessions are made, or fail with what is thrown. */
function packageWith(names: readonly string[], thrown?: Error) {
  const session = { inputNames: ['ids'], outputNames: ['logits'], release: () => Promise.resolve() };
  const create = vi.fn(() => (thrown ? Promise.reject(thrown) : Promise.resolve(session)));
  const runtime = {
    listSupportedBackends: () => names.map((name) => ({ name, bundled: true })),
    InferenceSession: { create } as unknown as typeof InferenceSession,
    Tensor,
  } as OrtForNode;
  return { runtime, create };
}

describe('a device of Node', () => {
  it.each(NODE_DEVICES)('%s is asked of the package by its name', async (device) => {
    const { runtime, create } = packageWith(NODE_DEVICES);
    const made = nodeRuntime(2, device, runtime);
    expect((await made.createSession(MODEL)).outputNames).toEqual(['logits']);
    expect(create).toHaveBeenCalledWith(MODEL, expect.objectContaining({ executionProviders: [device] }));
    expect(made.kind).toBe(device === 'cpu' ? 'node' : device);
    expect(isExact(made.kind)).toBe(device === 'cpu');
  });

  it('is named in the label', () => {
    const { runtime } = packageWith(NODE_DEVICES);
    const labels = NODE_DEVICES.map((device) =>
      nodeRuntime(2, device, runtime).label.replace('onnxruntime-node, ', ''),
    );
    expect(labels).toEqual(['2 threads', 'WebGPU', 'CUDA', 'Core ML', 'DirectML']);
  });

  it.each<[NodeDevice, string, RegExp]>([
    ['webgpu', 'no-webgpu', /^onnxruntime-node has no WebGPU on .+; it has cpu, dml\.$/],
    ['cuda', 'no-device', /has no CUDA on/],
    ['coreml', 'no-device', /has no Core ML on/],
  ])('%s is refused before a model is read where the package has none', (device, code, sentence) => {
    const { runtime, create } = packageWith(['cpu', 'dml', 'something-new']);
    expect(() => nodeRuntime(2, device, runtime)).toThrow(
      expect.objectContaining({ code, sentence: expect.stringMatching(sentence) as string }) as Error,
    );
    expect(create).not.toHaveBeenCalled();
  });

  // As onnxruntime-node 1.30 says them, the last two from its sources.
  it.each<[NodeDevice, string, RegExp]>([
    ['cuda', 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library', /CUDA 12 and cuDNN 9/],
    ['cuda', 'CUDA failure 100: no CUDA-capable device is detected', /CUDA 12 and cuDNN 9/],
    ['webgpu', 'Failed to get a WebGPU adapter: No supported adapters', /the device cpu/],
    ['dml', 'D3D12CreateDevice failed', /the device cpu/],
  ])('%s says what a system lacks: %s', async (device, said, nextStep) => {
    const { runtime } = packageWith(NODE_DEVICES, new Error(said));
    await expect(nodeRuntime(2, device, runtime).createSession(MODEL)).rejects.toMatchObject({
      code: device === 'webgpu' ? 'no-webgpu' : 'no-device',
      sentence: expect.stringMatching(/was demanded, and Node .+ on this system\.$/) as string,
      nextStep: expect.stringMatching(nextStep) as string,
    });
  });

  it.each<[NodeDevice, string]>([
    ['cpu', 'no CUDA-capable device'],
    ['cuda', 'CUDA failure 2: out of memory'],
    ['cuda', 'Load model failed: protobuf parsing failed'],
  ])('%s does not take other faults for a missing device: %s', async (device, said) => {
    const thrown = new Error(said);
    const { runtime } = packageWith(NODE_DEVICES, thrown);
    await expect(nodeRuntime(2, device, runtime).createSession(MODEL)).rejects.toBe(thrown);
  });
});

/** src/core for tests in a browser. */
import { hashJson } from '../../../../src/base/hash.ts';
import { random, type KeyPart } from '../../../../src/base/random.ts';

/** `count` uniform and `count` normal draws of one key's stream. */
export function draws(key: KeyPart[], count: number): { uniform: number[]; normal: number[] } {
  const stream = random(...key);
  const uniform = Array.from({ length: count }, () => stream.uniform());
  return { uniform, normal: Array.from({ length: count }, () => stream.normal()) };
}

/** The hash of a JSON value. */
export function hashOf(value: unknown): string {
  return hashJson(value);
}

/** What the browser lets a worker do: shared memory for wasm threads, and a WebGPU adapter. */
export async function abilities(): Promise<{ isolated: boolean; webgpu: boolean; cores: number }> {
  const gpu = (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu;
  const adapter = gpu ? await gpu.requestAdapter() : null;
  return { isolated: self.crossOriginIsolated, webgpu: adapter !== null, cores: navigator.hardwareConcurrency };
}

/** The graphics device that WebGPU would use, and whether it is none but a processor's imitation. */
export async function graphics(): Promise<{ name: string; software: boolean } | null> {
  const gpu = (navigator as { gpu?: { requestAdapter(options: object): Promise<Adapter | null> } }).gpu;
  const adapter = (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
  if (adapter === null) return null;
  const { vendor, architecture, isFallbackAdapter } = adapter.info;
  const name = [vendor, architecture].filter(Boolean).join(' ') || 'without a name';
  return { name, software: isFallbackAdapter === true || /swiftshader|llvmpipe/i.test(name) };
}

interface Adapter {
  info: { vendor?: string; architecture?: string; isFallbackAdapter?: boolean };
}

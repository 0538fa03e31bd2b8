/** Reports on fixtures, and golden directories that were changed. */
import {
  floatsOfTensor,
  floatTensor,
  readSafetensors,
  writeSafetensors,
  type SafeTensor,
} from '../../../src/host/adapters/safetensors.ts';
import type { HostFiles } from '../../../src/host/files/files.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { reportOn, type HostReport, type ReportOptions } from '../../../src/host/report/report.ts';
import { loadHost, type Host } from '../../../src/host/session/host.ts';
import { changedFiles, type Changes } from '../cases/changed.ts';
import { filesIn } from '../files.ts';

export const QWEN = 'tests/fixtures/hosts/qwen3-genai-fp32';
const VALUES = 'golden.safetensors';

/** A fixture, opened without words. */
export function openFixture(folder: string): Promise<Host> {
  return loadHost({ name: 'some', files: filesIn(folder), runtime: nodeRuntime(2), idsOnly: true });
}

/** The report on a directory, opened for it. */
export async function reportIn(files: HostFiles, options: ReportOptions = {}): Promise<HostReport> {
  const host = await loadHost({ name: 'some', files, runtime: nodeRuntime(2), idsOnly: true });
  try {
    return await reportOn(host, options);
  } finally {
    await host.dispose();
  }
}

export type Tensors = Map<string, SafeTensor>;

/** The golden directory with other tensors, and other files. */
export async function goldenWith(
  change: (tensors: Tensors) => void,
  changes: Changes = {},
  folder = QWEN,
): Promise<HostFiles> {
  const { tensors } = readSafetensors(await filesIn(folder).read(VALUES));
  change(tensors);
  return changedFiles(folder, { [VALUES]: writeSafetensors({ tensors, metadata: {} }), ...changes });
}

/** One number of a tensor moved. */
export function move(tensors: Tensors, name: string, at: number, by: number): void {
  const tensor = tensors.get(name)!;
  const values = floatsOfTensor(tensor);
  values[at]! += by;
  tensors.set(name, floatTensor(tensor.shape, values));
}

export function largestIn(tensor: SafeTensor): number {
  return floatsOfTensor(tensor).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

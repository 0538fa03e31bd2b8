/** Hosts that are opened with a place for first answers, on a device as it is or on one whose arithmetic is wrong. */
import type { FirstAnswers } from '../../../../src/host/index.ts';
import { openHost, siteFiles } from '../../../../src/host/web.ts';
import { WASM_FILES } from '../../../../src/lab/worker/wasm-files.ts';

const kept = new Map<string, unknown>();
const firstAnswers: FirstAnswers = {
  get: (name) => Promise.resolve(kept.get(name)),
  keep: (name, answer) => Promise.resolve(void kept.set(name, answer)),
};
const tokenizer = { encodePrompt: () => [5, 9, 14], encodeText: () => [5], decodeText: () => '' };

/**
 * Where a host came to be computed, and how many first answers have been kept so far.
 * @param folder  relative to the site, such as 'hosts/micro/'
 */
export async function whereOpened(folder: string): Promise<{ kind: string; notes: string; kept: number }> {
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  const host = await openHost({ name: 'some', files, tokenizer, firstAnswers, wasm: WASM_FILES });
  const { kind, notes } = host.backend;
  await host.dispose();
  return { kind, notes: notes.join(' '), kept: kept.size };
}

/** As in a browser that has opened no host yet. */
export function forget(): void {
  kept.clear();
}

/** From now on devices of this worker compute other powers than they are asked for. */
export function makeExponentialsWrong(): void {
  const { prototype } = GPUDevice;
  const right = Object.getOwnPropertyDescriptor(prototype, 'createShaderModule')!
    .value as typeof prototype.createShaderModule;
  prototype.createShaderModule = function (descriptor) {
    return right.call(this, { ...descriptor, code: descriptor.code.replace(/\bexp\(/g, 'exp2(') });
  };
}

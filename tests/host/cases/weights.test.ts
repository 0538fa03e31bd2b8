/** The files of a host's weights: read for those who need them, and not kept for anybody. */
import { expect, test } from 'vitest';
import { loadHost } from '../../../src/host/index.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import type { ExternalData } from '../../../src/host/runtime/runtime.ts';
import { Weights } from '../../../src/host/session/weights.ts';
import { filesIn } from '../files.ts';

function counted(bytes = 8): { weights: Weights; read: Uint8Array[] } {
  const read: Uint8Array[] = [];
  const weights = new Weights(() => {
    read.push(new Uint8Array(bytes).fill(7));
    return Promise.resolve([{ path: 'data', data: read.at(-1)! }]);
  });
  return { weights, read };
}

test('those who need them at the same time share one reading', async () => {
  const { weights, read } = counted();
  const slow = weights.use(async (held) => {
    await weights.use(() => undefined);
    return [...held[0]!.data];
  });
  const [first, second] = await Promise.all([slow, weights.use((held) => held[0]!.data[0])]);
  expect(first).toEqual(Array(8).fill(7));
  expect(second).toBe(7);
  expect(read).toHaveLength(1);
  expect(await weights.use((held) => held[0]!.data[0])).toBe(7);
  expect(read).toHaveLength(2);
});

test('behind the last of them their memory is given back, where the language can', async () => {
  const { weights, read } = counted();
  await weights.use(() => undefined);
  expect(read[0]!.byteLength).toBe('transfer' in ArrayBuffer.prototype ? 0 : 8);
});

test('what fails to be read, or to be done with them, is tried anew', async () => {
  let asked = 0;
  const failing = new Weights(() => {
    asked++;
    return asked === 1 ? Promise.reject(new Error('gone')) : Promise.resolve([] as ExternalData[]);
  });
  await expect(failing.use(() => 1)).rejects.toThrow('gone');
  await expect(failing.use(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect(await failing.use(() => 2)).toBe(2);
  expect(asked).toBe(3);
});

test('a host that is opened reads them once for its name and its decoder, and its answers do not need them any more', async () => {
  const files = filesIn('tests/fixtures/hosts/qwen3-genai-fp32');
  const read: Uint8Array[] = [];
  const noting = {
    async read(path: string) {
      const bytes = await files.read(path);
      if (path.endsWith('.data')) read.push(bytes);
      return bytes;
    },
  };
  const tokenizer = { encodePrompt: () => [5, 9, 14], encodeText: () => [5], decodeText: () => '' };
  const host = await loadHost({ name: 'some', files: noting, runtime: nodeRuntime(1), tokenizer });
  expect(read).toHaveLength(1);
  const before = await host.embed([[5, 9, 14]]);
  if (read[0]!.length > 0) read[0]!.fill(0);
  expect(await host.embed([[5, 9, 14]])).toEqual(before);
  await host.learning.tap();
  expect(read).toHaveLength(2);
  await host.dispose();
});

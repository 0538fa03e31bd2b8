/** The micro host against logits made with PyTorch and PEFT (tests/golden/micro): bare, and with an adapter. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodeRuntime } from '../../src/cli/runtime-node.ts';
import type { Adapter } from '../../src/host/adapter.ts';
import { logitsOf } from '../../src/host/check.ts';
import { readConfig } from '../../src/host/config.ts';
import { openDecoder } from '../../src/host/host.ts';
import { readPeft } from '../../src/host/peft.ts';
import { floatsOfTensor, readSafetensors } from '../../src/host/safetensors.ts';
import { filesIn, MICRO } from './files.ts';

const read = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../golden/micro/${path}`, import.meta.url)));
const golden = readSafetensors(read('golden.safetensors')).tensors;
const files = filesIn(MICRO);
let decoder: Awaited<ReturnType<typeof openDecoder>>['decoder'];
let adapter: Adapter;

beforeAll(async () => {
  const config = readConfig(
    JSON.parse(new TextDecoder().decode(await files.read('config.json'))) as Record<string, unknown>,
  );
  const path = 'onnx/model.onnx';
  ({ decoder } = await openDecoder({
    config,
    modelBytes: await files.read(path),
    path,
    files,
    runtime: nodeRuntime(),
  }));
  adapter = readPeft(decoder.sites, read('adapter/adapter_model.safetensors'), 8);
});

function idsOf(prompt: number): number[] {
  return Array.from(new BigInt64Array(golden.get(`ids.${prompt}`)!.bytes.slice().buffer), Number);
}

describe.each([0, 1, 2])('prompt %i', (prompt) => {
  const ids = idsOf(prompt);
  const kept = 8;

  test.each(['base', 'adapter'])('%s logits at the last eight positions', async (which) => {
    const expected = floatsOfTensor(golden.get(`${which}.${prompt}`)!);
    const rows = Array.from({ length: kept }, (_, i) => ({
      prompt: ids.slice(0, ids.length - kept + 1 + i),
      adapter: which === 'adapter' ? adapter : null,
    }));
    const logits = (await logitsOf(decoder, rows, 0)).map((steps) => steps[0]!);
    const most = logits.reduce(
      (sum, row, i) =>
        row.reduce((inner, logit, j) => Math.max(inner, Math.abs(logit - expected[i * row.length + j]!)), sum),
      0,
    );
    expect(expected.length).toBe(kept * 512);
    expect(most).toBeLessThan(1e-4);
  });
});

/** What leaves for ONNX Runtime's native builds, held against what its own reader found in the same bytes, and what it wrote. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { hashBytes } from '../../../src/base/hash.ts';
import { adaptersIn } from '../../../src/exchange/adapters/given.ts';
import { ortAdapter, readOrtAdapter } from '../../../src/exchange/adapters/ort.ts';
import { writeOrtFile } from '../../../src/exchange/adapters/ort-file.ts';
import { FORMATS } from '../../../src/exchange/formats.ts';
import { floatTensor, parsePeftConfig, readPeft, siteMatrices, type Adapter } from '../../../src/host/index.ts';
import { foldRecord } from '../../../src/record/fold/fold.ts';
import type { View } from '../../../src/record/fold/view.ts';
import { realRun } from '../../support/real-runs.ts';
import { TINY_SITES } from '../../support/tiny-host.ts';
import { peftCases } from './cases.ts';

interface Golden {
  cases: Record<
    string,
    {
      sha256: string;
      version: number;
      tensors: number;
      modules: Record<string, { a: number[]; b: number[]; norm: number }>;
    }
  >;
}

const FOLDER = 'tests/golden/exchange';
const golden = JSON.parse(await readFile(`${FOLDER}/ort/ort.json`, 'utf8')) as Golden;
/** What PEFT found in the directories of the same adapters. */
const byPeft = JSON.parse(await readFile(`${FOLDER}/peft/peft.json`, 'utf8')) as {
  cases: Record<string, { modules: Record<string, { rank: number; shape: [number, number]; norm: number }> }>;
};
const theirs = new Uint8Array(await readFile(`${FOLDER}/ort/theirs.onnx_adapter`));
const cases = await peftCases();
const changes = (adapter: Adapter, sites: Parameters<typeof siteMatrices>[0]) =>
  siteMatrices(sites, adapter).map(({ a, b, site }) =>
    Array.from({ length: site.inputs }, (_, i) => {
      let sum = 0;
      for (let r = 0; r < adapter.rank; r++) sum += a[i * adapter.rank + r]! * b[r * site.outputs]!;
      return adapter.scale * sum;
    }),
  );

describe.each(cases)('$name', ({ name, sites, files }) => {
  const file = ortAdapter(files);

  it('is what ONNX Runtime has read, and changes what it changes in PEFT', () => {
    const found = golden.cases[name]!;
    const { modules } = byPeft.cases[name]!;
    expect(hashBytes(file)).toBe(found.sha256);
    expect(found.tensors).toBe(2 * Object.keys(modules).length);
    expect(new Set(Object.keys(found.modules))).toEqual(new Set(Object.keys(modules)));
    for (const [module, { rank, shape, norm }] of Object.entries(modules)) {
      const there = found.modules[module]!;
      expect(there).toMatchObject({ a: [shape[1], rank], b: [rank, shape[0]] });
      expect(Math.abs(there.norm - norm) / norm).toBeLessThan(1e-6);
    }
  });

  it('comes back with the same change', () => {
    const { adapter } = adaptersIn(new Map([['x.onnx_adapter', file]]), sites, 'x')[0]!;
    const before = readPeft(
      sites,
      files.get('adapter_model.safetensors')!,
      parsePeftConfig(files.get('adapter_config.json')!),
    );
    const [own, other] = [changes(adapter, sites), changes(before, sites)];
    own.forEach((values, site) =>
      values.forEach((value, i) => expect(Math.abs(value - other[site]![i]!)).toBeLessThan(1e-6)),
    );
  });
});

it('reads what ONNX Runtime has written, at two ranks', () => {
  const adapter = readOrtAdapter(TINY_SITES, theirs);
  expect(adapter).toMatchObject({ rank: 2, scale: 1 });
  const [q, down] = siteMatrices(TINY_SITES, adapter);
  // arange(1 …) ÷ 8 for A and ÷ 4 for B; of rank 1, the second column of A and row of B are zeros.
  expect([...q!.a]).toEqual([1, 0, 2, 0, 3, 0, 4, 0].map((value) => value / 8));
  expect([...q!.b]).toEqual([1, 2, 3, 4, 0, 0, 0, 0].map((value) => value / 4));
  expect([...down!.a]).toEqual(Array.from({ length: 12 }, (_, i) => (i + 1) / 8));
  expect([...down!.b]).toEqual(Array.from({ length: 8 }, (_, i) => (i + 1) / 4));
});

it('a run leaves one file an adapter, and says whose they are', async () => {
  const run = await realRun();
  const view = run.records.reduce<View | null>(foldRecord, null)!;
  const files = FORMATS.ort({ ...run, view }, { which: 'living' });
  const { adapters } = JSON.parse(new TextDecoder().decode(files.get('export.json'))) as {
    adapters: { name: string; weights: string }[];
  };
  expect(files.size).toBe(adapters.length + 1);
  for (const { name, weights } of adapters) {
    const own = changes(run.engine.adapters.get(weights)!, TINY_SITES);
    const back = readOrtAdapter(TINY_SITES, files.get(`${name}.onnx_adapter`)!);
    expect(changes(back, TINY_SITES)).toEqual(own);
  }
});

describe('a file that is no good', () => {
  const read = (file: Uint8Array) => {
    try {
      return readOrtAdapter(TINY_SITES, file);
    } catch (thrown) {
      return thrown;
    }
  };
  const name = 'model.layers.0.self_attn.q_proj';
  const pair = (more: [string, ReturnType<typeof floatTensor>][] = [], value = 1) =>
    writeOrtFile(
      new Map([
        [`${name}.lora_A.weight`, floatTensor([4, 1], new Float32Array(4).fill(value))],
        [`${name}.lora_B.weight`, floatTensor([1, 4], new Float32Array(4).fill(1))],
        ...more,
      ]),
    );

  it('cut anywhere, or with any byte turned, is refused in a sentence or read as something', () => {
    // Its last word may be the filling behind a name.
    for (let length = 0; length < theirs.length - 4; length += 1)
      expect(read(theirs.slice(0, length))).toMatchObject({ name: 'HostError', code: 'adapter-damaged' });
    for (let at = 0; at < theirs.length; at += 1) {
      const turned = theirs.slice();
      turned[at]! ^= 0xff;
      const got = read(turned);
      expect(got instanceof Error ? got.name : 'read').toMatch(/^(HostError|read)$/);
    }
  });

  it.each([
    [
      'for another model',
      pair([['model.layers.9.mlp.x.lora_A.weight', floatTensor([1, 1], new Float32Array(1))]]),
      'adapter-foreign',
    ],
    ['with what is no number', pair([], NaN), 'adapter-damaged'],
    ['quantised', pair([[`${name}.lora_A.quant.scale`, floatTensor([1], new Float32Array(1))]]), 'not-supported'],
    [
      'of another shape',
      writeOrtFile(
        new Map([
          [`${name}.lora_A.weight`, floatTensor([5, 1], new Float32Array(5))],
          [`${name}.lora_B.weight`, floatTensor([1, 4], new Float32Array(4))],
        ]),
      ),
      'adapter-foreign',
    ],
    ['of another kind', new TextEncoder().encode('hello, this is no adapter'), 'adapter-damaged'],
  ])('%s is named', (_, file, code) => {
    expect(read(file)).toMatchObject({ code });
  });
});

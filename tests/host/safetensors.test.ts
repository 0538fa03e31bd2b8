/** The safetensors reader and PEFT files: a file made by PEFT reads right, ours reads back, and nothing broken is believed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Site } from '../../src/host/adapters/adapter.ts';
import { readPeft, writePeft } from '../../src/host/adapters/peft.ts';
import { floatsOfTensor, floatTensor, readSafetensors, writeSafetensors } from '../../src/host/adapters/safetensors.ts';
import { filesIn } from './files.ts';
import { someAdapter } from './hosts.ts';

const sites: Site[] = [
  { layer: 0, projection: 'q', inputs: 5, outputs: 3, module: 'model.layers.0.self_attn.q_proj' },
  { layer: 0, projection: 'down', inputs: 4, outputs: 6, module: 'model.layers.0.mlp.down_proj' },
];

function fileOf(header: unknown, body: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + body.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(body, 8 + text.length);
  return file;
}

test('a file that PEFT wrote', async () => {
  const { tensors } = readSafetensors(await filesIn('tests/golden/micro').read('adapter/adapter_model.safetensors'));
  expect(tensors.size).toBe(56);
  expect(tensors.get('base_model.model.model.layers.3.mlp.down_proj.lora_A.weight')!.shape).toEqual([4, 512]);
});

test('half precision becomes the same numbers', () => {
  const halves = new Uint16Array([0x3c00, 0xc000, 0x0001, 0x7bff, 0x0000, 0x3555]);
  const values = floatsOfTensor({ dtype: 'F16', shape: [6], bytes: new Uint8Array(halves.buffer) });
  expect([...values]).toEqual([1, -2, 2 ** -24, 65504, 0, Math.fround(0.333251953125)]);
});

describe('damaged files', () => {
  const four = new Uint8Array(4);
  const good = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  const cases: [string, Uint8Array][] = [
    ['empty', new Uint8Array(0)],
    ['header longer than the file', new Uint8Array([255, 255, 0, 0, 0, 0, 0, 0, 1])],
    ['header of absurd length', new Uint8Array([0, 0, 0, 0, 0, 0, 0, 255, 1])],
    ['header no JSON', fileOf('{"a":', four)],
    ['header a list', fileOf([], four)],
    ['no type', fileOf({ a: { ...good, dtype: 4 } }, four)],
    ['negative size', fileOf({ a: { ...good, shape: [-1] } }, four)],
    ['shape larger than the bytes', fileOf({ a: { ...good, shape: [2] } }, four)],
    ['place past the end', fileOf({ a: { ...good, data_offsets: [4, 8] } }, four)],
    ['backwards place', fileOf({ a: { ...good, data_offsets: [4, 0] } }, four)],
    ['overlap', fileOf({ a: good, b: good }, new Uint8Array(8))],
    ['hole', fileOf({ a: { ...good, data_offsets: [4, 8] } }, new Uint8Array(8))],
    ['bytes left over', fileOf({ a: good }, new Uint8Array(8))],
    ['metadata that is no text', fileOf({ __metadata__: { a: 1 }, a: good }, four)],
  ];

  test.each(cases)('%s', (_, file) => {
    expect(() => readSafetensors(file)).toThrow(expect.objectContaining({ code: 'adapter-damaged' }));
  });

  test.each(['F4', 'F8_E8M0', 'C64', 'constructor'])('numbers of type %s are not supported', (dtype) => {
    expect(() => readSafetensors(fileOf({ a: { ...good, dtype } }, four))).toThrow(
      expect.objectContaining({ code: 'not-supported', message: expect.stringContaining(dtype) as string }),
    );
  });

  test('any cut of a good file', () => {
    const file = writeSafetensors({
      tensors: new Map([['a', floatTensor([2, 3], new Float32Array(6))]]),
      metadata: { k: 'v' },
    });
    for (let length = 0; length < file.length; length++) {
      expect(() => readSafetensors(file.subarray(0, length))).toThrow(
        expect.objectContaining({ code: 'adapter-damaged' }),
      );
    }
  });
});

test('what is written reads back, bit for bit', () => {
  fc.assert(
    fc.property(
      fc.float32Array({ minLength: 1, maxLength: 40 }),
      fc.dictionary(
        fc.string().filter((key) => key !== '__proto__'),
        fc.string(),
      ),
      (values, notes) => {
        const metadata = Object.fromEntries(Object.entries(notes));
        const file = writeSafetensors({
          tensors: new Map([['weights', floatTensor([values.length], values)]]),
          metadata,
        });
        const back = readSafetensors(file);
        const bits = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
        expect(back.tensors.get('weights')!.bytes).toEqual(bits);
        expect(back.metadata).toEqual(metadata);
      },
    ),
  );
});

describe('PEFT', () => {
  test('an adapter survives, with its rank and scale', () => {
    const adapter = { ...someAdapter(sites, 3, 1), scale: 0.75 };
    expect(readPeft(sites, writePeft(sites, adapter))).toEqual(adapter);
  });

  test('matrices are transposed as PEFT has them', () => {
    const weights = Float32Array.from({ length: 18 }, (_, i) => i);
    const adapter = { rank: 1, scale: 2, weights };
    const { tensors, metadata } = readSafetensors(writePeft(sites, adapter));
    expect(metadata).toMatchObject({ rank: '1', alpha: '2' });
    const a = tensors.get('base_model.model.model.layers.0.mlp.down_proj.lora_A.weight')!;
    expect(a.shape).toEqual([1, 4]);
    expect([...floatsOfTensor(a)]).toEqual([8, 9, 10, 11]);
  });

  test('a file for another host, without a scale, or with values that are no numbers is refused', () => {
    const foreign = expect.objectContaining({ code: 'adapter-foreign' }) as Error;
    const adapter = someAdapter(sites, 2, 1);
    const file = writePeft(sites, adapter);
    expect(() => readPeft([{ ...sites[0]!, inputs: 7 }, sites[1]!], file)).toThrow(foreign);
    expect(() => readPeft([sites[0]!], file)).toThrow(foreign);
    expect(() => readPeft([{ ...sites[0]!, module: 'elsewhere' }], file)).toThrow(foreign);
    const { tensors } = readSafetensors(file);
    const silent = writeSafetensors({ tensors, metadata: {} });
    expect(() => readPeft(sites, silent)).toThrow(expect.objectContaining({ code: 'not-supported' }));
    adapter.weights[3] = NaN;
    expect(() => readPeft(sites, writePeft(sites, adapter))).toThrow(
      expect.objectContaining({ code: 'adapter-damaged' }),
    );
  });
});

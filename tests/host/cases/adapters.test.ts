/** Adapters from the field: every scale, type and layout that PEFT writes gives its change, and the rest is refused by name. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { siteMatrices, type Adapter, type Site } from '../../../src/host/adapters/adapter.ts';
import { parsePeftConfig } from '../../../src/host/adapters/peft-config.ts';
import { readPeft, withoutSignedZeros, writePeft } from '../../../src/host/adapters/peft.ts';
import {
  floatTensor,
  readSafetensors,
  writeSafetensors,
  type SafeTensor,
} from '../../../src/host/adapters/safetensors.ts';
import { HostError } from '../../../src/host/errors.ts';
import { someAdapter } from '../hosts.ts';

const FOLDER = new URL('../../fixtures/cases/', import.meta.url);
const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(new URL(path, FOLDER)));
const sites = JSON.parse(new TextDecoder().decode(bytesOf('peft-sites.json'))) as Site[];
const Q = 'model.layers.0.self_attn.q_proj';
const DOWN = 'model.layers.0.mlp.down_proj';

function read(folder: string): Adapter {
  return readPeft(
    sites,
    bytesOf(`${folder}/adapter_model.safetensors`),
    parsePeftConfig(bytesOf(`${folder}/adapter_config.json`)),
  );
}

/** scale · A · B of every site, [inputs, outputs], by module. */
function deltas(adapter: Adapter, of = sites): Map<string, Float64Array> {
  return new Map(
    siteMatrices(of, adapter).map(({ site, a, b }) => {
      const delta = new Float64Array(site.inputs * site.outputs);
      for (let i = 0; i < site.inputs; i++)
        for (let j = 0; j < site.outputs; j++)
          for (let r = 0; r < adapter.rank; r++)
            delta[i * site.outputs + j]! += adapter.scale * a[i * adapter.rank + r]! * b[r * site.outputs + j]!;
      return [site.module, delta];
    }),
  );
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const failing = (code: string, says: RegExp): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(says) as unknown });

describe('the field’s files', () => {
  test.each([
    ['peft-rslora-r4-a8', Q, 4],
    ['peft-bf16', Q, 1],
    ['peft-q-v-only', Q, 1],
    ['peft-q-v-only', 'model.layers.0.self_attn.k_proj', 0],
    ['peft-q-v-only', DOWN, 0],
    ['peft-fused-qkv', Q, 1],
    ['peft-fused-qkv', 'model.layers.0.self_attn.k_proj', 1],
    ['peft-fused-qkv', 'model.layers.0.mlp.gate_proj', 0],
    ['peft-rank-pattern', Q, 1],
    ['peft-rank-pattern', DOWN, 1],
  ])('%s: %s changes by %d', (folder, module, value) => {
    expect(largest(deltas(read(folder)).get(module)!)).toBeCloseTo(value, 5);
  });

  test('an empty alpha is no zero', () => {
    const file = bytesOf('peft-alpha-empty/adapter_model.safetensors');
    expect(() => readPeft(sites, file)).toThrow(failing('adapter-damaged', /alpha/) as Error);
  });

  test('a tensor named twice is refused', () => {
    const file = bytesOf('peft-dup-key/adapter_model.safetensors');
    expect(() => readSafetensors(file)).toThrow(failing('adapter-damaged', /twice/) as Error);
  });
});

const q: Site = { layer: 0, projection: 'q', inputs: 4, outputs: 4, module: Q };
const ones = (...shape: number[]): SafeTensor =>
  floatTensor(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1));
const fileOf = (entries: Record<string, SafeTensor>, metadata: Record<string, string> = {}): Uint8Array =>
  writeSafetensors({ tensors: new Map(Object.entries(entries)), metadata });
const plain = fileOf({
  [`base_model.model.${Q}.lora_A.weight`]: ones(2, 4),
  [`base_model.model.${Q}.lora_B.weight`]: ones(4, 2),
});

describe('a variant is refused by its name', () => {
  test.each([
    [{ use_dora: true }, /DoRA/],
    [{ bias: 'all' }, /bias/],
    [{ lora_bias: true }, /lora_bias/],
    [{ modules_to_save: ['lm_head'] }, /modules_to_save/],
    [{ peft_type: 'IA3' }, /IA3/],
    [{ init_lora_weights: 'pissa_niter_4' }, /pissa/],
    [{ layer_replication: [[0, 2]] }, /layer_replication/],
    [{ target_parameters: ['w'] }, /target_parameters/],
    [{ trainable_token_indices: [1] }, /trainable_token_indices/],
    [{ rank_pattern: { '(a+)+x': 2 } }, /rank_pattern/],
    [{ alpha_pattern: { '(': 2 } }, /alpha_pattern/],
  ])('%j', (config, says) => {
    expect(() => readPeft([q], plain, { r: 2, lora_alpha: 4, ...config })).toThrow(
      failing('not-supported', says) as Error,
    );
  });

  test.each([
    [`base_model.model.${Q}.lora_magnitude_vector`, /DoRA/],
    [`base_model.model.${Q}.lora_B.bias`, /bias/],
    ['base_model.model.lm_head.modules_to_save.weight', /modules_to_save/],
    ['base_model.model.model.embed_tokens.lora_embedding_A', /embedding/],
    [`base_model.model.${Q}.lora_A.other.weight`, /several adapters/],
  ])('%s', (key, says) => {
    const { tensors } = readSafetensors(plain);
    tensors.set(key, ones(2, 4));
    const file = writeSafetensors({ tensors, metadata: {} });
    expect(() => readPeft([q], file, { r: 2, lora_alpha: 4 })).toThrow(failing('not-supported', says) as Error);
  });
});

test.each(['true', 1, []])('rank-stabilised by %j is no guess', (use_rslora) => {
  const config = { r: 2, lora_alpha: 4, use_rslora };
  expect(() => readPeft([q], plain, config)).toThrow(
    failing('adapter-damaged', /use_rslora in its adapter_config/) as Error,
  );
});

test.each(['lm_head', 'model.embed_tokens'])('a change of %s is not supported, and not another host’s', (module) => {
  const { tensors } = readSafetensors(plain);
  for (const side of ['A', 'B']) tensors.set(`base_model.model.${module}.lora_${side}.weight`, ones(2, 2));
  const file = writeSafetensors({ tensors, metadata: {} });
  expect(() => readPeft([q], file, { r: 2, lora_alpha: 4 })).toThrow(
    failing('not-supported', /only the maps of/) as Error,
  );
});

describe('a scale that makes numbers too large to be numbers is refused', () => {
  const tensors = (largest: number) => ({
    [`base_model.model.${Q}.lora_A.weight`]: floatTensor([2, 3], new Float32Array(6).fill(1)),
    [`base_model.model.${Q}.lora_B.weight`]: floatTensor([2, 2], new Float32Array(4).fill(largest)),
  });
  const file = (largest: number, metadata: Record<string, string> = {}): Uint8Array =>
    writeSafetensors({ tensors: new Map(Object.entries(tensors(largest))), metadata });
  const [site] = [{ layer: 0, projection: 'q', inputs: 3, outputs: 2, module: Q }] as const;
  const says = failing('adapter-damaged', /its scale of .*q_proj, .* too large/) as Error;

  test.each([
    { lora_alpha: 1e308 },
    { lora_alpha: -1e308 },
    { lora_alpha: 1e40, use_rslora: true },
    { lora_alpha: 4, alpha_pattern: { q_proj: 1e300 } },
  ])('by %j', (config) => {
    expect(() => readPeft([site], file(1), { r: 2, ...config })).toThrow(says);
  });

  test('by a note, by what is told, and by the weights it multiplies', () => {
    expect(() => readPeft([site], file(1, { alpha: '1e308' }))).toThrow(says);
    expect(() => readPeft([site], file(1), 1e308)).toThrow(says);
    expect(() => readPeft([site], file(1e20), { r: 2, lora_alpha: 1e20 })).toThrow(says);
    expect(readPeft([site], file(1e10), { r: 2, lora_alpha: 2e20 }).scale).toBe(1e20);
  });
});

test.each([{}, { lora_alpha: null }, { lora_alpha: '' }, { lora_alpha: NaN }, { lora_alpha: '8' }, { lora_alpha: {} }])(
  'no alpha to go by: %j',
  (config) => expect(() => readPeft([q], plain, { r: 2, ...config })).toThrow(HostError),
);

test('config files as Python writes them', () => {
  const text = '\uFEFF{"r": 2, "lora_alpha": NaN, "x": "NaN, \\"Infinity", "y": [-Infinity]}';
  const config = parsePeftConfig(new TextEncoder().encode(text));
  expect(config).toEqual({ r: 2, lora_alpha: NaN, x: 'NaN, "Infinity', y: [-Infinity] });
  expect(() => parsePeftConfig(new TextEncoder().encode('{"r": Infinit}'))).toThrow(HostError);
});

test.each([
  ['with the name of the adapter', 'base_model.model.', '.default.weight'],
  ['as Evolora writes them', 'base_model.model.', ''],
  ['without the prefix', '', '.weight'],
])('keys %s', (_, before, after) => {
  const file = fileOf({ [`${before}${Q}.lora_A${after}`]: ones(2, 4), [`${before}${Q}.lora_B${after}`]: ones(4, 2) });
  expect(largest(deltas(readPeft([q], file, 4), [q]).get(Q)!)).toBe(4);
});

test('gate_up_proj is cut by rows', () => {
  const b = Float32Array.from({ length: 12 }, (_, row) => row);
  const file = fileOf({
    'base_model.model.model.layers.1.mlp.gate_up_proj.lora_A.weight': ones(1, 4),
    'base_model.model.model.layers.1.mlp.gate_up_proj.lora_B.weight': floatTensor([12, 1], b),
  });
  const changed = deltas(readPeft(sites, file, { r: 1, lora_alpha: 1 }));
  expect([...changed.get('model.layers.1.mlp.gate_proj')!.slice(0, 6)]).toEqual([0, 1, 2, 3, 4, 5]);
  expect([...changed.get('model.layers.1.mlp.up_proj')!.slice(0, 6)]).toEqual([6, 7, 8, 9, 10, 11]);
});

test('f64 and f16 give the same numbers', () => {
  const f64 = { dtype: 'F64', shape: [2, 4], bytes: new Uint8Array(new Float64Array(8).fill(1).buffer) } as const;
  const f16 = { dtype: 'F16', shape: [4, 2], bytes: new Uint8Array(new Uint16Array(8).fill(0x3c00).buffer) } as const;
  const file = fileOf({ [`${Q}.lora_A.weight`]: f64, [`${Q}.lora_B.weight`]: f16 });
  expect(largest(deltas(readPeft([q], file, 4), [q]).get(Q)!)).toBe(4);
  const whole = { dtype: 'I32', shape: [4, 2], bytes: new Uint8Array(32) } as const;
  const odd = fileOf({ [`${Q}.lora_A.weight`]: f64, [`${Q}.lora_B.weight`]: whole });
  expect(() => readPeft([q], odd, 4)).toThrow(failing('not-supported', /I32/) as Error);
});

test('an adapter and its twin with signed zeros are one', () => {
  const adapter = someAdapter(sites, 2, 1);
  const [plus, minus] = [0, -0].map((zero) => ({
    ...adapter,
    weights: adapter.weights.map((v, i) => (i % 3 ? v : zero)),
  }));
  expect(writePeft(sites, plus!)).not.toEqual(writePeft(sites, minus!));
  expect(writePeft(sites, withoutSignedZeros(minus!))).toEqual(writePeft(sites, plus!));
  expect(writePeft(sites, withoutSignedZeros(plus!))).toEqual(writePeft(sites, plus!));
});

test('what PEFT’s own rule gives, for any config', () => {
  const last = fc.constantFrom('q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj');
  const pattern = fc.oneof(
    last,
    last.map((name) => `layers.0.self_attn.${name}`),
    last.map((name) => `model.layers.1.mlp.${name}`),
    last.map((name) => `.*layers\\.[01]\\..*${name}`),
    fc.constant('(q|v)_proj'),
    fc.constant('rub.ish'),
  );
  fc.assert(
    fc.property(
      fc.record({
        r: fc.integer({ min: 1, max: 5 }),
        lora_alpha: fc.integer({ min: 1, max: 32 }),
        use_rslora: fc.boolean(),
        rank_pattern: fc.dictionary(pattern, fc.integer({ min: 1, max: 6 }), { maxKeys: 3 }),
        alpha_pattern: fc.dictionary(pattern, fc.integer({ min: 1, max: 9 }), { maxKeys: 3 }),
      }),
      fc.subarray(sites, { minLength: 1 }),
      (config, targets) => {
        const expected = new Map<string, number>();
        const entries: Record<string, SafeTensor> = {};
        for (const { module, inputs, outputs } of targets) {
          const own = (patterns: Record<string, number>, otherwise: number): number => {
            for (const [key, value] of Object.entries(patterns))
              if (new RegExp(`^(.*\\.)?(${key})$`).test(module)) return value;
            return otherwise;
          };
          const r = own(config.rank_pattern, config.r);
          const alpha = own(config.alpha_pattern, config.lora_alpha);
          expected.set(module, (alpha / (config.use_rslora ? Math.sqrt(r) : r)) * r);
          entries[`base_model.model.${module}.lora_A.weight`] = ones(r, inputs);
          entries[`base_model.model.${module}.lora_B.weight`] = ones(outputs, r);
        }
        for (const [module, delta] of deltas(readPeft(sites, fileOf(entries), config)))
          expect(Math.abs(largest(delta) - (expected.get(module) ?? 0))).toBeLessThan(1e-4);
      },
    ),
  );
});

test('no header makes the reader throw anything but its own errors', () => {
  const name = fc.constantFrom('__proto__', 'constructor', 'toString', `${Q}.lora_A.weight`, `${Q}.lora_B.weight`, 'x');
  const entry = fc.oneof(
    fc.record({
      dtype: fc.constantFrom('F32', 'BF16', 'BOOL', 'F4', '__proto__'),
      shape: fc.array(fc.oneof(fc.nat(4), fc.maxSafeNat(), fc.double()), { maxLength: 3 }),
      data_offsets: fc.array(fc.oneof(fc.nat(40), fc.maxSafeNat()), { maxLength: 3 }),
    }),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, entry), { maxLength: 4 }), fc.uint8Array({ maxLength: 40 }), (parts, body) => {
      const json = `{${parts.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join()}}`;
      const text = new TextEncoder().encode(json);
      const file = new Uint8Array(8 + text.length + body.length);
      new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
      file.set(text, 8);
      file.set(body, 8 + text.length);
      try {
        readPeft([q], file, 1);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(HostError);
      }
    }),
    { numRuns: 500 },
  );
});

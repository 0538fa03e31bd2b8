/** Adapters under other names, in other programs' forms, and with scales beyond numbers: the right change, or the true reason. */
import { describe, expect, test } from 'vitest';
import { siteMatrices, type Site } from '../../../src/host/adapters/adapter.ts';
import { parsePeftConfig, type PeftConfig } from '../../../src/host/adapters/peft-config.ts';
import { readPeft } from '../../../src/host/adapters/peft.ts';
import { floatTensor, readSafetensors, writeSafetensors } from '../../../src/host/adapters/safetensors.ts';

const Q = 'layers.0.self_attn.q_proj';
const DOWN = 'layers.0.mlp.down_proj';
const site = (projection: Site['projection'], module: string): Site => ({
  layer: 0,
  projection,
  inputs: 4,
  outputs: 4,
  module: `model.${module}`,
});
const sites = [site('q', Q), site('down', DOWN)];
const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

const ones = (...shape: number[]) =>
  floatTensor(shape, new Float32Array(shape.reduce((size, axis) => size * axis, 1)).fill(1));
const fileOf = (...entries: [string, number[]][]): Uint8Array =>
  writeSafetensors({ tensors: new Map(entries.map(([name, shape]) => [name, ones(...shape)])), metadata: {} });
const pair = (module: string, prefix = 'base_model.model.'): [string, number[]][] => [
  [`${prefix}${module}.lora_A.weight`, [2, 4]],
  [`${prefix}${module}.lora_B.weight`, [4, 2]],
];

/** The largest change of each site, in float32 as it is fed. Matrices are of ones and rank 2, so it is twice the scale. */
function changes(file: Uint8Array, config: PeftConfig): number[] {
  const adapter = readPeft(sites, file, { r: 2, lora_alpha: 4, ...config });
  return siteMatrices(sites, adapter).map(({ a, b }) => 2 * a[0]! * Math.fround(b[0]! * adapter.scale));
}

const refusing = (code: string, says: RegExp) =>
  expect.objectContaining({ code, message: expect.stringMatching(says) as unknown }) as Error;

describe('the same modules under other names', () => {
  test.each([
    ['of a model without a head', Q],
    ['of torch.compile', `_orig_mod.model.${Q}`],
    ['of checkpointing', `model.layers.0._checkpoint_wrapped_module.self_attn.q_proj`],
    ['of a model that also sees', `model.language_model.${Q}`],
    ['of an older one', `language_model.model.${Q}`],
  ])('%s', (_, module) => expect(changes(fileOf(...pair(module)), {})).toEqual([4, 0]));

  test('of parallel training', () =>
    expect(changes(fileOf(...pair(`model.${Q}`, 'module.base_model.model.')), {})).toEqual([4, 0]));

  test.each(['vision_tower.encoder.', 'model.vision_tower.'])('%s is another module', (prefix) =>
    expect(() => changes(fileOf(...pair(prefix + Q)), {})).toThrow(refusing('adapter-foreign', /vision_tower/)),
  );
});

describe('patterns are Python’s', () => {
  test.each([
    ['^model\\.layers\\.\\d+\\.self_attn\\.q_proj', 8],
    ['(?P<layer>layers\\.0)\\.self_attn\\.(q|v)_proj\\Z', 8],
    ['q\\_proj', 8],
    ['_proj', 4],
  ])('%s', (pattern, change) =>
    expect(changes(fileOf(...pair(`model.${Q}`)), { alpha_pattern: { [pattern]: 8 } })[0]).toBe(change),
  );

  test.each(['\\Amodel.*q_proj', 'model.layers.0{,3}.self_attn.q_proj', '(?i)Q_PROJ'])(
    '%s would mean something else in JavaScript',
    (pattern) =>
      expect(() => changes(fileOf(...pair(`model.${Q}`)), { alpha_pattern: { [pattern]: 8 } })).toThrow(
        refusing('not-supported', /alpha_pattern/),
      ),
  );
});

describe('scales beyond numbers', () => {
  const both = fileOf(...pair(`model.${Q}`), ...pair(`model.${DOWN}`));

  test.each([1e-300, 1e-39])('one far below another leaves the other as it is: %d', (alpha) => {
    const [q, down] = changes(both, { alpha_pattern: { q_proj: alpha } });
    expect(down).toBe(4);
    expect(q).toBeLessThan(1e-38);
  });

  test.each([1e39, 1e300, -1e300])('none is larger than any number: %d', (lora_alpha) =>
    expect(() => changes(both, { lora_alpha })).toThrow(refusing('adapter-damaged', /too large to be numbers/)),
  );

  test('nor makes a change that is', () => {
    const file = fileOf(...pair(`model.${Q}`));
    const { tensors } = readSafetensors(file);
    for (const [name] of tensors)
      tensors.set(name, floatTensor(tensors.get(name)!.shape, new Float32Array(8).fill(1e30)));
    const large = writeSafetensors({ tensors, metadata: {} });
    expect(() => changes(large, { lora_alpha: 1e20 })).toThrow(refusing('adapter-damaged', /too large to be numbers/));
  });
});

describe('what it is instead is told', () => {
  test.each([
    ['GGUF\u0003\u0000\u0000\u0000\u0000', /GGUF/],
    ['PK\u0003\u0004\u0000\u0000 archive/data.pkl', /torch/],
    ['\u0080\u0002\u008a\n\u006c\u00fc', /torch/],
    ['\u0089HDF\r\n\u001a\n', /HDF5/],
    ['\u0093NUMPY\u0001\u0000', /NumPy/],
  ])('%j', (start, says) => {
    const file = bytesOf(start.padEnd(600, '\u0000'));
    expect(() => readPeft(sites, file, {})).toThrow(refusing('not-supported', says));
    expect(() => parsePeftConfig(file)).toThrow(refusing('not-supported', says));
  });

  test('a header of 640 bytes is no pickle', () => {
    const { tensors } = readSafetensors(fileOf(...pair(`model.${Q}`)));
    const metadata = { note: '' };
    while (writeSafetensors({ tensors, metadata })[0] !== 0x80 || metadata.note.length < 300)
      metadata.note += '        ';
    const file = writeSafetensors({ tensors, metadata });
    expect([...file.subarray(0, 2)]).toEqual([0x80, 2]);
    expect(readSafetensors(file).tensors.size).toBe(2);
  });

  test.each([
    [['model.layers.0.self_attn.q_proj.lora_a', [4, 2]], 'not-supported', /MLX/],
    [['lora_te_layers_0.lora_down.weight', [2, 4]], 'not-supported', /kohya/],
    [[`base_model.model.model.${Q}.base_layer.weight`, [4, 4]], 'not-supported', /base_layer/],
    [['model.embed_tokens.weight', [2, 4]], 'not-supported', /embed_tokens\.weight, which is no part of a LoRA/],
    [[`base_model.model.model.${Q}.lora_B.weight`, [4, 3]], 'adapter-damaged', /rank 2 and its lora_B 3/],
  ] as [[string, number[]], string, RegExp][])('%j', (entry, code, says) =>
    expect(() => readPeft(sites, fileOf(pair(`model.${Q}`)[0]!, entry), {})).toThrow(refusing(code, says)),
  );

  test('an adapter without matrices', () =>
    expect(() => readPeft(sites, fileOf(), {})).toThrow(refusing('adapter-damaged', /no matrices/)));

  test.each([
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1', /adapter_config\.json is a Git LFS pointer/],
    ['<!doctype html><html></html>', /adapter_config\.json is a web page/],
    ['', /adapter_config\.json is empty/],
  ])('%j for the settings', (text, says) =>
    expect(() => parsePeftConfig(bytesOf(text))).toThrow(refusing('adapter-damaged', says)),
  );

  test('a header that is too long says how long', () => {
    const header = ' '.repeat(10e6 + 8);
    const file = bytesOf(`\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000{}${header}`);
    new DataView(file.buffer).setUint32(0, header.length + 2, true);
    expect(() => readSafetensors(file)).toThrow(refusing('adapter-damaged', /10000010 bytes/));
  });
});

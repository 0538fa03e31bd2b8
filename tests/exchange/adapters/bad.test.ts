/**
 * Adapters that cannot be taken in, each beside a good one: one sentence that names the file and the tensor or feature, what to do next, and
 * nothing of the good one either.
 */
import { readFile } from 'node:fs/promises';
import { zipSync, type Zippable } from 'fflate';
import { describe, expect, it } from 'vitest';
import { ExplainedError } from '../../../src/base/errors.ts';
import { adaptersIn, filesInZip } from '../../../src/exchange/adapters/given.ts';
import { writeOrtFile } from '../../../src/exchange/adapters/ort-file.ts';
import { floatTensor, writePeft, writeSafetensors, type SafeTensor } from '../../../src/host/index.ts';
import { someAdapter } from '../../host/hosts.ts';
import { TINY_SITES } from '../../support/tiny-host.ts';

const Q = 'model.layers.0.self_attn.q_proj';
const PEFT = `base_model.model.${Q}`;
const text = (words: string) => new TextEncoder().encode(words);
const matrix = (rows: number, columns: number, value = 1): SafeTensor =>
  floatTensor([rows, columns], new Float32Array(rows * columns).fill(value));
type Tensors = Record<string, SafeTensor>;
const safetensors = (tensors: Tensors) => writeSafetensors({ tensors: new Map(Object.entries(tensors)), metadata: {} });
const PLAIN: Tensors = { [`${PEFT}.lora_A.weight`]: matrix(2, 4), [`${PEFT}.lora_B.weight`]: matrix(4, 2) };
const GOOD = writePeft(TINY_SITES, someAdapter(TINY_SITES, 2, 1));
const SETTINGS = { peft_type: 'LORA', r: 2, lora_alpha: 4 };

/** What is said of a directory `bad` beside a good file, all of which is one thing that is given. */
function saidOf(tensors: Tensors, settings: object = {}): ExplainedError {
  const config = text(JSON.stringify({ ...SETTINGS, ...settings }));
  return saidOfFiles({
    'a/good.safetensors': GOOD,
    'bad/adapter_config.json': config,
    'bad/adapter_model.safetensors': safetensors(tensors),
  });
}

function saidOfFiles(files: Record<string, Uint8Array>): ExplainedError {
  return caught(() => adaptersIn(new Map(Object.entries(files)), TINY_SITES, 'what was given'));
}

function caught(work: () => unknown): ExplainedError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof ExplainedError) return thrown;
    throw thrown;
  }
  throw new Error('it was taken in');
}

describe('an adapter that is no good', () => {
  const cases: [what: string, code: string, says: RegExp, tensors: Tensors, settings?: object][] = [
    [
      'with NaN',
      'adapter-damaged',
      /q_proj\.lora_B holds values that are no numbers/,
      {
        ...PLAIN,
        [`${PEFT}.lora_B.weight`]: matrix(4, 2, NaN),
      },
    ],
    [
      'with an infinity',
      'adapter-damaged',
      /q_proj\.lora_A holds values that are no numbers/,
      {
        ...PLAIN,
        [`${PEFT}.lora_A.weight`]: matrix(2, 4, -Infinity),
      },
    ],
    [
      'of another shape',
      'adapter-foreign',
      /q_proj\.lora_A is 2 × 8 and not 2 × 4/,
      {
        ...PLAIN,
        [`${PEFT}.lora_A.weight`]: matrix(2, 8),
      },
    ],
    [
      'of another model',
      'adapter-foreign',
      /it changes transformer\.h\.0\.attn\.c_attn, which this host does not have/,
      {
        'base_model.model.transformer.h.0.attn.c_attn.lora_A.weight': matrix(2, 4),
        'base_model.model.transformer.h.0.attn.c_attn.lora_B.weight': matrix(12, 2),
      },
    ],
    [
      'with one matrix of two',
      'adapter-damaged',
      /q_proj has lora_A and no lora_B/,
      {
        [`${PEFT}.lora_A.weight`]: matrix(2, 4),
      },
    ],
    ['that is DoRA by its settings', 'not-supported', /DoRA/, PLAIN, { use_dora: true }],
    [
      'that is DoRA by its tensors',
      'not-supported',
      /DoRA adapter \(lora_magnitude_vector\)/,
      {
        ...PLAIN,
        [`${PEFT}.lora_magnitude_vector`]: matrix(1, 4),
      },
    ],
    ['with whole modules by its settings', 'not-supported', /modules_to_save/, PLAIN, { modules_to_save: ['lm_head'] }],
    [
      'with whole modules by its tensors',
      'not-supported',
      /modules_to_save/,
      {
        ...PLAIN,
        'base_model.model.lm_head.modules_to_save.weight': matrix(8, 4),
      },
    ],
    ['with biases by its settings', 'not-supported', /bias/, PLAIN, { bias: 'lora_only' }],
    ['with biases by its tensors', 'not-supported', /bias/, { ...PLAIN, [`${PEFT}.bias`]: matrix(1, 4) }],
    [
      'that changes embeddings',
      'not-supported',
      /embeddings \(lora_embedding\)/,
      {
        ...PLAIN,
        'base_model.model.model.embed_tokens.lora_embedding_A': matrix(2, 99),
      },
    ],
    [
      'with a vocabulary of its own',
      'not-supported',
      /embed_tokens\.weight, which is no part of a LoRA adapter/,
      {
        ...PLAIN,
        'base_model.model.model.embed_tokens.weight': matrix(99, 4),
      },
    ],
    [
      'with a head of its own',
      'not-supported',
      /lm_head\.weight, which is no part of a LoRA adapter/,
      {
        ...PLAIN,
        'base_model.model.lm_head.weight': matrix(99, 4),
      },
    ],
    ['with tokens of its own', 'not-supported', /trainable_token_indices/, PLAIN, { trainable_token_indices: [7] }],
    ['whose layers are copies', 'not-supported', /layer_replication/, PLAIN, { layer_replication: [[0, 2]] }],
    ['of another method', 'not-supported', /IA3/, PLAIN, { peft_type: 'IA3' }],
  ];
  it.each(cases)('%s', (_, code, says, tensors, settings) => {
    const said = saidOf(tensors, settings);
    expect(said.code).toBe(code);
    expect(said.sentence).toMatch(/^bad\/adapter_model\.safetensors: /);
    expect(said.sentence).toMatch(says);
    // One sentence, and after it what to do.
    expect(said.sentence).toMatch(/^[^\n]*\.$/);
    expect(said.nextStep).toMatch(/^[A-Z].* Nothing was taken in\.$/);
  });

  it('of ONNX Runtime, with what is no number or another shape', () => {
    const ort = (a: SafeTensor, b = matrix(1, 4)) =>
      saidOfFiles({
        'good.safetensors': GOOD,
        'x.onnx_adapter': writeOrtFile(
          new Map([
            [`${Q}.lora_A.weight`, a],
            [`${Q}.lora_B.weight`, b],
          ]),
        ),
      });
    expect(ort(matrix(4, 1, Infinity)).sentence).toMatch(/^x\.onnx_adapter: .*q_proj\.lora_A holds values that are no/);
    expect(ort(matrix(5, 1)).sentence).toMatch(/^x\.onnx_adapter: .*q_proj\.lora_A is 1 × 5 and not 1 × 4/);
  });
});

describe('Olive’s .safetensors', () => {
  it('is what its .onnx_adapter with the same tensors is, with no word of its scale', async () => {
    const theirs = new Uint8Array(await readFile('tests/golden/exchange/ort/theirs.onnx_adapter'));
    const [byOrt] = adaptersIn(new Map([['x.onnx_adapter', theirs]]), TINY_SITES, 'x');
    // arange(1 …) ÷ 8 for A and ÷ 4 for B at ranks 1 and 2, as tests/golden/exchange/ort wrote them.
    const range = (shape: [number, number], by: number) =>
      floatTensor(
        shape,
        Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => (i + 1) / by),
      );
    const file = safetensors({
      [`${Q}.lora_A.weight`]: range([4, 1], 8),
      [`${Q}.lora_B.weight`]: range([1, 4], 4),
      'model.layers.0.mlp.down_proj.lora_A.weight': range([6, 2], 8),
      'model.layers.0.mlp.down_proj.lora_B.weight': range([2, 4], 4),
    });
    const [given] = adaptersIn(new Map([['x.safetensors', file]]), TINY_SITES, 'x');
    expect(given).toEqual(byOrt);
  });

  it('is not taken for PEFT’s, which has to say its alpha', () => {
    const bare = safetensors({ [`${Q}.lora_A.weight`]: matrix(2, 4), [`${Q}.lora_B.weight`]: matrix(4, 2) });
    expect(saidOfFiles({ 'x.safetensors': bare })).toMatchObject({
      code: 'not-supported',
      sentence: expect.stringContaining('does not say its alpha') as string,
    });
  });
});

describe('a zip that is no good', () => {
  const zip = (files: Zippable) => zipSync({ 'good/good.safetensors': [GOOD, { level: 0 }], ...files });
  it.each([
    '../adapter_model.safetensors',
    '/etc/adapter_model.safetensors',
    'a/../../x.safetensors',
    'C:\\x.safetensors',
  ])('with the path %s', (path) => {
    const said = caught(() => filesInZip(zip({ [path]: GOOD }), 'some.zip'));
    expect(said).toMatchObject({ code: 'import-unsupported' });
    expect(said.sentence).toMatch(
      /^The file “some\.zip”.*(leads out of the file|“C:\\x\.safetensors” of one of its parts has a backslash)/,
    );
  });

  it('that would unpack to more than there is room for, by its directory', () => {
    const bytes = zip({ 'bomb.safetensors': new Uint8Array(1000) });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 46 < bytes.length; at++)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 0xf0000000, true);
    const said = caught(() => filesInZip(bytes, 'bomb.zip'));
    expect(said).toMatchObject({ code: 'import-too-large' });
    expect(said.sentence).toMatch(/“bomb\.zip”.*MB/);
  });

  it('that hides how much it would unpack to gets no more than it says', () => {
    const bytes = zip({ 'bomb.safetensors': [new Uint8Array(3 * 2 ** 20), { level: 9 }] });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at + 46 < bytes.length; at++)
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) > 2 ** 20)
        view.setUint32(at + 24, 10, true);
    let files: ReadonlyMap<string, Uint8Array> = new Map();
    try {
      files = filesInZip(bytes, 'bomb.zip');
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'import-damaged' });
    }
    expect(files.get('bomb.safetensors')?.length ?? 0).toBeLessThanOrEqual(10);
    if (files.size > 0)
      expect(caught(() => adaptersIn(files, TINY_SITES, 'x'))).toMatchObject({ code: 'adapter-damaged' });
  });

  it('of another program’s adapters, a run or nothing is told as such', () => {
    const none = caught(() =>
      adaptersIn(filesInZip(zipSync({ 'notes.txt': text('x') }), 'notes.zip'), TINY_SITES, 'notes.zip'),
    );
    expect(none).toMatchObject({ code: 'adapters-none', sentence: 'In notes.zip there is no adapter.' });
  });
});

/** Names of models and of the files that one is made of. */
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { CATALOGUE, catalogued, FIRST, knownOf } from '../../src/hub/catalogue.ts';
import { doubtOf, recommendedForm, type HubDevice } from '../../src/hub/choose.ts';
import { DTYPES } from '../../src/hub/file-names.ts';
import { modelForms, nameOfForm, type ModelForm } from '../../src/hub/forms.ts';
import { fileAddress, hubAddress, hubName } from '../../src/hub/name.ts';
import { Pace, progressInWords } from '../../src/hub/pace.ts';
import type { Repository } from '../../src/hub/repository.ts';

/** What the library has of its own, in files that it does not export. */
const inLibrary = (file: string): Promise<unknown> =>
  import(inRepository('node_modules', '@huggingface', 'transformers', 'src', 'utils', file));
const { DEFAULT_DTYPE_SUFFIX_MAPPING: suffixes } = (await inLibrary('dtypes.js')) as {
  DEFAULT_DTYPE_SUFFIX_MAPPING: Record<string, string>;
};
const { getExternalDataChunkNames } = (await inLibrary('model-loader.js')) as {
  getExternalDataChunkNames: (graph: string, count: number) => string[];
};

const SETTINGS = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const repository = (...paths: string[]): Repository => ({
  name: { repository: 'org/model', revision: 'main' },
  commit: 'a'.repeat(40),
  files: paths.map((path, i) => ({ path, bytes: 100 + i })),
});

describe('a name', () => {
  it.each([
    ['hub:org/name', 'org/name', 'main'],
    ['org/name', 'org/name', 'main'],
    [' org/Name_1.5-x@v1.0 ', 'org/Name_1.5-x', 'v1.0'],
    ['hub:org/name@refs/pr/3', 'org/name', 'refs/pr/3'],
    ['https://huggingface.co/org/name', 'org/name', 'main'],
    ['https://huggingface.co/org/name/tree/v2?x=1', 'org/name', 'v2'],
  ])('%s', (typed, name, revision) => {
    expect(hubName(typed)).toEqual({ repository: name, revision });
  });

  it.each([
    '',
    'name',
    'hub:',
    'a/b/c',
    '../name',
    'org/..',
    'org/na me',
    'org/name@',
    'org/name@../x',
    'org/a--b',
    'org/-a',
    'org/name@v1@v2',
  ])('“%s” is none', (typed) => {
    expect(() => hubName(typed)).toThrow(expect.objectContaining({ code: 'hub-name' }));
  });

  it('is asked for as transformers.js asks', () => {
    const name = hubName('org/name@refs/pr/3');
    expect(fileAddress('https://huggingface.co', name, 'onnx/model.onnx')).toBe(
      'https://huggingface.co/org/name/resolve/refs%2Fpr%2F3/onnx/model.onnx',
    );
  });
});

describe('the address of a hub', () => {
  it.each([
    ['https://huggingface.co/', 'https://huggingface.co'],
    ['http://10.0.0.1:8080/mirror/', 'http://10.0.0.1:8080/mirror'],
  ])('%s', (typed, address) => expect(hubAddress(typed)).toBe(address));
  it.each([
    '',
    'huggingface.co',
    'file:///etc',
    'https://me:secret@mirror',
    'https://mirror/?x=1',
    'javascript:alert(1)',
  ])('“%s” is none', (typed) => {
    expect(() => hubAddress(typed)).toThrow(expect.objectContaining({ code: 'hub-name' }));
  });
});

describe('the forms of a model', () => {
  it('are called as transformers.js calls them', () => {
    expect([...DTYPES].sort()).toEqual(Object.keys(suffixes).sort());
    const paths = Object.values(suffixes).map((suffix) => `onnx/model${suffix}.onnx`);
    const forms = modelForms(repository(...SETTINGS, ...paths));
    for (const { dtype, graph } of forms) expect(graph).toBe(`onnx/model${suffixes[dtype]}.onnx`);
    expect(forms).toHaveLength(paths.length);
  });

  it('take the weights beside their graph, in as many files as there are, and no other’s', () => {
    const chunks = getExternalDataChunkNames('model_q4.onnx', 3);
    const others = ['onnx/model.onnx', 'onnx/model.onnx_data', 'onnx/model_q4f16.onnx', 'onnx/model_q4f16.onnx_data'];
    const all = repository(
      ...SETTINGS,
      'README.md',
      ...others,
      'onnx/model_q4.onnx',
      ...chunks.map((name) => `onnx/${name}`),
    );
    const form = modelForms(all).find(({ dtype }) => dtype === 'q4')!;
    expect(form.files.map(({ path }) => path)).toEqual([
      ...SETTINGS,
      'onnx/model_q4.onnx',
      ...chunks.map((name) => `onnx/${name}`),
    ]);
    expect(form.bytes).toBe(form.files.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('lie at the top where they do', () => {
    const [form] = modelForms(repository(...SETTINGS, 'chat_template.jinja', 'model.onnx', 'model.onnx.data'));
    expect(form!.files.map(({ path }) => path)).toEqual([
      ...SETTINGS,
      'chat_template.jinja',
      'model.onnx',
      'model.onnx.data',
    ]);
  });

  it.each([
    [['config.json', 'model.safetensors'], /has no ONNX graph, only weights that other programs read/],
    [['config.json'], /has no ONNX graph\. Look for the ONNX version/],
    [[...SETTINGS, 'onnx/encoder_model.onnx', 'onnx/decoder_model_merged.onnx'], /has no graph that can be lived on/],
    [['config.json', 'onnx/model.onnx'], /lacks tokenizer\.json and tokenizer_config\.json/],
  ])('are none in %j', (paths, sentence) => {
    expect(() => modelForms(repository(...paths))).toThrow(sentence);
  });

  it('name a host', () => {
    expect(nameOfForm('org/model', 'fp32')).toBe('model');
    expect(nameOfForm('org/model', 'q4f16')).toBe('model-q4f16');
  });
});

describe('the form that is offered', () => {
  const processor: HubDevice = { kind: 'processor', halves: null, buffer: Infinity, memory: null };
  const plain: HubDevice = { kind: 'webgpu', halves: false, buffer: 2 ** 32, memory: null };
  const halves: HubDevice = { ...plain, halves: true };
  /** Megabytes by dtype, in one file each. */
  const formsOf = (sizes: Record<string, number>): ModelForm[] =>
    Object.entries(sizes)
      .map(([dtype, size]) => {
        const [graph, bytes] = [`onnx/model_${dtype}.onnx`, size * 1e6];
        return { dtype, graph, bytes, files: [{ path: graph, bytes }] };
      })
      .sort((a, b) => a.bytes - b.bytes);
  const sizes = { fp32: 2400, fp16: 1200, q8: 600, q4: 900, q4f16: 560 };
  const forms = formsOf(sizes);
  const known = knownOf('onnx-community/Qwen3-0.6B-ONNX');
  const offer = (device: HubDevice, more: typeof known = {}) => {
    const { form, reason } = recommendedForm(forms, device, undefined, more);
    return [form.dtype, reason];
  };

  it.each([
    ['a processor', processor, 'q4', 'q4: the processor computes here.'],
    ['no halves', plain, 'q4', 'q4: the graphics device here does not compute in halves (shader-f16).'],
    ['halves', halves, 'q4f16', 'q4f16: the graphics device here computes in halves (shader-f16).'],
    [
      'a device that says nothing',
      { ...plain, halves: null, buffer: Infinity },
      'q4',
      'q4: whether the graphics device computes in halves (shader-f16) is not known before.',
    ],
  ])('on %s', (_, device, dtype, reason) => expect(offer(device)).toEqual([dtype, reason]));

  it('leaves out what a buffer cannot hold: the vocabulary where it is known', () => {
    // 151936 × 1024 numbers: 623 MB in float32, 312 MB in halves.
    expect(
      doubtOf(
        forms.find(({ dtype }) => dtype === 'q4')!,
        { ...plain, buffer: 622e6 },
        known,
      ),
    ).toBe('its largest weight may have 623 MB, and a buffer of the graphics device here 622 MB at most');
    expect(offer({ ...plain, buffer: 623e6 }, known)[0]).toBe('q4');
    expect(offer({ ...plain, buffer: 400e6 }, known)).toEqual([
      'q4f16',
      'q4f16: the graphics device here does not compute in halves (shader-f16); ' +
        'not q4, since its largest weight may have 623 MB, and a buffer of the graphics device here 400 MB at most; ' +
        'not fp32, since its largest weight may have 623 MB, and a buffer of the graphics device here 400 MB at most.',
    ]);
    expect(offer({ ...halves, buffer: 312e6 }, known)[0]).toBe('q4f16');
    expect(offer({ ...halves, buffer: 128 * 2 ** 20 }, known)).toEqual([
      'q4f16',
      'q4f16: no form is sure to fit, and this is the smallest; ' +
        'its largest weight may have 312 MB, and a buffer of the graphics device here 135 MB at most.',
    ]);
  });

  it('leaves out what a buffer cannot hold: all of the files where nothing else is known', () => {
    expect(offer({ ...plain, buffer: 1000e6 })[0]).toBe('q4');
    expect(offer({ ...plain, buffer: 800e6 })).toEqual([
      'q4f16',
      expect.stringMatching(/not q4, since .* may have 900 MB/),
    ]);
    expect(offer({ ...halves, buffer: 100e6 })[0]).toBe('q4f16');
    expect(offer({ ...processor, buffer: 100e6 })[0]).toBe('q4'); // no such buffers there
  });

  it('leaves out what memory cannot hold', () => {
    expect(offer({ ...processor, memory: 4 * 900e6 })[0]).toBe('q4');
    expect(offer({ ...processor, memory: 3e9 })).toEqual([
      'q4f16',
      'q4f16: the processor computes here; not q4, since it may take 3,600 MB of the 3,000 MB of memory here.',
    ]);
    expect(offer({ ...halves, memory: 1e9 })).toEqual([
      'q4f16',
      'q4f16: no form is sure to fit, and this is the smallest; it may take 2,240 MB of the 1,000 MB of memory here.',
    ]);
  });

  it('is the catalogue’s where it is there and fits', () => {
    const fp16 = { dtypes: { processor: 'fp16', webgpu: 'bnb4', webgpuHalves: 'fp32' } };
    expect(offer(processor, fp16)[0]).toBe('fp16');
    expect(offer(plain, fp16)[0]).toBe('q4');
    expect(offer(halves, fp16)[0]).toBe('fp32');
    expect(offer({ ...processor, memory: 4e9 }, fp16)).toEqual([
      'q4',
      expect.stringMatching(/not fp16, since it may take 4,800 MB/),
    ]);
    const least = forms[0]!;
    expect(recommendedForm(forms, processor, { file: Infinity, all: least.bytes }, fp16).form).toBe(least);
  });

  it('is one of a name of its own where there is no other', () => {
    expect(recommendedForm(formsOf({ q4f32: 390, odd: 400 }), processor).form.dtype).toBe('q4f32');
  });

  it('is none where none fits', () => {
    expect(() => recommendedForm(forms, processor, { file: 50, all: 1e12 })).toThrow(
      expect.objectContaining({ code: 'model-too-large' }),
    );
  });
});

describe('the catalogue', () => {
  it('has names that can be asked for, the smallest first, each once', () => {
    for (const { repository } of CATALOGUE) expect(hubName(repository)).toEqual({ repository, revision: 'main' });
    const sizes = CATALOGUE.map(({ millions }) => millions);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(new Set(CATALOGUE.map(({ repository }) => repository.toLowerCase())).size).toBe(CATALOGUE.length);
    expect(catalogued('onnx-community/qwen3-0.6b-onnx')!.family).toBe('qwen3');
    expect(knownOf('org/unknown')).toEqual({});
    for (const first of Object.values(FIRST)) expect(catalogued(first)).toBeDefined();
  });

  it('has sizes that so many weights of such a dtype take', () => {
    const bits: Record<string, number> = {
      fp32: 32,
      fp16: 16,
      q8: 8,
      int8: 8,
      uint8: 8,
      q4: 4,
      q4f16: 4,
      q4f32: 4,
      bnb4: 4,
    };
    for (const { sizes, millions, vocabulary, dtypes } of CATALOGUE) {
      const [tokens, numbers] = vocabulary ?? [65536, 1024];
      // A vocabulary that is kept twice, as it was, is the most that may come beside the weights; scales are an eighth.
      const beside = (2 * 4 * tokens * numbers) / 1e6;
      for (const [dtype, size] of Object.entries(sizes)) {
        const plain = (millions * bits[dtype]!) / 8;
        expect(size).toBeGreaterThan(0.95 * plain);
        expect(size).toBeLessThan(1.15 * plain + beside);
      }
      for (const dtype of Object.values(dtypes)) expect(DTYPES).toContain(dtype);
    }
  });
});

it('progress is said with rate and time left', () => {
  let now = 0;
  const pace = new Pace(() => now);
  expect(progressInWords(pace.progress(0, 560e6))).toBe('0 of 560 MB');
  for (let i = 0; i < 20; i++) {
    now += 1000;
    pace.add(12e6);
  }
  expect(progressInWords(pace.progress(240e6, 560e6))).toBe('240 of 560 MB, 12.0 MB/s, 27 s left');
  // What came long ago says nothing of a line that stands still now.
  now += 20_000;
  pace.add(0);
  expect(pace.progress(240e6, 560e6).rate).toBeLessThan(12e6);
});

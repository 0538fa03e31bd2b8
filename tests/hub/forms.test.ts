/** Names of models and of the files that one is made of. */
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { recommendedForm } from '../../src/hub/choose.ts';
import { DTYPES, modelForms, nameOfForm } from '../../src/hub/forms.ts';
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
  const forms = modelForms(
    repository(
      ...SETTINGS,
      ...['', '_fp16', '_quantized', '_q4', '_q4f16'].map((suffix) => `onnx/model${suffix}.onnx`),
    ),
  );
  it.each([
    ['processor', 'q4'],
    ['webgpu', 'q4'],
    ['webgpu-f16', 'q4f16'],
  ] as const)('on %s', (device, dtype) => expect(recommendedForm(forms, device).dtype).toBe(dtype));

  it('is the catalogue’s where it is there and fits', () => {
    expect(recommendedForm(forms, 'processor', undefined, 'fp16').dtype).toBe('fp16');
    expect(recommendedForm(forms, 'processor', undefined, 'bnb4').dtype).toBe('q4');
    const least = forms[0]!;
    expect(recommendedForm(forms, 'processor', { file: Infinity, all: least.bytes }, 'fp16')).toBe(least);
  });

  it('is none where none fits', () => {
    expect(() => recommendedForm(forms, 'processor', { file: 50, all: 1e9 })).toThrow(
      expect.objectContaining({ code: 'model-too-large' }),
    );
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

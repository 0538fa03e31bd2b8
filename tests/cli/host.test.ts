/** `evolora host` as a person types it, and its JSON as programs read it, of models that are well and of others. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { evoloraIn } from './typed.ts';

const fixture = (name: string): string => inRepository('tests', 'fixtures', 'hosts', name);
const LLAMA = fixture('llama-optimum-fp32');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-host-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

async function evolora(...args: string[]): Promise<Said> {
  return evoloraIn(folder, 'host', ...args).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: Said) => ({ code, stdout, stderr }),
  );
}

const KEYS = ['family', 'sites', 'dtypes', 'padding', 'trainable', 'base', 'adapter', 'gradient', 'ragged'];

it('prints one line of JSON and nothing else', async () => {
  const { code, stdout } = await evolora(LLAMA, '--golden', LLAMA, '--json');
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(1);
  const report = JSON.parse(stdout) as Record<string, unknown>;
  expect(Object.keys(report)).toEqual(KEYS);
  expect(report).toMatchObject({
    family: 'llama',
    sites: 14,
    dtypes: { weights: ['float32'], activations: ['float32'], caches: ['float32'], logits: ['float32'] },
    padding: 'either',
    trainable: true,
  });
  const { base, adapter, gradient, ragged } = report as Record<string, Record<string, number>>;
  for (const figure of [base!['maxDifference'], adapter!['maxDifference'], gradient!['maxRelative']]) {
    expect(figure).toBeGreaterThan(0);
    expect(figure).toBeLessThan(5e-5);
  }
  expect(ragged!['maxDifference']).toBeLessThan(2e-5);
}, 60_000);

it('prints tables for people, with memory for the rows and tokens that are asked for', async () => {
  const { code, stdout } = await evolora(LLAMA, '--rows', '3', '--tokens', '40');
  expect(code).toBe(0);
  expect(stdout).toContain('| sites for adapters | 14 |');
  expect(stdout).toContain('| from golden logits, bare | not given |');
  expect(stdout).toMatch(/\| 3 \| 40 \| \d+ MB \| \d+ MB \| \d+ MB \|/);
}, 60_000);

async function failing(...args: string[]): Promise<{ known: Record<string, unknown>; code: string; sentence: string }> {
  const { code, stdout, stderr } = await evolora(...args, '--json');
  expect(code).toBe(1);
  const { error, ...known } = JSON.parse(stdout) as { error: { code: string; sentence: string } };
  expect(Object.keys(known)).toEqual(KEYS);
  expect(stderr).toContain(error.sentence);
  return { known, ...error };
}

it.each<[string, () => Promise<string[]> | string[], string, RegExp]>([
  ['is not there', () => ['nowhere'], 'host-missing', /nowhere has no file config\.json/],
  ['has lost its graph', () => without('onnx/model.onnx'), 'host-missing', /has no graph/],
  ['has two graphs', twice, 'graph-unclear', /onnx\/model\.onnx, onnx\/model_two\.onnx/],
  ['is of another kind', () => ofKind({ model_type: 't5', is_encoder_decoder: true }), 'not-supported', /encoder/],
  ['is cut short', cutShort, 'host-damaged', /model\.onnx/],
])('of a model that %s: a code, a sentence, and what it is not', async (_, made, code, says) => {
  const failure = await failing(...(await made()));
  expect(failure).toMatchObject({ code, sentence: expect.stringMatching(says) as string });
  expect(failure.known).toMatchObject({ family: null, sites: null, trainable: false, ragged: null });
});

it('of golden values that are not there: what is known without them', async () => {
  await mkdir(join(folder, 'empty'));
  const { known, code, sentence } = await failing(LLAMA, '--golden', 'empty');
  expect([code, sentence]).toEqual(['host-missing', expect.stringContaining('golden.safetensors')]);
  expect(known).toMatchObject({ family: 'llama', sites: 14, padding: 'either', base: { maxDifference: null } });
}, 60_000);

it('names one graph of several by --model', async () => {
  const [directory] = await twice();
  const { code, stdout } = await evolora(directory!, '--model', './onnx/model_two.onnx', '--json');
  expect([code, (JSON.parse(stdout) as { family: string }).family]).toEqual([0, 'llama']);
}, 60_000);

it('takes no device that there is not, and no two models', async () => {
  expect((await evolora(LLAMA, '--device', 'abacus')).stderr).toContain('--device is cpu, webgpu, cuda, coreml, dml');
  expect((await evolora(LLAMA, LLAMA)).stderr).toContain('Name one model');
});

/** A copy of the fixture without golden values. */
async function copied(name: string): Promise<string> {
  const directory = join(folder, name);
  await cp(LLAMA, directory, { recursive: true, filter: (path) => !path.includes('golden') });
  return directory;
}

async function without(path: string): Promise<string[]> {
  const directory = await copied('lacking');
  await rm(join(directory, path));
  return [directory];
}

async function twice(): Promise<string[]> {
  const directory = await copied('twice');
  await cp(join(directory, 'onnx', 'model.onnx'), join(directory, 'onnx', 'model_two.onnx'));
  return [directory];
}

async function ofKind(changes: object): Promise<string[]> {
  const directory = await copied('other');
  const config = JSON.parse(await readFile(join(directory, 'config.json'), 'utf8')) as object;
  await writeFile(join(directory, 'config.json'), JSON.stringify({ ...config, ...changes }));
  return [directory];
}

async function cutShort(): Promise<string[]> {
  const directory = await copied('cut');
  const path = join(directory, 'onnx', 'model.onnx');
  await writeFile(path, (await readFile(path)).subarray(0, 5000));
  return [directory];
}

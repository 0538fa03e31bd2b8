/** Folders that no world can live on, given with `--host`: one sentence that names the file, what to do, and nothing is made. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { ExplainedError } from '../../src/base/errors.ts';
import { compareCommand } from '../../src/cli/commands/compare.ts';
import { runCommand } from '../../src/cli/commands/run.ts';

/** What this machine is said to have left. */
const left = vi.hoisted(() => ({ memory: Infinity }));
vi.mock(import('node:os'), async (real) => ({ ...(await real()), freemem: () => left.memory }));
afterEach(() => Object.assign(left, { memory: Infinity }));

const FIXTURE = inRepository('tests', 'fixtures', 'hosts', 'qwen3-genai-fp32');
const MICRO = inRepository('public', 'hosts', 'micro');
const WORLD = 'version: 1\nname: small\nconfig: { population: { founders: 4, capacity: 6, episodes: 8 } }\n';

let folder: string;
let experiment: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-odd-'));
  experiment = join(folder, 'small.yaml');
  await writeFile(experiment, WORLD);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A whole model, a graph with its weights in a file of their own and words; then changed. */
async function modelIn(name: string, change: (path: string) => Promise<unknown>): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await cp(join(FIXTURE, 'config.json'), join(path, 'config.json'));
  await cp(join(FIXTURE, 'onnx'), join(path, 'onnx'), { recursive: true });
  for (const file of ['tokenizer.json', 'tokenizer_config.json']) await cp(join(MICRO, file), join(path, file));
  await change(path);
  return path;
}

const withConfig = (more: object) => async (path: string) => {
  const config = JSON.parse(await readFile(join(path, 'config.json'), 'utf8')) as object;
  await writeFile(join(path, 'config.json'), JSON.stringify({ ...config, ...more }));
};

/** What lies there, what is said of it, and what to do. */
const ODD: [name: string, change: (path: string) => Promise<unknown>, sentence: RegExp, nextStep: RegExp][] = [
  ['no-folder', (path) => rm(path, { recursive: true }), /no-folder.*config\.json/, /\./],
  ['no-config', (path) => rm(join(path, 'config.json')), /no-config.*config\.json/, /\./],
  ['no-graph', (path) => rm(join(path, 'onnx'), { recursive: true }), /no-graph has no graph, a file onnx/, /ONNX/],
  [
    'two-graphs',
    (path) => cp(join(path, 'onnx', 'model.onnx'), join(path, 'onnx', 'model_q4.onnx')),
    /two-graphs has 2 graphs: onnx\/model\.onnx, onnx\/model_q4\.onnx\.$/,
    /--model PATH/,
  ],
  ['no-weights', (path) => rm(join(path, 'onnx', 'model.onnx.data')), /onnx\/model\.onnx\.data/, /\./],
  [
    'half-weights',
    (path) => truncate(join(path, 'onnx', 'model.onnx.data'), 1000),
    /onnx\/model\.onnx\.data is incomplete: it has 1000 bytes/,
    /again/,
  ],
  ['half-graph', (path) => truncate(join(path, 'onnx', 'model.onnx'), 4000), /onnx\/model\.onnx/, /\./],
  ['no-words', (path) => rm(join(path, 'tokenizer.json')), /tokenizer\.json/, /\./],
  [
    'translator',
    withConfig({ model_type: 't5', is_encoder_decoder: true }),
    /not supported, because it is an encoder with a decoder/,
    /Choose a decoder for text/,
  ],
  [
    'experts',
    withConfig({ num_local_experts: 8 }),
    /because it is a mixture of experts \(.*num_local_experts 8/,
    /Choose/,
  ],
  ['no-model', withConfig({ vocab_size: 'many' }), /config\.json/, /\./],
];

describe('--host with', () => {
  const refusal = async (host: string): Promise<ExplainedError> => {
    const out = join(folder, 'run');
    const thrown: unknown = await runCommand({ experiment, budget: { generations: 1 }, seeds: ['1'], out, host }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(thrown).toBeInstanceOf(ExplainedError);
    expect(await readdir(folder)).not.toContain('run');
    return thrown as ExplainedError;
  };

  it.each(ODD)('%s', async (name, change, sentence, nextStep) => {
    const told = await refusal(await modelIn(name, change));
    expect(told.sentence).toMatch(sentence);
    expect(told.nextStep).toMatch(nextStep);
    expect(told.sentence).not.toMatch(/\n|undefined|\bENOENT\b/);
  });

  it('a model that is too large for this machine', async () => {
    const host = await modelIn('too-large', async () => undefined);
    left.memory = 1e6;
    const { sentence, nextStep } = await refusal(host);
    expect(sentence).toMatch(
      /^A world of 6 organelles takes about \d+ MB of memory here \(the model itself 2 MB, .* 1 MB are free\.$/,
    );
    expect(nextStep).toMatch(/^Choose fewer organelles, .* or a smaller model\.$/);
  });

  it('a model that is not the one a run lives on', async () => {
    const host = await modelIn('tiny', async () => undefined);
    const out = join(folder, 'on-micro');
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const options = { experiment, budget: { generations: 1 }, seeds: ['1'], out };
    await runCommand(options);
    const journal = await readFile(join(out, 'journal.ndjson'));
    await expect(runCommand({ ...options, host })).rejects.toThrow(/on-micro holds .*it lives on the model “micro”\./);
    await expect(compareCommand({ directories: [out], tasks: 2, host })).rejects.toThrow(
      /on-micro lives on the model “micro”, and not on “tiny” as it lies here\. Give the model it lives on/,
    );
    expect(await readFile(join(out, 'journal.ndjson'))).toEqual(journal);
    silent.mockRestore();
  });
});

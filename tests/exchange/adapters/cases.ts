/** Adapters whose PEFT directories PEFT itself has read: tests/golden/exchange/peft/read.py says what it found in them. */
import { readFile } from 'node:fs/promises';
import { random } from '../../../src/base/random.ts';
import { exportPeft } from '../../../src/exchange/adapters/peft.ts';
import type { WholeRun } from '../../../src/exchange/run.ts';
import type { Projection, Site } from '../../../src/host/index.ts';
import { adapterLength, parsePeftConfig, peftDirectory, readPeft, writePeft } from '../../../src/host/index.ts';
import { importRun } from '../../support/import-run.ts';

export interface PeftCase {
  name: string;
  sites: Site[];
  /** adapter_config.json and adapter_model.safetensors. */
  files: Map<string, Uint8Array>;
  /** Where the torch model's config.json lies. */
  config: string;
}

const HOSTS = 'tests/fixtures/hosts';

/** The sites of a decoder of these sizes, in the order of a host's. */
function sitesOf(layers: number[], sizes: Record<Projection, [number, number]>, modules: Record<Projection, string>) {
  return layers.flatMap((layer) =>
    (Object.keys(sizes) as Projection[]).map((projection): Site => {
      const [inputs, outputs] = sizes[projection];
      return { layer, projection, inputs, outputs, module: `model.layers.${layer}.${modules[projection]}` };
    }),
  );
}

const USUAL: Record<Projection, string> = {
  q: 'self_attn.q_proj',
  k: 'self_attn.k_proj',
  v: 'self_attn.v_proj',
  o: 'self_attn.o_proj',
  gate: 'mlp.gate_proj',
  up: 'mlp.up_proj',
  down: 'mlp.down_proj',
};

const LFM2 = { o: 'self_attn.out_proj', gate: 'feed_forward.w1', up: 'feed_forward.w3', down: 'feed_forward.w2' };

export async function peftCases(): Promise<PeftCase[]> {
  const phi3 = JSON.parse(await readFile(`${HOSTS}/phi3-genai-fp32/config.json`, 'utf8')) as Record<string, number>;
  const lfm2 = JSON.parse(await readFile(`${HOSTS}/lfm2-genai-q4/config.json`, 'utf8')) as Record<string, number>;
  const phi3Sites = sitesOf(range(phi3['num_hidden_layers']!), sizesOf(phi3, phi3['intermediate_size']!), USUAL);
  const attention = (lfm2['layer_types'] as unknown as string[]).flatMap((type, i) =>
    type === 'full_attention' ? [i] : [],
  );
  const lfm2Sites = range(lfm2['num_hidden_layers']!).flatMap((layer) =>
    sitesOf([layer], sizesOf(lfm2, lfm2['intermediate_size']!), { ...USUAL, ...LFM2 }).filter(
      ({ projection }) => attention.includes(layer) || ['gate', 'up', 'down'].includes(projection),
    ),
  );
  const micro = JSON.parse(await readFile('public/hosts/micro/config.json', 'utf8')) as Record<string, number>;
  const microSites = sitesOf(range(4), sizesOf(micro, micro['intermediate_size']!), USUAL);
  return [
    madeUp('phi3-made-up', phi3Sites, 'phi3', `${HOSTS}/phi3-genai-fp32`),
    await again('phi3-read', phi3Sites, 'phi3', `${HOSTS}/phi3-genai-fp32`),
    madeUp('lfm2-made-up', lfm2Sites, 'lfm2', `${HOSTS}/lfm2-genai-q4`),
    await again('micro-read', microSites, 'qwen3', 'public/hosts/micro', 'tests/golden/micro/adapter'),
  ];
}

function range(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function sizesOf(config: Record<string, number>, inner: number): Record<Projection, [number, number]> {
  const hidden = config['hidden_size']!;
  const headSize = config['head_dim'] ?? hidden / config['num_attention_heads']!;
  const queries = config['num_attention_heads']! * headSize;
  const keys = config['num_key_value_heads']! * headSize;
  return {
    q: [hidden, queries],
    k: [hidden, keys],
    v: [hidden, keys],
    o: [queries, hidden],
    gate: [hidden, inner],
    up: [hidden, inner],
    down: [inner, hidden],
  };
}

function madeUp(name: string, sites: Site[], modelType: string, config: string): PeftCase {
  const source = random('peft', name);
  const weights = Float32Array.from({ length: adapterLength(sites, 3) }, () => 0.1 * source.normal());
  const file = writePeft(sites, { rank: 3, scale: 1.7, weights });
  return { name, sites, config, files: peftDirectory(file, { base: name, revision: 'main', modelType }) };
}

/** The golden adapter, which PEFT wrote: read, and written again. */
async function again(name: string, sites: Site[], modelType: string, config: string, at = `${config}/adapter`) {
  const adapter = readPeft(
    sites,
    await readFile(`${at}/adapter_model.safetensors`),
    parsePeftConfig(await readFile(`${at}/adapter_config.json`)),
  );
  return { name, sites, config, files: peftDirectory(writePeft(sites, adapter), { base: name, modelType }) };
}

/** A run on a host that is no model, in whose archive there are elites. */
export async function smallRun(): Promise<WholeRun> {
  return importRun(new Uint8Array(await readFile('tests/fixtures/runs/version-2.evolora')));
}

/**
 * The portfolio of that run, with weights for micro in the place of each of its own: so that a torch model can speak for it.
 * The first is PEFT's own golden adapter; the others are it, larger and with some of it turned around.
 */
export async function microPortfolio(): Promise<{ files: Map<string, Uint8Array>; run: WholeRun }> {
  const run = await smallRun();
  const { files, sites } = (await peftCases()).find(({ name }) => name === 'micro-read')!;
  const adapter = readPeft(
    sites,
    files.get('adapter_model.safetensors')!,
    parsePeftConfig(files.get('adapter_config.json')!),
  );
  const blobs = new Map(
    [...run.blobs.keys()].map((hash, i) => {
      const source = random('micro-portfolio', i);
      const weights = adapter.weights.map((value) => (source.uniform() < 0.15 * i ? -value : value));
      return [hash, writePeft(sites, { ...adapter, scale: adapter.scale * (1 + 2 * i), weights })] as const;
    }),
  );
  const micro = { ...run, blobs };
  return { run: micro, files: exportPeft(micro, { choice: 'portfolio', base: { repository: 'micro' } }) };
}

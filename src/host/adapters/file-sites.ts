/** The sites that an adapter's file was written for, told from its tensors alone: for whoever has it and not its host. */
import type { Projection, Site } from './adapter.ts';
import { damaged } from './refusals.ts';
import { readSafetensors } from './safetensors.ts';

/** What torch models call each projection. */
const NAMES: Readonly<Record<string, Projection>> = {
  q_proj: 'q',
  k_proj: 'k',
  v_proj: 'v',
  o_proj: 'o',
  out_proj: 'o',
  gate_proj: 'gate',
  up_proj: 'up',
  down_proj: 'down',
  w1: 'gate',
  w2: 'down',
  w3: 'up',
};

/**
 * The sites of a file that `writePeft` made, in their order. Throws HostError `adapter-damaged`.
 * @example
 * import { sitesOfFile, writePeft } from 'evolora-host';
 *
 * const sites = [{ layer: 0, projection: 'q', inputs: 3, outputs: 2, module: 'model.layers.0.self_attn.q_proj' }] as const;
 * sitesOfFile(writePeft(sites, { rank: 1, scale: 2, weights: new Float32Array(5) })); // → sites
 */
export function sitesOfFile(file: Uint8Array): Site[] {
  const { tensors } = readSafetensors(file);
  return [...tensors].flatMap(([key, { shape }]) => {
    const [, module, layer, name] =
      /^base_model\.model\.(.*layers\.(\d+)\..*?([^.]+))\.lora_A\.weight$/.exec(key) ?? [];
    if (module === undefined) return [];
    const below = tensors.get(key.replace('.lora_A.', '.lora_B.'));
    if (!below || !Object.hasOwn(NAMES, name!)) throw damaged(`${module} is no projection of a layer`);
    const [, inputs] = shape;
    const [outputs] = below.shape;
    return [{ layer: Number(layer), projection: NAMES[name!]!, inputs: inputs ?? 0, outputs: outputs ?? 0, module }];
  });
}

/**
 * Finds where adapters can live in a decoder: the seven projections of every layer and the head. It looks at structure
 * only, checks every shape against the host's config, and fails loudly with the subgraph it could not read: a wrong
 * guess here would train and evolve the wrong matrices without anybody noticing.
 */
import { HostError } from '../errors.ts';
import type { Projection, Site } from '../adapters/adapter.ts';
import { GraphView, printNodes } from '../onnx/view.ts';
import type { Model, Node } from '../onnx/model.ts';
import { findAttention, firstLinearsBehind, type AttentionSite, type Source } from './attention.ts';
import { Columns } from './columns.ts';
import { findLinears, type Linear } from './linear.ts';
import { findMlps, type MlpSite } from './mlp.ts';

/** The sizes a decoder declares in config.json. */
export interface DecoderShape {
  layers: number;
  hidden: number;
  intermediate: number;
  heads: number;
  keyValueHeads: number;
  headSize: number;
  vocabulary: number;
}

/** A projection and the linear map that holds it, alone or packed with others. */
export interface FoundSite extends Site {
  linear: Linear;
  /** which of the map's columns are the projection's, ascending */
  columns: readonly number[];
}

export interface Found {
  sites: FoundSite[];
  head: Linear;
  /** linear maps in no role, by output name: reported, never touched */
  unused: string[];
}

/** Locates all sites. Throws HostError `host-unreadable`. */
export function find(model: Model, shape: DecoderShape): Found {
  const view = new GraphView(model.graph);
  const linears = findLinears(view);
  const columns = new Columns(view);
  const attentions = findAttention(view, linears, columns, fail);
  if (attentions.length !== shape.layers)
    fail(`The config has ${shape.layers} layers and the graph ${attentions.length} attentions`, []);
  const mlps = findMlps(view, linears, columns, attentions, fail);
  if (mlps.length !== shape.layers)
    fail(`The config has ${shape.layers} layers and the graph ${mlps.length} gated MLPs`, []);
  const sites = attentions.flatMap((attention, i) => layerSites(attention, mlps[i]!, shape));
  checkPacked(sites);
  const head = findHead(view, linears, shape);
  const used = new Set([head, ...sites.map((site) => site.linear)]);
  const unused = [...linears.values()].filter((linear) => !used.has(linear)).map((linear) => linear.output);
  return { sites, head, unused };
}

function layerSites(attention: AttentionSite, mlp: MlpSite, shape: DecoderShape): FoundSite[] {
  const { layer, q, k, v, o } = attention;
  if (mlp.layer !== layer) fail(`Layer ${layer} has no gated MLP`, [attention.node]);
  const queries = shape.heads * shape.headSize;
  const keys = shape.keyValueHeads * shape.headSize;
  const roles: [Projection, Source, number, number][] = [
    ['q', q, shape.hidden, queries],
    ['k', k, shape.hidden, keys],
    ['v', v, shape.hidden, keys],
    ['o', whole(o), queries, shape.hidden],
    ['gate', mlp.gate, shape.hidden, shape.intermediate],
    ['up', mlp.up, shape.hidden, shape.intermediate],
    ['down', whole(mlp.down), shape.intermediate, shape.hidden],
  ];
  return roles.map(([projection, { linear, columns }, inputs, outputs]) => {
    if (linear.inputs !== inputs || columns.length !== outputs) {
      const sizes = `${linear.inputs} to ${columns.length} where the config says ${inputs} to ${outputs}`;
      fail(`The ${projection} projection of layer ${layer} maps ${sizes}`, [linear.entry]);
    }
    return { layer, projection, inputs, outputs, module: moduleName(layer, projection), linear, columns };
  });
}

/** A linear map that holds nothing but one projection. */
function whole(linear: Linear): Source {
  return { linear, columns: Array.from({ length: linear.outputs }, (_, i) => i) };
}

/** The projections of a packed map must be all of it, each column once. */
function checkPacked(sites: readonly FoundSite[]): void {
  const packed = new Map<Linear, number[]>();
  for (const { linear, columns } of sites) packed.set(linear, [...(packed.get(linear) ?? []), ...columns]);
  for (const [linear, columns] of packed)
    if (columns.length !== linear.outputs || new Set(columns).size !== linear.outputs)
      fail(`The projections packed in one linear map take ${columns.length} of its ${linear.outputs} columns`, [
        linear.entry,
      ]);
}

/** The module's name in the torch model, which PEFT files are keyed by. */
function moduleName(layer: number, projection: Projection): string {
  const inAttention = projection === 'q' || projection === 'k' || projection === 'v' || projection === 'o';
  return `model.layers.${layer}.${inAttention ? 'self_attn' : 'mlp'}.${projection}_proj`;
}

function findHead(view: GraphView, linears: ReadonlyMap<string, Linear>, shape: DecoderShape): Linear {
  const { linears: heads, passed } = firstLinearsBehind(view, linears, 'logits');
  const head = heads[0];
  if (!head || heads.length !== 1) fail(`The logits come from ${heads.length} linear maps instead of one`, passed);
  if (head.inputs !== shape.hidden || head.outputs !== shape.vocabulary)
    fail('The head has other sizes than the config', [head.entry]);
  return head;
}

function fail(why: string, nodes: readonly Node[]): never {
  const where = nodes.length > 0 ? `\nThe part of the graph that was not understood:\n${printNodes(nodes)}\n` : '';
  throw new HostError(
    'host-unreadable',
    `This model's graph is laid out in a way that is not known here. ${why}.${where}`,
    'Choose another model, or report the graph so that its layout can be added.',
  );
}

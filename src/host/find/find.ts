/**
 * Finds where adapters can live in a decoder: the seven projections of every layer and the head. Layers that mix tokens in
 * another way than by attention, such as by a convolution, have the three of their MLP. It looks at structure only, checks
 * every shape against the host's config, and fails loudly with the subgraph it could not read: a wrong guess here would
 * train and evolve the wrong matrices without anybody noticing.
 */
import { HostError } from '../errors.ts';
import type { Projection, Site } from '../adapters/adapter.ts';
import { GraphView, printNodes } from '../onnx/view.ts';
import type { Model, Node } from '../onnx/model.ts';
import { findAttention, firstLinearsBehind, layerNumber, type AttentionSite, type Source } from './attention.ts';
import { Columns } from './columns.ts';
import { findLinears, type Linear } from './linear.ts';
import { findMlps, type MlpSite } from './mlp.ts';

/** The architecture and sizes a decoder declares in config.json. */
export interface DecoderShape {
  modelType: string;
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
  /** linear maps in no role, such as those around a convolution: reported, never touched */
  unused: Linear[];
}

/** The modules' names in the torch model, which PEFT files are keyed by. */
const USUAL_MODULES: Readonly<Record<Projection, string>> = {
  q: 'self_attn.q_proj',
  k: 'self_attn.k_proj',
  v: 'self_attn.v_proj',
  o: 'self_attn.o_proj',
  gate: 'mlp.gate_proj',
  up: 'mlp.up_proj',
  down: 'mlp.down_proj',
};
/** Other names, by the config's model_type. */
const MODULES: Readonly<Record<string, Partial<Record<Projection, string>>>> = {
  lfm2: { o: 'self_attn.out_proj', gate: 'feed_forward.w1', up: 'feed_forward.w3', down: 'feed_forward.w2' },
};

/** `present.0.key`, `new_value_0`; but not `present_key_values.0.conv_state`. */
const KEYS_OR_VALUES = /(key|value)s?([._]\d+)?$/i;

/** Locates all sites. Throws HostError `host-unreadable`. */
export function find(model: Model, shape: DecoderShape): Found {
  const view = new GraphView(model.graph);
  const linears = findLinears(view);
  const columns = new Columns(view);
  const attentions = findAttention(view, linears, columns, fail);
  const mlps = findMlps(view, linears, columns, attentions, fail);
  if (mlps.length !== shape.layers)
    fail(`The config has ${shape.layers} layers and the graph ${mlps.length} gated MLPs`, []);
  checkLayers(view, attentions, mlps);
  const sites = mlps.flatMap((mlp, layer) => [
    ...attentions.filter((one) => one.layer === layer).flatMap((one) => attentionSites(one, shape)),
    ...mlpSites(mlp, layer, shape),
  ]);
  checkPacked(sites);
  const head = findHead(view, linears, shape);
  const used = new Set([head, ...sites.map((site) => site.linear)]);
  const unused = [...linears.values()].filter((linear) => !used.has(linear));
  return { sites, head, unused };
}

/**
 * Layers are numbered by their MLPs, in the graph's order, and attentions by their caches; each MLP must read from the
 * attention that the two numberings put before it. A layer without attention must hand on something else than keys and
 * values, or it has an attention that was not recognised.
 */
function checkLayers(view: GraphView, attentions: readonly AttentionSite[], mlps: readonly MlpSite[]): void {
  const stateful = new Set(
    view.graph.outputs.flatMap(({ name }) => (KEYS_OR_VALUES.test(name) ? [] : (layerNumber(name) ?? []))),
  );
  let expected: number | undefined;
  for (const [layer, { after, node }] of mlps.entries()) {
    const here = attentions.filter((one) => one.layer === layer);
    if (here.length > 1) fail(`Layer ${layer} has ${here.length} attentions`, [here[0]!.node, here[1]!.node]);
    if (here.length === 0 && !stateful.has(layer)) fail(`Layer ${layer} has no attention`, [node]);
    if (here.length > 0) expected = layer;
    if (after !== expected) fail(`Layer ${layer} has no gated MLP behind its attention`, [node]);
  }
  const beyond = attentions.find(({ layer }) => layer >= mlps.length);
  if (beyond) fail(`An attention belongs to layer ${beyond.layer} of ${mlps.length}`, [beyond.node]);
}

/** A projection, its source, and how many inputs and outputs the config gives it. */
type Role = readonly [Projection, Source, number, number];

function attentionSites({ layer, q, k, v, o }: AttentionSite, shape: DecoderShape): FoundSite[] {
  const queries = shape.heads * shape.headSize;
  const keys = shape.keyValueHeads * shape.headSize;
  const roles: Role[] = [
    ['q', q, shape.hidden, queries],
    ['k', k, shape.hidden, keys],
    ['v', v, shape.hidden, keys],
    ['o', whole(o), queries, shape.hidden],
  ];
  return roles.map((role) => siteOf(role, layer, shape));
}

function mlpSites({ gate, up, down }: MlpSite, layer: number, shape: DecoderShape): FoundSite[] {
  const roles: Role[] = [
    ['gate', gate, shape.hidden, shape.intermediate],
    ['up', up, shape.hidden, shape.intermediate],
    ['down', whole(down), shape.intermediate, shape.hidden],
  ];
  return roles.map((role) => siteOf(role, layer, shape));
}

function siteOf([projection, source, inputs, outputs]: Role, layer: number, { modelType }: DecoderShape): FoundSite {
  const { linear, columns } = source;
  if (linear.inputs !== inputs || columns.length !== outputs) {
    const sizes = `${linear.inputs} to ${columns.length} where the config says ${inputs} to ${outputs}`;
    fail(`The ${projection} projection of layer ${layer} maps ${sizes}`, [linear.entry]);
  }
  const module = `model.layers.${layer}.${MODULES[modelType]?.[projection] ?? USUAL_MODULES[projection]}`;
  return { layer, projection, inputs, outputs, module, linear, columns };
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

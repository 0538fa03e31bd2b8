/**
 * The graph pass that lets every batch row carry another organelle: at each site y += (x·A)·B, with A and B plain graph
 * inputs that have a leading row axis. (They cannot be initialisers: ONNX Runtime Web refuses to be fed those.)
 *
 * Sites that read the same tensor (q, k, v; gate, up) share one product with their As side by side, split afterwards:
 * on wasm a decode step costs dispatches more than arithmetic. The pass also moves the choice of each row's last token
 * before the head, so that prefill computes one row of logits per prompt instead of one per token.
 *
 * Pure: a model goes in, another comes out; weights are never touched.
 */
import type { FoundSite, Found } from './find/find.ts';
import { DataType, type Attribute, type Model, type Node, type Tensor, type ValueInfo } from './onnx/model.ts';

/** The sites that read one tensor, and the graph inputs that feed their adapters. */
export interface GraftGroup {
  /** float32 [rows, inputs, sites · rank], the sites' As side by side */
  aInput: string;
  inputs: number;
  members: {
    /** index into the site list */
    site: number;
    /** float32 [rows, rank, outputs], with the adapter's scale folded in */
    bInput: string;
    outputs: number;
  }[];
}

export interface Grafted {
  model: Model;
  groups: GraftGroup[];
}

/** int64 [rows, 1, 1]: the position of each row's last valid token among this step's tokens. */
export const LAST_INDEX = 'last_index';

/** Adds adapter inputs at all sites and the `last_index` input. Logits become [rows, 1, vocabulary]. */
export function graft(model: Model, found: Found): Grafted {
  const opset = model.opsets.find(({ domain }) => domain === '')?.version ?? 0;
  const edits = new Edits(model, opset);
  const groups = groupSites(found.sites);
  for (const group of groups) graftGroup(edits, group, found.sites);
  chooseLastToken(edits, found);
  return { model: edits.apply(), groups };
}

function groupSites(sites: readonly FoundSite[]): GraftGroup[] {
  const groups = new Map<string, GraftGroup>();
  sites.forEach((site, index) => {
    const name = `lora.${site.layer}.${site.projection}`;
    const group = groups.get(site.linear.input) ?? { aInput: `${name}.A`, inputs: site.inputs, members: [] };
    group.members.push({ site: index, bInput: `${name}.B`, outputs: site.outputs });
    groups.set(site.linear.input, group);
  });
  return [...groups.values()];
}

function graftGroup(edits: Edits, group: GraftGroup, sites: readonly FoundSite[]): void {
  const first = sites[group.members[0]!.site]!;
  edits.addInput(group.aInput, DataType.float, ['batch_size', group.inputs, `${group.aInput}.width`]);
  const bottleneck = `${group.aInput}/product`;
  edits.after(first.linear.input, node('MatMul', [first.linear.input, group.aInput], [bottleneck]));
  const parts = group.members.map(({ bInput }) => `${bInput}/bottleneck`);
  if (parts.length === 1) parts[0] = bottleneck;
  else edits.after(bottleneck, edits.evenSplit(bottleneck, parts));
  const deltas = new Map<string, string[]>();
  group.members.forEach(({ site, bInput, outputs }, i) => {
    edits.addInput(bInput, DataType.float, ['batch_size', 'lora_rank', outputs]);
    const delta = `${bInput}/product`;
    edits.after(parts[i]!, node('MatMul', [parts[i]!, bInput], [delta]));
    const target = sites[site]!.linear.output;
    deltas.set(target, [...(deltas.get(target) ?? []), delta]);
  });
  for (const [target, parts] of deltas) addDelta(edits, target, parts);
}

/** y keeps its name and becomes base + delta; a packed map's deltas lie side by side in column order. */
function addDelta(edits: Edits, target: string, deltas: readonly string[]): void {
  let delta = deltas[0]!;
  if (deltas.length > 1) {
    delta = `${target}/lora`;
    edits.after(deltas.at(-1)!, node('Concat', deltas, [delta], [{ name: 'axis', i: -1 }]));
  }
  const base = `${target}/base`;
  edits.renameOutput(target, base);
  edits.after(base, node('Add', [base, delta], [target]));
}

function chooseLastToken(edits: Edits, found: Found): void {
  const { head } = found;
  edits.addInput(LAST_INDEX, DataType.int64, ['batch_size', 1, 1]);
  const chosen = `${head.input}/last`;
  edits.after(head.input, node('GatherND', [head.input, LAST_INDEX], [chosen], [{ name: 'batch_dims', i: 1 }]));
  edits.renameInput(head.entry, head.input, chosen);
  edits.reshapeOutput('logits', (shape) => [shape[0] ?? 'batch_size', 1, ...shape.slice(2)]);
}

function node(
  opType: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attribute[] = [],
): Node {
  return { opType, domain: '', name: `${outputs[0]!}/${opType}`, inputs, outputs, attributes, rest: [] };
}

/** Collects changes and applies them in one go, in topological order. */
class Edits {
  readonly #model: Model;
  readonly #opset: number;
  readonly #inputs: ValueInfo[] = [];
  readonly #initializers: Tensor[] = [];
  readonly #added: Node[] = [];
  readonly #renamedOutputs = new Map<string, string>();
  readonly #renamedInputs = new Map<Node, Map<string, string>>();
  readonly #shapes = new Map<string, (shape: readonly (number | string)[]) => (number | string)[]>();

  constructor(model: Model, opset: number) {
    this.#model = model;
    this.#opset = opset;
  }

  addInput(name: string, elementType: number, shape: readonly (number | string)[]): void {
    this.#inputs.push({ name, elementType, shape });
  }

  /** Adds a node; `_source` documents what it follows, the order is found when the edits are applied. */
  after(_source: string, added: Node): void {
    this.#added.push(added);
  }

  evenSplit(input: string, outputs: readonly string[]): Node {
    const count: Attribute[] = this.#opset >= 18 ? [{ name: 'num_outputs', i: outputs.length }] : [];
    return node('Split', [input], outputs, [{ name: 'axis', i: -1 }, ...count]);
  }

  renameOutput(from: string, to: string): void {
    this.#renamedOutputs.set(from, to);
  }

  renameInput(reader: Node, from: string, to: string): void {
    this.#renamedInputs.set(reader, new Map([...(this.#renamedInputs.get(reader) ?? []), [from, to]]));
  }

  reshapeOutput(name: string, change: (shape: readonly (number | string)[]) => (number | string)[]): void {
    this.#shapes.set(name, change);
  }

  apply(): Model {
    const { graph } = this.#model;
    const nodes = graph.nodes.map((old) => this.#renamed(old));
    const outputs = graph.outputs.map((info) => {
      const change = this.#shapes.get(info.name);
      return change ? { name: info.name, elementType: info.elementType, shape: change(info.shape) } : info;
    });
    return {
      ...this.#model,
      graph: {
        ...graph,
        nodes: inTopologicalOrder([...nodes, ...this.#added]),
        initializers: [...graph.initializers, ...this.#initializers],
        inputs: [...graph.inputs, ...this.#inputs],
        outputs,
      },
    };
  }

  #renamed(old: Node): Node {
    const inputs = this.#renamedInputs.get(old);
    if (!inputs && !old.outputs.some((name) => this.#renamedOutputs.has(name))) return old;
    return {
      ...old,
      inputs: old.inputs.map((name) => inputs?.get(name) ?? name),
      outputs: old.outputs.map((name) => this.#renamedOutputs.get(name) ?? name),
    };
  }
}

/** Nodes so that each follows the makers of its inputs, else in the given order (depth first). */
function inTopologicalOrder(nodes: readonly Node[]): Node[] {
  const maker = new Map<string, Node>();
  for (const one of nodes) for (const output of one.outputs) if (output !== '') maker.set(output, one);
  const placed = new Set<Node>();
  const ordered: Node[] = [];
  for (const root of nodes) {
    const open = [root];
    while (open.length > 0) {
      const top = open.at(-1)!;
      const waiting = top.inputs
        .map((name) => maker.get(name))
        .filter((one): one is Node => one !== undefined && !placed.has(one) && one !== top);
      if (placed.has(top) || waiting.length === 0) {
        open.pop();
        if (!placed.has(top)) ordered.push(top);
        placed.add(top);
      } else open.push(...waiting.reverse());
    }
  }
  return ordered;
}

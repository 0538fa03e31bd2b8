/**
 * The graph pass that lets every batch row carry another adapter: at each site y += (x·A)·B, with A and B plain graph
 * inputs that have a leading row axis. (They cannot be initialisers: ONNX Runtime Web refuses to be fed those.)
 *
 * Sites that read the same tensor (q, k, v; gate, up) share one product with their As side by side, split afterwards:
 * on wasm a decode step costs dispatches more than arithmetic.
 *
 * Adapters are float32; where the host computes in half precision, the branch is cast on its way in and out.
 *
 * Pure: a model goes in, another comes out; weights are never touched.
 */
import type { Found, FoundSite } from '../find/find.ts';
import { Edits, newNode } from '../onnx/edits.ts';
import { DataType, type Model } from '../onnx/model.ts';
import { elementTypes } from '../onnx/types.ts';
import { asFloat32, fromFloat32 } from './precision.ts';

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

interface Grafted {
  model: Model;
  groups: GraftGroup[];
}

/** Adds adapter inputs at all sites. */
export function graft(model: Model, found: Found): Grafted {
  const edits = new Edits(model);
  const groups = groupSites(found.sites);
  const types = elementTypes(model.graph);
  for (const group of groups) graftGroup(edits, group, found.sites, types);
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

export function graftGroup(
  edits: Edits,
  group: GraftGroup,
  sites: readonly FoundSite[],
  types: ReadonlyMap<string, number>,
): void {
  const first = sites[group.members[0]!.site]!;
  edits.addInput(group.aInput, DataType.float, ['batch_size', group.inputs, `${group.aInput}.width`]);
  const bottleneck = `${group.aInput}/product`;
  const x = asFloat32(edits, types, first.linear.input, `${group.aInput}/x`);
  edits.add(newNode('MatMul', [x, group.aInput], [bottleneck]));
  const parts = group.members.map(({ bInput }) => `${bInput}/bottleneck`);
  if (parts.length === 1) parts[0] = bottleneck;
  else edits.add(edits.evenSplit(bottleneck, parts));
  const deltas = new Map<string, Delta[]>();
  group.members.forEach(({ site, bInput, outputs }, i) => {
    edits.addInput(bInput, DataType.float, ['batch_size', 'lora_rank', outputs]);
    const delta = `${bInput}/product`;
    edits.add(newNode('MatMul', [parts[i]!, bInput], [delta]));
    const { linear, columns } = sites[site]!;
    deltas.set(linear.output, [...(deltas.get(linear.output) ?? []), { name: delta, columns }]);
  });
  for (const [target, parts] of deltas) addDelta(edits, target, parts, types);
}

/** What one adapter adds to a linear map's output, and to which of its columns. */
interface Delta {
  name: string;
  columns: readonly number[];
}

/** y keeps its name and becomes base + delta. */
function addDelta(edits: Edits, target: string, deltas: readonly Delta[], types: ReadonlyMap<string, number>): void {
  const delta = deltas.length === 1 ? deltas[0]!.name : sideBySide(edits, `${target}/lora`, deltas);
  const base = `${target}/base`;
  edits.renameOutput(target, base);
  edits.add(newNode('Add', [base, fromFloat32(edits, types, delta, target)], [target]));
}

/** The deltas of a packed map as its columns lie: one behind the other, or mingled where heads hold q, k and v each. */
function sideBySide(edits: Edits, name: string, deltas: readonly Delta[]): string {
  const ordered = [...deltas].sort((a, b) => a.columns[0]! - b.columns[0]!);
  const columns = ordered.flatMap((delta) => delta.columns);
  const inOrder = columns.every((column, i) => column === i);
  const joined = inOrder ? name : `${name}/apart`;
  edits.add(
    newNode(
      'Concat',
      ordered.map((delta) => delta.name),
      [joined],
      [{ name: 'axis', i: -1 }],
    ),
  );
  if (inOrder) return name;
  const places = new BigInt64Array(columns.length);
  for (const [i, column] of columns.entries()) places[column] = BigInt(i);
  const order = { name: '', dims: [columns.length], dataType: DataType.int64, data: new Uint8Array(places.buffer) };
  edits.add(newNode('Constant', [], [`${name}/order`], [{ name: 'value', t: order }]));
  edits.add(newNode('Gather', [joined, `${name}/order`], [name], [{ name: 'axis', i: -1 }]));
  return name;
}

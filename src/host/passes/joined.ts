/**
 * The grafted graph for a graphics device, where a step costs dispatches more than arithmetic. Sites that read the same
 * tensor share the product with their Bs too: these lie on the diagonal of one matrix, with zeros beside them, so nothing
 * is split before it. Three maps and more that read one tensor are joined, changed at once and split.
 *
 * The adapters stay as they are: only who feeds the graph lays the Bs of a batch's rows out anew, once for each set of
 * rows. Where columns of a packed map are mingled, sites are grafted one by one.
 */
import type { Found, FoundSite } from '../find/find.ts';
import { Edits, newNode } from '../onnx/edits.ts';
import { DataType, type Model } from '../onnx/model.ts';
import { elementTypes } from '../onnx/types.ts';
import type { FloatRows } from './feeds.ts';
import { graftGroup, type GraftGroup } from './graft.ts';
import { asFloat32, fromFloat32 } from './precision.ts';

/** Bs that are one input of a graph. */
export interface Join {
  /** float32 [rows, members · rank, outputs of all] */
  bInput: string;
  /** in the order of their rows in it */
  members: readonly { bInput: string; column: number }[];
  outputs: number;
}

/** A map's output, and the members that change it, in the order of its columns. */
interface Target {
  output: string;
  members: { member: number; outputs: number }[];
  outputs: number;
}

/** Adds adapter inputs at all sites, as `graft` does for the same groups; `joins` says which Bs go in together. */
export function graftJoined(
  model: Model,
  { sites }: Found,
  groups: readonly GraftGroup[],
): { model: Model; joins: Join[] } {
  const edits = new Edits(model);
  const types = elementTypes(model.graph);
  const joins = groups.flatMap((group) => {
    const targets = group.members.length > 1 ? targetsOf(group, sites) : undefined;
    if (targets) return [graftTargets(edits, group, targets, sites, types)];
    graftGroup(edits, group, sites, types);
    return [];
  });
  return { model: edits.apply(), joins };
}

/** The maps of a group; undefined where one has columns that are not one member's behind another's. */
function targetsOf(group: GraftGroup, sites: readonly FoundSite[]): Target[] | undefined {
  const targets = new Map<string, { member: number; columns: readonly number[] }[]>();
  group.members.forEach(({ site }, member) => {
    const { linear, columns } = sites[site]!;
    targets.set(linear.output, [...(targets.get(linear.output) ?? []), { member, columns }]);
  });
  const found = [...targets].map(([output, parts]) => {
    const ordered = [...parts].sort((a, b) => a.columns[0]! - b.columns[0]!);
    const columns = ordered.flatMap((part) => part.columns);
    const members = ordered.map((part) => ({ member: part.member, outputs: part.columns.length }));
    return { output, members, outputs: columns.length, inOrder: columns.every((column, i) => column === i) };
  });
  return found.every(({ inOrder }) => inOrder) ? found : undefined;
}

function graftTargets(
  edits: Edits,
  { aInput, inputs, members }: GraftGroup,
  targets: readonly Target[],
  sites: readonly FoundSite[],
  types: ReadonlyMap<string, number>,
): Join {
  const outputs = targets.reduce((sum, target) => sum + target.outputs, 0);
  const bInput = `${aInput}/Bs`;
  edits.addInput(aInput, DataType.float, ['batch_size', inputs, `${aInput}.width`]);
  edits.addInput(bInput, DataType.float, ['batch_size', `${aInput}.width`, outputs]);
  const x = asFloat32(edits, types, sites[members[0]!.site]!.linear.input, `${aInput}/x`);
  edits.add(newNode('MatMul', [x, aInput], [`${aInput}/product`]));
  edits.add(newNode('MatMul', [`${aInput}/product`, bInput], [`${bInput}/product`]));
  const delta = fromFloat32(edits, types, `${bInput}/product`, targets[0]!.output);
  addDelta(edits, delta, targets);
  const columns = new Map<number, number>();
  let column = 0;
  for (const { member, outputs: own } of targets.flatMap((target) => target.members)) {
    columns.set(member, column);
    column += own;
  }
  return { bInput, outputs, members: members.map((one, i) => ({ bInput: one.bInput, column: columns.get(i)! })) };
}

/** Each map's output keeps its name and becomes base + its columns of the delta, in as few dispatches as there can be. */
function addDelta(edits: Edits, delta: string, targets: readonly Target[]): void {
  const wholes = targets.map(({ output }) => output);
  const bases = wholes.map((output) => `${output}/base`);
  const sizes = targets.map(({ outputs }) => outputs);
  wholes.forEach((output, i) => edits.renameOutput(output, bases[i]!));
  if (wholes.length <= 2) {
    const parts = wholes.map((output) => `${output}/lora`);
    if (parts.length === 1) parts[0] = delta;
    else edits.add(edits.split(delta, parts, sizes));
    wholes.forEach((output, i) => edits.add(newNode('Add', [bases[i]!, parts[i]!], [output])));
    return;
  }
  const [base, changed] = [`${delta}/base`, `${delta}/changed`];
  edits.add(newNode('Concat', bases, [base], [{ name: 'axis', i: -1 }]));
  edits.add(newNode('Add', [base, delta], [changed]));
  edits.add(edits.split(changed, wholes, sizes));
}

/** Inputs of the grafted graph as the joined graph takes them; what is not joined stays. For numbers that lie here. */
export function joinedRows(joins: readonly Join[], inputs: readonly FloatRows[]): FloatRows[] {
  const joined = new Set(joins.flatMap(({ members }) => members.map(({ bInput }) => bInput)));
  const byName = new Map(inputs.map((input) => [input.name, input]));
  return [
    ...inputs.filter(({ name }) => !joined.has(name)),
    ...joins.filter(({ members }) => byName.has(members[0]!.bInput)).map((join) => joinedInput(join, byName)),
  ];
}

function joinedInput({ bInput, members, outputs }: Join, inputs: ReadonlyMap<string, FloatRows>): FloatRows {
  const parts = members.map((member) => ({ ...member, input: inputs.get(member.bInput)! }));
  const { shape, stride: first, data: numbers } = parts[0]!.input;
  const [rows, rank] = [numbers.length / first, shape[0]!];
  const stride = members.length * rank * outputs;
  const data = new Float32Array(rows * stride);
  parts.forEach(({ column, input }, member) => {
    const width = input.shape[1]!;
    for (let row = 0; row < rows; row++)
      for (let j = 0; j < rank; j++) {
        const from = row * input.stride + j * width;
        const to = row * stride + (member * rank + j) * outputs + column;
        data.set(input.data.subarray(from, from + width), to);
      }
  });
  return { name: bInput, shape: [members.length * rank, outputs], stride, data };
}

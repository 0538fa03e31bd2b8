/**
 * Which columns of a packed linear map a tensor holds. Exporters cut q, k and v (or gate and up) out of one product in
 * many ways: Split, Slice with bounds that the graph computes, Reshape and Gather, per head or one behind the other. So
 * the numbers of the columns are sent through the graph's own operators that move numbers, for one row of one token.
 * What mixes numbers (a rotation, a norm) holds all the columns that went into it and can no longer be taken apart.
 */
import { attribute, type GraphView } from '../onnx/view.ts';
import type { Graph, Node } from '../onnx/model.ts';
import { slicePlaces } from '../shapes/infer.ts';
import type { Known } from '../shapes/operator.ts';
import { knownIn, type ExampleInputs } from '../shapes/known.ts';
import type { Linear } from './linear.ts';

/** The column that each number of a tensor comes from, row-major; without a shape they are mixed. */
interface Labels {
  shape: readonly number[] | null;
  columns: readonly number[];
}

/** Operators that change neither the order nor the number of what they move. */
const IN_ORDER = new Set(['Reshape', 'Squeeze', 'Unsqueeze', 'Flatten']);

export class Columns {
  readonly #view: GraphView;
  #sizes: ReadonlyMap<string, Known> | undefined;
  readonly #labels = new Map<Linear, Map<string, Labels>>();

  constructor(view: GraphView) {
    this.#view = view;
  }

  /** The columns of a linear map that a tensor is computed from, ascending. */
  behind(tensor: string, linear: Linear): readonly number[] {
    return [...new Set(this.#labelsOf(tensor, linear).columns)].sort((a, b) => a - b);
  }

  #labelsOf(tensor: string, linear: Linear): Labels {
    const known = this.#labels.get(linear) ?? new Map<string, Labels>();
    this.#labels.set(linear, known);
    const found = known.get(tensor) ?? this.#compute(tensor, linear);
    known.set(tensor, found);
    return found;
  }

  #compute(tensor: string, linear: Linear): Labels {
    if (tensor === linear.output)
      return { shape: [1, 1, linear.outputs], columns: Array.from({ length: linear.outputs }, (_, i) => i) };
    const node = this.#view.producer(tensor);
    if (!node) return { shape: null, columns: [] };
    const inputs = this.#view.activationInputs(node);
    const labels = inputs.map((name) => this.#labelsOf(name, linear)).filter(({ columns }) => columns.length > 0);
    if (labels.length === 0) return { shape: null, columns: [] };
    const [only, other] = labels;
    const moved = only!.shape && !other ? this.#moved(node, tensor, only!.shape, only!.columns) : undefined;
    return moved ?? { shape: null, columns: [...new Set(labels.flatMap(({ columns }) => columns))] };
  }

  /** What one labelled input becomes; undefined where the operator mixes what it reads, or its sizes are not known. */
  #moved(node: Node, output: string, shape: readonly number[], columns: readonly number[]): Labels | undefined {
    const made = this.#known(output)?.shape;
    if (!made) return undefined;
    const taken = (places: readonly (readonly number[])[]): Labels => ({
      shape: made,
      columns: takenAt(shape, columns, places),
    });
    const all = shape.map((size) => Array.from({ length: size }, (_, i) => i));
    const axis = axisOf(node, shape.length);
    if (node.opType === 'Transpose')
      return { shape: made, columns: turned(shape, columns, attribute(node, 'perm')?.ints) };
    if (node.opType === 'Split') {
      const before = node.outputs.slice(0, node.outputs.indexOf(output));
      const from = before.reduce((sum, name) => sum + (this.#known(name)?.shape[axis] ?? NaN), 0);
      return taken(
        all.with(
          axis,
          Array.from({ length: made[axis]! }, (_, i) => from + i),
        ),
      );
    }
    if (node.opType === 'Slice') {
      const places = this.#slicePlaces(node, shape);
      return places && taken(places);
    }
    if (node.opType === 'Gather') {
      const indices = this.#known(node.inputs[1]!)?.values;
      return (
        indices &&
        taken(
          all.with(
            axis,
            indices.map((i) => (i < 0 ? i + shape[axis]! : i)),
          ),
        )
      );
    }
    const same =
      IN_ORDER.has(node.opType) || (made.length === shape.length && made.every((size, i) => size === shape[i]));
    return same ? { shape: made, columns } : undefined;
  }

  #slicePlaces(node: Node, shape: readonly number[]): number[][] | undefined {
    const [starts, ends, givenAxes, givenSteps] = node.inputs.slice(1).map((name) => this.#known(name)?.values);
    if (!starts || !ends) return undefined;
    const places = shape.map((size) => Array.from({ length: size }, (_, i) => i));
    starts.forEach((start, i) => {
      const axis = givenAxes?.[i] ?? i;
      const place = axis < 0 ? axis + shape.length : axis;
      places[place] = slicePlaces(shape[place]!, start, ends[i]!, givenSteps?.[i] ?? 1);
    });
    return places;
  }

  #known(tensor: string): Known | undefined {
    this.#sizes ??= knownIn(this.#view.graph, oneToken(this.#view.graph));
    return this.#sizes.get(tensor);
  }
}

/** One row of one token and an empty cache. */
function oneToken({ inputs }: Graph): ExampleInputs {
  const isCache = (name: string, axis: number): boolean => axis === 2 && name.startsWith('past');
  return Object.fromEntries(
    inputs.map(({ name, shape }) => [
      name,
      shape.map((size, axis) => (typeof size === 'number' ? size : isCache(name, axis) ? 0 : 1)),
    ]),
  );
}

function axisOf(node: Node, rank: number): number {
  const axis = attribute(node, 'axis')?.i ?? 0;
  return axis < 0 ? axis + rank : axis;
}

/** The numbers of a row-major tensor at some places of each axis. */
function takenAt(
  shape: readonly number[],
  numbers: readonly number[],
  places: readonly (readonly number[])[],
): number[] {
  let offsets = [0];
  shape.forEach((size, axis) => {
    offsets = offsets.flatMap((offset) => places[axis]!.map((place) => offset * size + place));
  });
  return offsets.map((offset) => numbers[offset]!);
}

/** The numbers of a row-major tensor with its axes in another order, the reverse one unless told. */
function turned(shape: readonly number[], numbers: readonly number[], order?: readonly number[]): number[] {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const axes = order ?? shape.map((_, axis) => shape.length - 1 - axis);
  let offsets = [0];
  for (const axis of axes)
    offsets = offsets.flatMap((offset) => Array.from({ length: shape[axis]! }, (_, i) => offset + i * strides[axis]!));
  return offsets.map((offset) => numbers[offset]!);
}

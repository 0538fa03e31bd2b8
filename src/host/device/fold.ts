/**
 * Rows added up within a graphics device: some rows of a tensor are added to rows that were kept there, which may fade first.
 * So what adapters read is pooled over an answer, and gradients over an update, and only sums come down.
 */
import type { DeviceMemory } from './memory.ts';
import { Program } from './program.ts';

/** Neighbouring rows that are added to one kept row: kept = keep · kept + Σ rows. */
export interface Fold {
  kept: number;
  keep: number;
  /** the first of the rows, and how many there are */
  row: number;
  rows: number;
}

/** The same columns of a tensor's rows and of kept rows, in 32-bit words. */
interface FoldedColumns {
  count: number;
  /** where they begin, and how long rows are */
  from: { at: number; stride: number };
  into: { at: number; stride: number };
}

export interface Folding {
  from: GPUBuffer;
  into: GPUBuffer;
  columns: FoldedColumns;
  folds: readonly Fold[];
}

const GROUP = 64;

/** plan: count, from.at, from.stride, into.at | into.stride, folds, 0, 0 | then of each fold: kept, keep, row, rows. */
const CODE = /* wgsl */ `
@group(0) @binding(0) var<storage, read> plan: array<vec4u>;
@group(0) @binding(1) var<storage, read> added: array<f32>;
@group(0) @binding(2) var<storage, read_write> kept: array<f32>;

@compute @workgroup_size(${GROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let columns = plan[0];
  let i = id.x + id.y * groups.x * ${GROUP}u;
  let column = i % columns.x;
  if (i / columns.x >= plan[1].y) { return; }
  let fold = plan[2u + i / columns.x];
  let to = fold.x * plan[1].x + columns.w + column;
  var sum = 0.0;
  for (var row = fold.z; row < fold.z + fold.w; row++) { sum += added[row * columns.z + columns.y + column]; }
  kept[to] = bitcast<f32>(fold.y) * kept[to] + sum;
}
`;

export class RowFolder {
  readonly #memory: DeviceMemory;
  readonly #program: Program;

  constructor(memory: DeviceMemory) {
    this.#memory = memory;
    this.#program = new Program(memory.device, CODE);
  }

  /** Submits some foldings, no two of which write to the same place. */
  async fold(foldings: readonly Folding[]): Promise<void> {
    const wanted = foldings.filter(({ columns, folds }) => columns.count * folds.length > 0);
    const plans = wanted.map((folding) => this.#memory.holding(planOf(folding)));
    try {
      const runs = wanted.map(({ from, into, columns, folds }, i) => {
        return { buffers: [plans[i]!, from, into], workgroups: Math.ceil((columns.count * folds.length) / GROUP) };
      });
      if (runs.length > 0) await this.#program.run(runs);
    } finally {
      for (const plan of plans) this.#memory.free(plan);
    }
  }
}

function planOf({ columns: { count, from, into }, folds }: Folding): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(8 + 4 * folds.length);
  const numbers = new Float32Array(words.buffer);
  words.set([count, from.at, from.stride, into.at, into.stride, folds.length]);
  folds.forEach(({ kept, keep, row, rows }, i) => {
    words.set([kept, 0, row, rows], 8 + 4 * i);
    numbers[9 + 4 * i] = keep;
  });
  return words;
}

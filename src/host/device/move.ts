/**
 * Rows moved within a graphics device: some rows of a tensor become rows of another, their slots kept, cut off or filled up
 * with zeros on one side. So caches are compacted and joined, and adapters taken out of a bank, without leaving the device.
 */
import type { DeviceMemory } from './memory.ts';
import { Program } from './program.ts';

/** A row's numbers as pieces of one size, in 32-bit words. */
export interface Pieces {
  pieces: number;
  size: number;
}

export interface Move {
  from: GPUBuffer;
  into: GPUBuffer;
  /** rows of `from`, in the order in which they are wanted */
  rows: ArrayLike<number>;
  /** of `into`, where the first of them goes */
  firstRow: number;
  before: Pieces;
  after: Pieces;
  /** how many words further on in a piece the first word of the new piece is; negative: zeros stand before it */
  skipped: number;
  /** where the pieces are only some of a row of `into`: of how many, and which the first of them is */
  among?: { pieces: number; first: number };
}

const GROUP = 64;

/** plan: pieces of a row, words of a piece before and after, skipped, first row, rows, pieces of a row of `into`, the first; then the rows. */
const CODE = /* wgsl */ `
@group(0) @binding(0) var<storage, read> plan: array<u32>;
@group(0) @binding(1) var<storage, read> before: array<u32>;
@group(0) @binding(2) var<storage, read_write> after: array<u32>;

@compute @workgroup_size(${GROUP})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let pieces = plan[0];
  let taken = plan[1];
  let given = plan[2];
  let i = id.x + id.y * groups.x * ${GROUP}u;
  let piece = i / given;
  let row = piece / pieces;
  if (row >= plan[5]) { return; }
  let at = i32(i % given) + bitcast<i32>(plan[3]);
  var word = 0u;
  if (at >= 0 && at < i32(taken)) {
    word = before[(plan[8u + row] * pieces + piece % pieces) * taken + u32(at)];
  }
  after[((plan[4] + row) * plan[6] + plan[7] + piece % pieces) * given + i % given] = word;
}
`;

export class RowMover {
  readonly #memory: DeviceMemory;
  readonly #program: Program;

  constructor(memory: DeviceMemory) {
    this.#memory = memory;
    this.#program = new Program(memory.device, CODE);
  }

  /** Submits some moves. Their plans are written once for all that share one. */
  async move(moves: readonly Move[]): Promise<void> {
    const plans = new Map<string, GPUBuffer>();
    const runs = moves.flatMap(({ from, into, rows, firstRow, before, after, skipped, among }) => {
      const words = rows.length * after.pieces * after.size;
      if (words === 0) return [];
      const { pieces, first } = among ?? { pieces: after.pieces, first: 0 };
      const sizes = [after.pieces, before.size, after.size, skipped, firstRow, rows.length, pieces, first];
      const numbers = [...sizes, ...Array.from(rows)];
      const key = numbers.join(' ');
      const plan = plans.get(key) ?? this.#memory.holding(Uint32Array.from(numbers, (number) => number >>> 0));
      plans.set(key, plan);
      return [{ buffers: [plan, from, into], workgroups: Math.ceil(words / GROUP) }];
    });
    try {
      if (runs.length > 0) await this.#program.run(runs);
    } finally {
      for (const plan of plans.values()) this.#memory.free(plan);
    }
  }
}

/**
 * Adapters on a graphics device: a bank with a slot for each, into which an adapter is written when it is first worn or has
 * changed. The rows of a batch pick theirs by the number of a slot. A graph reads what was picked, which is done again only
 * when the rows of the batch are others: gathered within the graph, every adapter would be read and written once more at
 * every step.
 */
import type { Adapter, Site } from '../adapters/adapter.ts';
import type { Move, Pieces } from '../device/move.ts';
import type { DeviceTools } from '../device/tools.ts';
import { adapterFeeds, paddedRank, type FloatRows, type RowsInput } from '../passes/feeds.ts';
import type { GraftGroup } from '../passes/graft.ts';
import type { Join } from '../passes/joined.ts';
import type { Tensor } from '../runtime/runtime.ts';

/** What all slots may take. */
const BANK_BYTES = 1e9;
const FIRST_SLOTS = 16;

/** One input of the graph: the slots' numbers of it, one behind the other. */
interface BankInput {
  shape: readonly number[];
  stride: number;
  buffer: GPUBuffer;
}

/** What the rows of a batch wear. */
export interface Worn {
  inputs: RowsInput[];
  /** called once the batch is done with them */
  takeOff(): void;
}

interface Slot {
  number: number;
  /** of the numbers that were written */
  print: number;
  /** the last batch that wore it, counted from the first */
  worn: number;
  /** batches that wear it now */
  wearers: number;
}

export class AdapterBank {
  readonly #tools: Pick<DeviceTools, 'memory' | 'mover'>;
  readonly #sites: readonly Site[];
  readonly #groups: readonly GraftGroup[];
  #rank = 0;
  /** the first slot is zeros, which rows without an adapter wear */
  #capacity = 0;
  #inputs = new Map<string, BankInput>();
  #slotOf = new WeakMap<Adapter, Slot>();
  #slots: (Slot | undefined)[] = [];
  #batches = 0;
  /** what was picked last of each input */
  readonly #picked = new Map<string, { slots: string; tensor: Tensor }>();

  constructor(tools: Pick<DeviceTools, 'memory' | 'mover'>, sites: readonly Site[], groups: readonly GraftGroup[]) {
    [this.#tools, this.#sites, this.#groups] = [tools, sites, groups];
  }

  /**
   * Sees to it that the adapters of a batch are in the bank, and says of each input which slots its rows pick. They stay
   * there until they are taken off. Undefined where the device has no room for so many.
   */
  wear(adapters: readonly (Adapter | null)[]): Worn | undefined {
    const wanted = [...new Set(adapters.filter((adapter) => adapter !== null))];
    if (!this.#makeRoom(wanted, paddedRank(adapters))) return undefined;
    this.#batches += 1;
    const slots = wanted.map((adapter) => this.#written(adapter));
    for (const slot of slots) slot.wearers += 1;
    const numbers = new Map(wanted.map((adapter, i) => [adapter, slots[i]!.number]));
    const picks = adapters.map((adapter) => (adapter ? numbers.get(adapter)! : 0));
    const inputOf = ([name, { shape }]: [string, BankInput]): RowsInput => {
      return { name, shape, stride: 1, data: Int32Array.from(picks) };
    };
    return {
      inputs: [...this.#inputs].map(inputOf),
      takeOff() {
        for (const slot of slots.splice(0)) slot.wearers -= 1;
      },
    };
  }

  /**
   * The rows of some inputs, as they pick them; they stay the bank's and hold until the next are picked.
   * @param joins  which Bs are wanted as one input
   */
  async pick(inputs: readonly RowsInput[], joins: readonly Join[] = []): Promise<Map<string, Tensor>> {
    const byName = new Map(inputs.map((input) => [input.name, input]));
    const moves: Move[] = [];
    const names: string[] = [];
    for (const join of joins.filter(({ members }) => byName.has(members[0]!.bInput))) {
      const members = join.members.map(({ bInput, column }) => ({ column, input: byName.get(bInput)! }));
      for (const { input } of members) byName.delete(input.name);
      const [rank] = members[0]!.input.shape as [number];
      const pieces = rank * members.length;
      const into = this.#pickedAnew(join.bInput, members[0]!.input.data, [pieces, join.outputs]);
      names.push(join.bInput);
      members.forEach(({ column, input: { name, shape, data: rows } }, member) => {
        if (!into) return;
        const from = this.#inputs.get(name)!.buffer;
        const [before, after] = [shape[1]!, join.outputs].map((size) => ({ pieces: rank, size })) as [Pieces, Pieces];
        const among = { pieces, first: member * rank };
        moves.push({ from, into, rows, firstRow: 0, before, after, skipped: -column, among });
      });
    }
    for (const { name, shape, data: rows } of byName.values()) {
      const into = this.#pickedAnew(name, rows, shape);
      names.push(name);
      const { buffer: from, stride: size } = this.#inputs.get(name)!;
      const piece = { pieces: 1, size };
      if (into) moves.push({ from, into, rows, firstRow: 0, before: piece, after: piece, skipped: 0 });
    }
    await this.#tools.mover.move(moves);
    return new Map(names.map((name) => [name, this.#picked.get(name)!.tensor]));
  }

  /** Where rows of an input are to go; undefined where they were picked already. */
  #pickedAnew(name: string, picks: Iterable<number>, shape: readonly number[]): GPUBuffer | undefined {
    const numbers = [...picks];
    const slots = numbers.join(' ');
    const known = this.#picked.get(name);
    if (known?.slots === slots) return undefined;
    known?.tensor.dispose();
    const tensor = this.#tools.memory.tensor('float32', [numbers.length, ...shape]);
    this.#picked.set(name, { slots, tensor });
    return tensor.gpuBuffer;
  }

  release(): void {
    for (const { tensor } of this.#picked.values()) tensor.dispose();
    this.#picked.clear();
    for (const { buffer } of this.#inputs.values()) this.#tools.memory.free(buffer);
    this.#inputs.clear();
    [this.#rank, this.#capacity, this.#slots] = [0, 0, []];
  }

  /** The slot that holds an adapter as it is now; it is written where it does not. */
  #written(adapter: Adapter): Slot {
    const print = fingerprint(adapter);
    const known = this.#slotIn(adapter);
    if (known?.print === print) {
      known.worn = this.#batches;
      return known;
    }
    // One that is worn by others as it was stays so for them.
    const number = known && known.wearers === 0 ? known.number : this.#oldest();
    const slot = { number, print, worn: this.#batches, wearers: 0 };
    this.#slots[number] = slot;
    this.#slotOf.set(adapter, slot);
    const { queue } = this.#tools.memory.device;
    for (const { name, data } of this.#laidOut(adapter)) {
      const { buffer, stride } = this.#inputs.get(name)!;
      queue.writeBuffer(buffer, 4 * stride * number, data);
    }
    this.#forgetPicks(number);
    return slot;
  }

  #slotIn(adapter: Adapter): Slot | undefined {
    const slot = this.#slotOf.get(adapter);
    return slot && this.#slots[slot.number] === slot ? slot : undefined;
  }

  /** A slot that is free, or the one that was not worn for longest. */
  #oldest(): number {
    let oldest = 0;
    for (let number = 1; number < this.#capacity; number++) {
      const slot = this.#slots[number];
      if (!slot) return number;
      if (slot.wearers > 0 || slot.worn === this.#batches) continue;
      if (oldest === 0 || slot.worn < this.#slots[oldest]!.worn) oldest = number;
    }
    if (oldest === 0) throw new RangeError('all slots of the bank are worn');
    return oldest;
  }

  /** What was picked of a slot before it was written anew is out of date. */
  #forgetPicks(slot: number): void {
    for (const [name, { slots, tensor }] of this.#picked) {
      if (!slots.split(' ').includes(String(slot))) continue;
      tensor.dispose();
      this.#picked.delete(name);
    }
  }

  /** Room for a batch with these adapters beside what others wear; false where there cannot be. */
  #makeRoom(wanted: readonly Adapter[], rank: number): boolean {
    const worn = this.#slots.filter((slot) => slot !== undefined && slot.wearers > 0);
    if (rank > this.#rank) {
      if (worn.length > 0) return false;
      this.release();
    }
    const slots = 1 + worn.length + wanted.length;
    if (slots <= this.#capacity) return true;
    const all = Math.max(rank, this.#rank);
    const inputs = this.#laidOut(null, all);
    const sizes = inputs.map(({ stride }) => 4 * stride);
    const slotBytes = sizes.reduce((sum, bytes) => sum + bytes, 0);
    const most = Math.floor(Math.min(BANK_BYTES / slotBytes, this.#tools.memory.mostBytes / Math.max(...sizes)));
    if (slots > most) return false;
    this.#rank = all;
    this.#grow(inputs, Math.min(most, Math.max(FIRST_SLOTS, 2 * this.#capacity, slots)));
    return true;
  }

  #grow(inputs: readonly FloatRows[], capacity: number): void {
    const { memory } = this.#tools;
    const encoder = memory.device.createCommandEncoder();
    const former = this.#inputs;
    this.#inputs = new Map();
    for (const { name, shape, stride } of inputs) {
      const buffer = memory.buffer(4 * stride * capacity);
      this.#inputs.set(name, { shape, stride, buffer });
      const old = former.get(name);
      if (old) encoder.copyBufferToBuffer(old.buffer, 0, buffer, 0, 4 * stride * this.#capacity);
    }
    memory.device.queue.submit([encoder.finish()]);
    for (const { buffer } of former.values()) memory.free(buffer);
    this.#capacity = capacity;
  }

  #laidOut(adapter: Adapter | null, rank = this.#rank): FloatRows[] {
    return adapterFeeds(this.#sites, this.#groups, [adapter], rank);
  }
}

/** FNV-1a over an adapter's bits, four bytes at a time: an array that was written to in place has another. */
function fingerprint({ rank, scale, weights }: Adapter): number {
  let print = 2166136261;
  const add = (words: Uint32Array): void => {
    for (const word of words) print = Math.imul(print ^ word, 16777619);
  };
  add(new Uint32Array(Float32Array.of(rank, scale).buffer));
  add(new Uint32Array(weights.buffer, weights.byteOffset, weights.length));
  return print >>> 0;
}

/**
 * The choice of each row's next token where its logits lie, as decode/sampling.ts makes it: greedy at temperature 0, else
 * softmax with a nucleus. Only the numbers of tokens leave the device. A drawn token follows the same distribution as there,
 * but is found in the order of tokens and not of their weights, so the same draw may mean another token.
 *
 * One workgroup has one row. The nucleus is found by cutting the range of logits, read as whole numbers of the same order, into
 * fifths until one value is left: all above it belong to the nucleus, and of those that equal it the first few.
 */
import type { DeviceMemory } from './memory.ts';
import { Program } from './program.ts';

/** How a row's token is chosen. */
export interface Choice {
  /** 0: greedy */
  temperature: number;
  /** 1: no nucleus */
  topP: number;
  /** uniform in [0, 1) */
  draw: number;
}

const LANES = 64;

const CODE = /* wgsl */ `
// first: vocabulary, whether logits are halves; then a row each: temperature, share of the nucleus, draw
@group(0) @binding(0) var<storage, read> wishes: array<vec4u>;
@group(0) @binding(1) var<storage, read> logits: array<u32>;
@group(0) @binding(2) var<storage, read_write> chosen: array<u32>;

const LANES = ${LANES}u;
const NONE = 0xffffffffu;
var<workgroup> sums: array<vec4f, LANES>;
var<workgroup> keys: array<u32, LANES>;
var<workgroup> places: array<u32, LANES>;
var<workgroup> found: vec2u;

fn bits(i: u32) -> u32 {
  if (wishes[0].y == 0u) { return logits[i]; }
  return bitcast<u32>(unpack2x16float(logits[i / 2u])[i % 2u]);
}

// Larger logits have larger keys, both zeros the same; what is no number has the least.
fn key(word: u32) -> u32 {
  if (word == 0x80000000u) { return 0x80000000u; }
  if ((word & 0x7fffffffu) > 0x7f800000u) { return 0u; }
  return select(word | 0x80000000u, ~word, (word & 0x80000000u) != 0u);
}

fn total(lane: u32, value: vec4f) -> vec4f {
  sums[lane] = value;
  workgroupBarrier();
  for (var width = LANES / 2u; width > 0u; width /= 2u) {
    if (lane < width) { sums[lane] += sums[lane + width]; }
    workgroupBarrier();
  }
  return workgroupUniformLoad(&sums[0]);
}

@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) lane: u32) {
  let row = group.x + group.y * groups.x;
  let size = wishes[0].x;
  let start = row * size;
  let wish = wishes[min(1u + row, arrayLength(&wishes) - 1u)];
  let temperature = bitcast<f32>(wish.x);
  let share = bitcast<f32>(wish.y);
  // Each lane has neighbours, so that lanes in their order are tokens in theirs.
  let each = (size + LANES - 1u) / LANES;
  let first = min(size, lane * each);
  let last = min(size, first + each);

  var most = 0u;
  var place = NONE;
  for (var i = first; i < last; i++) {
    let k = key(bits(start + i));
    if (place == NONE || k > most) { most = k; place = i; }
  }
  keys[lane] = most;
  places[lane] = place;
  workgroupBarrier();
  for (var width = LANES / 2u; width > 0u; width /= 2u) {
    if (lane < width) {
      let other = lane + width;
      let better = keys[other] > keys[lane] || (keys[other] == keys[lane] && places[other] < places[lane]);
      if (better) { keys[lane] = keys[other]; places[lane] = places[other]; }
    }
    workgroupBarrier();
  }
  let best = workgroupUniformLoad(&places[0]);
  let highest = workgroupUniformLoad(&keys[0]);
  if (temperature <= 0.0) {
    if (lane == 0u) { chosen[row] = best; }
    return;
  }

  let peak = bitcast<f32>(bits(start + best));
  var least = 0u; // the least key in the nucleus
  var ties = size; // how many tokens of that key are in it
  if (share < 1.0) {
    var sum = 0.0;
    for (var i = first; i < last; i++) { sum += exp((bitcast<f32>(bits(start + i)) - peak) / temperature); }
    let goal = share * total(lane, vec4f(sum)).x;
    var beyond = highest + 1u; // too few weigh as much as this
    while (beyond - least > 1u) {
      let span = beyond - least;
      let steps = vec4u(1u, 2u, 3u, 4u);
      let cuts = least + steps * (span / 5u) + steps * (span % 5u) / 5u;
      var above = vec4f(0.0);
      for (var i = first; i < last; i++) {
        let word = bits(start + i);
        let weight = exp((bitcast<f32>(word) - peak) / temperature);
        above += select(vec4f(0.0), vec4f(weight), vec4u(key(word)) >= cuts);
      }
      let enough = select(vec4u(0u), vec4u(1u), total(lane, above) >= vec4f(goal));
      let count = enough.x + enough.y + enough.z + enough.w;
      if (count < 4u) { beyond = cuts[count]; }
      if (count > 0u) { least = cuts[count - 1u]; }
    }
    sum = 0.0;
    for (var i = first; i < last; i++) {
      let word = bits(start + i);
      if (key(word) > least) { sum += exp((bitcast<f32>(word) - peak) / temperature); }
    }
    let missing = goal - total(lane, vec4f(sum)).x;
    let value = bitcast<f32>(select(~least, least & 0x7fffffffu, (least & 0x80000000u) != 0u));
    ties = u32(clamp(ceil(missing / exp((value - peak) / temperature)), 1.0, f32(size)));
  }

  // How many ties stand before this lane's tokens.
  var equals = 0u;
  for (var i = first; i < last; i++) { if (key(bits(start + i)) == least) { equals += 1u; } }
  keys[lane] = equals;
  workgroupBarrier();
  var before = 0u;
  for (var other = 0u; other < lane; other++) { before += keys[other]; }
  var sum = 0.0;
  var tie = before;
  for (var i = first; i < last; i++) {
    let word = bits(start + i);
    let k = key(word);
    if (k == least) { tie += 1u; }
    if (k > least || (k == least && tie <= ties)) { sum += exp((bitcast<f32>(word) - peak) / temperature); }
  }
  sums[lane] = vec4f(sum);
  workgroupBarrier();
  if (lane == 0u) {
    var all = 0.0;
    for (var other = 0u; other < LANES; other++) { all += sums[other].x; }
    var left = bitcast<f32>(wish.z) * all;
    var holder = NONE;
    for (var other = 0u; other < LANES; other++) {
      if (sums[other].x > 0.0) {
        holder = other;
        if (left < sums[other].x) { break; }
        left -= sums[other].x;
      }
    }
    found = vec2u(holder, bitcast<u32>(left));
    if (holder == NONE) { chosen[row] = best; }
  }
  workgroupBarrier();
  if (lane == found.x) {
    var left = bitcast<f32>(found.y);
    tie = before;
    for (var i = first; i < last; i++) {
      let word = bits(start + i);
      let k = key(word);
      if (k == least) { tie += 1u; }
      if (k > least || (k == least && tie <= ties)) {
        chosen[row] = i;
        left -= exp((bitcast<f32>(word) - peak) / temperature);
        if (left < 0.0) { break; }
      }
    }
  }
}
`;

export class TokenChooser {
  readonly #memory: DeviceMemory;
  readonly #program: Program;

  constructor(memory: DeviceMemory) {
    this.#memory = memory;
    this.#program = new Program(memory.device, CODE);
  }

  /**
   * A token for each row.
   * @param logits  float32 or float16 [rows, vocabulary]
   */
  async choose(logits: GPUBuffer, halves: boolean, vocabulary: number, choices: readonly Choice[]): Promise<number[]> {
    const wishes = new ArrayBuffer(16 * (choices.length + 1));
    const [words, numbers] = [new Uint32Array(wishes), new Float32Array(wishes)];
    words.set([vocabulary, Number(halves)]);
    choices.forEach(({ temperature, topP, draw }, row) =>
      numbers.set([temperature, topP, Math.min(draw, LARGEST_DRAW)], 4 * (row + 1)),
    );
    const asked = this.#memory.holding(words);
    const chosen = this.#memory.buffer(4 * choices.length);
    try {
      await this.#program.run([{ buffers: [asked, logits, chosen], workgroups: choices.length }]);
      return Array.from(new Uint32Array(await this.#memory.read(chosen, 4 * choices.length)));
    } finally {
      this.#memory.free(asked);
      this.#memory.free(chosen);
    }
  }
}

/** The largest float32 below 1: a draw that rounds up to 1 would lie behind the last token. */
const LARGEST_DRAW = 1 - 2 ** -24;

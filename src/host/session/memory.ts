/**
 * What a host takes of memory, known from its graph before anything of it is made, and the refusal of what does not fit.
 * Where the runtime knows how much is free, each session is looked at before it is made; whoever plans more, such as a
 * world of many adapters, asks `Host.memory` first.
 *
 * These are estimates: docs/decisions/0023-memory-is-planned.md holds them against what was measured.
 */
import { adapterLength } from '../adapters/adapter.ts';
import { megabytes } from '../../base/megabytes.ts';
import { HostError } from '../errors.ts';
import { differentiate, type Differentiated } from '../differentiate/differentiate.ts';
import { exampleInputs, type PassSizes } from '../differentiate/examples.ts';
import type { CacheInput } from '../files/caches.ts';
import type { Graph, Model } from '../onnx/model.ts';
import { unpackedSizes } from '../passes/unpack.ts';
import type { Held, Runtime } from '../runtime/runtime.ts';
import { GraphHeight, weightBytes } from '../shapes/height.ts';
import { fitted, singleOn, type Fitted } from './fitted.ts';
import { heldOn } from './held.ts';
import type { PreparedGraph } from './prepare.ts';

/** Answers that are decoded together. */
export interface SliceSizes {
  rows: number;
  /** of the longest prompt with its answer */
  tokens: number;
  /** the largest of their adapters' */
  rank: number;
}

export interface HostMemory {
  /** bytes of the model’s files, which are held while a session is opened */
  readonly fileBytes: number;
  /** bytes of a session with its weights as they are held here; answering and tapping have one each */
  readonly sessionBytes: number;
  /** answers that are decoded together, at most */
  readonly sliceRows: number;
  /** bytes that decoding some answers together takes beside the weights, at its height */
  sliceBytes(sizes: SliceSizes): number;
  /**
   * bytes of training's own session and a pass of these sizes. Throws HostError `operator-without-rule` where the host
   * cannot be trained
   */
  trainingBytes(sizes: PassSizes): number;
  /** bytes of one adapter */
  adapterBytes(rank: number): number;
  /** true where what is free must hold everything, as in Node; false where it is for sessions and what runs in them */
  readonly isWhole: boolean;
  /** bytes that are free here now; undefined where nobody says */
  freeBytes(): number | undefined;
}

/** The memory of a prepared host on a runtime. */
export function memoryOf(prepared: PreparedGraph, runtime: Runtime): HostMemory {
  const { trimmed, grafted, groups, signature, found, precision } = prepared;
  const model = fitted(prepared, runtime, trimmed).model;
  let slices: SliceMemory | null = null;
  let training: Differentiated | null = null;
  return {
    fileBytes: weightBytes(trimmed.graph.initializers),
    sessionBytes: sessionBytes(model, heldOn(runtime, model, precision)),
    sliceRows: sliceRowsOf(prepared),
    trainingBytes(sizes) {
      training ??= differentiate(singleOn(runtime, grafted), groups, signature.caches);
      return (
        sessionBytes(training.model, heldOn(runtime, training.model, precision)) + training.memory.passBytes(sizes)
      );
    },
    sliceBytes(sizes) {
      slices ??= new SliceMemory(prepared, fitted(prepared, runtime, grafted));
      return slices.bytes(sizes);
    },
    adapterBytes: (rank) => 4 * adapterLength(found.sites, rank),
    isWhole: runtime.kind !== 'wasm' && runtime.kind !== 'webgpu',
    freeBytes: () => runtime.freeBytes?.(),
  };
}

/** Adapters and caches of one slice may take this much memory. */
const SLICE_BYTES = 256e6;
const MOST_SLICE_ROWS = 64;
const USUAL_RANK = 8;

/** How many answers are decoded together at most. */
export function sliceRowsOf({
  config,
  signature,
  found,
}: Pick<PreparedGraph, 'config' | 'signature' | 'found'>): number {
  if (signature.rowsAlone) return 1;
  const tokens = Math.min(config.contextTokens, 512);
  const cacheNumbers = signature.caches.reduce((sum, { rowShape }) => {
    return sum + rowShape.reduce((product, size) => product * (size || tokens), 1);
  }, 0);
  const rowBytes = 4 * (cacheNumbers + adapterLength(found.sites, USUAL_RANK));
  return Math.max(1, Math.min(MOST_SLICE_ROWS, Math.floor(SLICE_BYTES / rowBytes)));
}

/**
 * Bytes of a session that holds a model's weights: as they lie, and unpacked beside them where they are. The largest of
 * packed weights is unpacked once more, while the session is opened or when it runs.
 */
function sessionBytes(model: Model, held: Held): number {
  const unpacked = unpackedSizes(model);
  const all = unpacked.reduce((sum, bytes) => sum + bytes, 0);
  const { nodes, initializers } = model.graph;
  const lying = weightBytes(initializers) + singlesOfHalves(nodes, initializers);
  return lying + (held === 'unpacked' ? all : 0) + Math.max(0, ...unpacked);
}

/** Halves that are cast are held as float32 too: a runtime computes what is constant when it opens the graph. */
function singlesOfHalves(nodes: Graph['nodes'], initializers: Graph['initializers']): number {
  const sizes = new Map(initializers.map(({ name, dims }) => [name, dims.reduce((all, size) => all * size, 4)]));
  return nodes.reduce((sum, { opType, inputs }) => sum + (opType === 'Cast' ? (sizes.get(inputs[0]!) ?? 0) : 0), 0);
}

/** What decoding takes, walked through the graph that decodes. */
class SliceMemory {
  readonly #prepared: PreparedGraph;
  readonly #fitted: Fitted;
  readonly #heights: GraphHeight;

  constructor(prepared: PreparedGraph, graph: Fitted) {
    [this.#prepared, this.#fitted] = [prepared, graph];
    this.#heights = new GraphHeight(graph.model.graph);
  }

  /**
   * The prefill, which is the widest step, with the caches that it fills, or the last step, which reads caches and makes
   * longer ones. Adapters and caches are held twice: by whoever feeds them, and by the runtime.
   */
  bytes({ rows, tokens, rank }: SliceSizes): number {
    const { found } = this.#prepared;
    const { signature } = this.#fitted;
    const caches = rows * signature.caches.reduce((sum, cache) => sum + cacheBytes(cache, tokens), 0);
    const adapters = rows * 4 * adapterLength(found.sites, rank);
    const prefill = this.#step({ rows, tokens, rank, past: 0 }) + caches;
    const last = this.#step({ rows, tokens: 1, rank, past: tokens - 1 }) + caches;
    return adapters + caches + Math.max(prefill, last);
  }

  #step({ past, ...sizes }: SliceSizes & { past: number }): number {
    const { model, signature } = this.#fitted;
    const { rows, tokens } = sizes;
    const example = exampleInputs(model.graph, this.#prepared.groups, { ...sizes, positions: 1 });
    const shapes: Record<string, readonly number[]> = { ...example, attention_mask: [rows, past + tokens] };
    for (const { past: name, rowShape, tokenAxis } of signature.caches)
      shapes[name] = [rows, ...rowShape.map((size, axis) => (axis === tokenAxis ? past : size))];
    return this.#heights.bytes(shapes);
  }
}

function cacheBytes({ type, rowShape, tokenAxis }: CacheInput, tokens: number): number {
  const numberBytes = type === 'float16' ? 2 : 4;
  return rowShape.reduce((product, size, axis) => product * (axis === tokenAxis ? tokens : size), numberBytes);
}

/** What a session is for. */
export type SessionUse = 'answering' | 'Hebbian learning' | 'training';

/**
 * Looks, before a session is made, whether it fits. Throws HostError `host-too-large`.
 * @param path  the graph's file
 * @returns bytes that it will hold
 */
export function requireRoom(runtime: Runtime, path: string, model: Model, held: Held, use: SessionUse): number {
  const bytes = sessionBytes(model, held);
  const free = runtime.freeBytes?.() ?? Infinity;
  if (bytes <= free) return bytes;
  const lying = held === 'unpacked' ? ', its weights unpacked,' : '';
  throw new HostError(
    'host-too-large',
    `${path} takes about ${megabytes(bytes)} of memory for ${use}${lying} and ${megabytes(free)} are free.`,
    runtime.kind === 'wasm'
      ? 'Choose a smaller model, or the same one with weights of fewer bits; all models that a page has open share 4 GB.'
      : 'Close other programs, or choose a smaller model, or the same one with weights of fewer bits.',
  );
}

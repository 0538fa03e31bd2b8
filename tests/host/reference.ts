/**
 * The micro host recomputed by the definition of Qwen3 (RMS norm, normed and rotated queries and keys, grouped causal
 * attention, gated MLP), in float64 from the weights of its file. Slow, plain, and nothing of the lab's in it; what it computes
 * is first held against PyTorch's logits.
 */
import { siteMatrices, type Adapter, type Projection, type Site } from '../../src/host/adapters/adapter.ts';
import { decodeModel } from '../../src/host/onnx/model.ts';
import { filesIn, MICRO } from './files.ts';

const [HEADS, KEY_HEADS, HEAD, EPSILON, THETA, LAYERS] = [6, 2, 32, 1e-6, 10_000, 4];

export interface Forward {
  /** [tokens][vocabulary] */
  logits: Float64Array[];
  /** what each site's adapter read, [site][tokens][inputs] */
  inputs: Float64Array[][];
}

type Row = Float64Array;

interface Weights {
  values: Float32Array;
  columns: number;
}

export class Reference {
  readonly #weights: ReadonlyMap<string, Weights>;
  readonly #sites: readonly Site[];

  private constructor(weights: ReadonlyMap<string, Weights>, sites: readonly Site[]) {
    [this.#weights, this.#sites] = [weights, sites];
  }

  static async open(sites: readonly Site[]): Promise<Reference> {
    const { graph } = decodeModel(await filesIn(MICRO).read('onnx/model.onnx'));
    const weights = graph.initializers.map(({ name, dims, data }) => {
      return [name, { values: new Float32Array(data!.slice().buffer), columns: dims.at(-1)! }] as const;
    });
    return new Reference(new Map(weights), sites);
  }

  /** @param offset  ξ [sites · rank], pushing the bottlenecks of every token */
  forward(tokens: readonly number[], adapter: Adapter | null, offset: Float32Array | null): Forward {
    const inputs: Float64Array[][] = this.#sites.map(() => []);
    const head = this.#weights.get('lm_head.MatMul.weight')!;
    const embed = (token: number): Row => Float64Array.from({ length: 192 }, (_, i) => head.values[i * 512 + token]!);
    let stream = tokens.map(embed);
    for (let layer = 0; layer < LAYERS; layer++) {
      const name = `model.layers.${layer}`;
      const map = (projection: Projection, x: Row): Row => {
        const index = this.#sites.findIndex((site) => site.layer === layer && site.projection === projection);
        inputs[index]!.push(x);
        const part = 'qkvo'.includes(projection) ? 'attn' : 'mlp';
        const y = this.#product(x, `${name}.${part}.${projection}_proj.MatMul.weight`);
        return adapter ? this.#adapted(y, x, index, adapter, offset) : y;
      };
      const normed = stream.map((x) => this.#norm(x, `${name}.input_layernorm.weight`));
      const mixed = attention(
        normed.map((x, t) =>
          heads(map('q', x), (h) => rotated(this.#norm(h, `${name}.attn.q_norm.layernorm.weight`), t)),
        ),
        normed.map((x, t) =>
          heads(map('k', x), (h) => rotated(this.#norm(h, `${name}.attn.k_norm.layernorm.weight`), t)),
        ),
        normed.map((x) => heads(map('v', x), (h) => h)),
      );
      stream = stream.map((x, t) => sum(x, map('o', mixed[t]!)));
      stream = stream.map((x) => {
        const z = this.#norm(x, `${name}.post_attention_layernorm.weight`);
        const [gate, up] = [map('gate', z), map('up', z)];
        return sum(
          x,
          map(
            'down',
            gate.map((g, i) => (g / (1 + Math.exp(-g))) * up[i]!),
          ),
        );
      });
    }
    const final = stream.map((x) => this.#norm(x, `model.layers.${LAYERS}.final_norm_layernorm.weight`));
    return { logits: final.map((x) => this.#product(x, 'lm_head.MatMul.weight')), inputs };
  }

  #product(x: Row, name: string): Row {
    const { values, columns } = this.#weights.get(name)!;
    return product(x, values, columns);
  }

  #norm(x: Row, name: string): Row {
    const { values } = this.#weights.get(name)!;
    const scale = 1 / Math.sqrt(x.reduce((total, value) => total + value * value, 0) / x.length + EPSILON);
    return x.map((value, i) => value * scale * values[i]!);
  }

  #adapted(y: Row, x: Row, site: number, adapter: Adapter, offset: Float32Array | null): Row {
    const { a, b } = siteMatrices(this.#sites, adapter)[site]!;
    const { rank, scale } = adapter;
    const h = product(x, a, rank).map((value, r) => value + (offset?.[site * rank + r] ?? 0));
    return sum(
      y,
      product(h, b, y.length).map((value) => scale * value),
    );
  }
}

function product(x: Row, weights: Float32Array, columns: number): Row {
  const y = new Float64Array(columns);
  x.forEach((value, i) => {
    for (let j = 0; j < columns; j++) y[j]! += value * weights[i * columns + j]!;
  });
  return y;
}

function sum(a: Row, b: Row): Row {
  return a.map((value, i) => value + b[i]!);
}

function heads(x: Row, change: (head: Row) => Row): Row[] {
  return Array.from({ length: x.length / HEAD }, (_, h) => change(x.slice(h * HEAD, (h + 1) * HEAD)));
}

/** Rotary position embedding, halves rotated against each other. */
function rotated(x: Row, position: number): Row {
  const half = HEAD / 2;
  return x.map((value, i) => {
    const angle = position * THETA ** (-(i % half) / half);
    const other = i < half ? -x[i + half]! : x[i - half]!;
    return value * Math.cos(angle) + other * Math.sin(angle);
  });
}

/** Causal attention; each key head serves a group of query heads. [tokens][heads][HEAD] → [tokens][heads · HEAD] */
function attention(q: Row[][], k: Row[][], v: Row[][]): Row[] {
  return q.map((queries, t) => {
    const mixed = new Float64Array(HEADS * HEAD);
    queries.forEach((query, h) => {
      const group = Math.floor(h / (HEADS / KEY_HEADS));
      const scores = k.slice(0, t + 1).map((keys) => dot(query, keys[group]!) / Math.sqrt(HEAD));
      const most = Math.max(...scores);
      const powers = scores.map((score) => Math.exp(score - most));
      const total = powers.reduce((one, other) => one + other, 0);
      powers.forEach((power, s) =>
        v[s]![group]!.forEach((value, i) => {
          mixed[h * HEAD + i]! += (power / total) * value;
        }),
      );
    });
    return mixed;
  });
}

function dot(a: Row, b: Row): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}

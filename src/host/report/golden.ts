/**
 * Golden values: what somebody measured elsewhere on the very weights of a model, to be held against what it computes
 * here. A directory has `golden.safetensors`, with tensors that are numbered by prompt:
 *
 *     ids.i              [t] whole numbers: the prompt, run alone and without padding
 *     base.i             [kept, vocabulary]: logits of the bare model at the last `kept` tokens, all t or fewer
 *     adapter.i          the same with the adapter
 *     weight.i           [t]: the weight of each token's cross-entropy in the loss
 *     loss.i             []: Σ_{t ≥ 1} weight[t] · cross-entropy(logits[t − 1], ids[t])
 *     grad.i.<PEFT name> the gradient of the loss with respect to a tensor of the adapter, as large as it
 *
 * and where there are `adapter.i` or gradients the adapter they were made with, a PEFT directory `adapter/`. Everything but
 * the ids may be missing; losses are not compared, since their gradients are. `golden.json` may say the adapter's `alpha` where no adapter_config.json does.
 */
import type { Adapter, Site } from '../adapters/adapter.ts';
import { parsePeftConfig, scalesOf, type PeftConfig } from '../adapters/peft-config.ts';
import { changesOf, type SiteChange } from '../adapters/peft-modules.ts';
import { readPeft } from '../adapters/peft.ts';
import { floatsOfTensor, readSafetensors, type SafeTensor } from '../adapters/safetensors.ts';
import type { TrainingRow } from '../differentiate/passes.ts';
import { HostError } from '../errors.ts';
import { readOptional, readOptionalJson, type HostFiles } from '../files/files.ts';

const TENSORS = 'golden.safetensors';
const ADAPTER = 'adapter/adapter_model.safetensors';

/** The adapter that golden values were made with. */
export interface GoldenAdapter {
  adapter: Adapter;
  /** what PEFT multiplies a module's B·A by */
  scaleOf: (module: string, rank: number) => number;
}

export class Golden {
  /** numbers of the prompts, ascending */
  readonly prompts: readonly number[];
  readonly #files: HostFiles;
  readonly #tensors: ReadonlyMap<string, SafeTensor>;

  private constructor(files: HostFiles, tensors: ReadonlyMap<string, SafeTensor>) {
    [this.#files, this.#tensors] = [files, tensors];
    this.prompts = [...tensors.keys()]
      .flatMap((name) => /^ids\.(\d+)$/.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
  }

  /** Reads a directory's golden values. Throws HostError `golden-damaged`, or what reading throws. */
  static async read(files: HostFiles): Promise<Golden> {
    const bytes = await files.read(TENSORS);
    const golden = new Golden(
      files,
      ofGolden(() => readSafetensors(bytes).tensors),
    );
    if (golden.prompts.length === 0) throw damaged('it holds no prompt, a tensor ids.0');
    return golden;
  }

  ids(prompt: number): number[] {
    const name = `ids.${prompt}`;
    const ids = wholesOf(name, this.#tensors.get(name)!);
    if (ids.length > 0 && ids.every((id) => id >= 0)) return ids;
    throw damaged(`${name} holds no token ids`);
  }

  /** Logits at the last tokens of a prompt, a row each; undefined where there are none. Throws HostError `golden-damaged`. */
  logits(which: 'base' | 'adapter', prompt: number, vocabulary: number): Float32Array[] | undefined {
    const name = `${which}.${prompt}`;
    const tensor = this.#tensors.get(name);
    if (!tensor) return undefined;
    const all = numbersOf(name, tensor);
    const rows = all.length / vocabulary;
    if (tensor.shape.at(-1) !== vocabulary || rows > this.ids(prompt).length)
      throw damaged(`${name} is ${tensor.shape.join(' × ')}, and the model has ${vocabulary} tokens`);
    return Array.from({ length: rows }, (_, i) => all.subarray(i * vocabulary, (i + 1) * vocabulary));
  }

  /** The row that a gradient or loss was made of; undefined where its weights are not told. */
  trainingRow(prompt: number, adapter: Adapter): TrainingRow | undefined {
    const [tokens, tensor] = [this.ids(prompt), this.#tensors.get(`weight.${prompt}`)];
    if (!tensor) return undefined;
    const weights = numbersOf(`weight.${prompt}`, tensor);
    if (weights.length !== tokens.length)
      throw damaged(`weight.${prompt} has ${weights.length} numbers for ${tokens.length} tokens`);
    return { tokens, weights, adapter };
  }

  get hasGradients(): boolean {
    return this.prompts.some((prompt) => this.gradients(prompt).size > 0);
  }

  /** Gradients by PEFT's names; empty where there are none. */
  gradients(prompt: number): ReadonlyMap<string, SafeTensor> {
    const start = `grad.${prompt}.`;
    return new Map(
      [...this.#tensors].flatMap(([name, tensor]) =>
        name.startsWith(start) ? [[name.slice(start.length), tensor] as const] : [],
      ),
    );
  }

  /** The gradients of a prompt site by site. Throws HostError `golden-damaged` where they do not fit the model. */
  siteGradients(prompt: number, sites: readonly Site[]): ReadonlyMap<number, SiteChange> {
    return ofGolden(() => changesOf(sites, this.gradients(prompt)));
  }

  /** The adapter beside the values; undefined where there is none. Throws what reading an adapter throws. */
  async adapter(sites: readonly Site[]): Promise<GoldenAdapter | undefined> {
    const file = await readOptional(this.#files, ADAPTER);
    if (!file) return undefined;
    const config = await this.#peftConfig();
    const adapter = readPeft(sites, file, config);
    return { adapter, scaleOf: config ? scalesOf(config) : () => adapter.scale };
  }

  async #peftConfig(): Promise<PeftConfig | undefined> {
    const own = await readOptional(this.#files, 'adapter/adapter_config.json');
    if (own) return parsePeftConfig(own);
    const { alpha } = await readOptionalJson(this.#files, 'golden.json');
    return typeof alpha === 'number' ? { lora_alpha: alpha } : undefined;
  }
}

/** The largest difference between what was computed and what should be. Throws HostError `host-wrong` for what is no number. */
export function largestDifference(ours: ArrayLike<number>, golden: ArrayLike<number>, what: string): number {
  let most = 0;
  for (let i = 0; i < golden.length; i++) {
    const difference = Math.abs((ours[i] ?? NaN) - golden[i]!);
    if (!Number.isFinite(difference))
      throw new HostError(
        'host-wrong',
        `The model computes wrong numbers here: its ${what} are no numbers.`,
        'Try another device, or another file of this model.',
      );
    if (difference > most) most = difference;
  }
  return most;
}

function wholesOf(name: string, { dtype, bytes }: SafeTensor): number[] {
  const own = bytes.slice().buffer;
  if (dtype === 'I64' || dtype === 'U64') return Array.from(new BigInt64Array(own), Number);
  if (dtype === 'I32' || dtype === 'U32') return Array.from(new Int32Array(own));
  throw damaged(`${name} is of type ${dtype}`);
}

function numbersOf(name: string, tensor: SafeTensor): Float32Array {
  const numbers = ofGolden(() => floatsOfTensor(tensor));
  if (!numbers.every(Number.isFinite)) throw damaged(`${name} holds values that are no numbers`);
  return numbers;
}

/** What the reader of adapters says of golden values is said of these. */
function ofGolden<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof HostError)) throw thrown;
    throw damaged(thrown.sentence.replace(/^.*?: |\.$/g, ''), thrown);
  }
}

function damaged(why: string, cause?: unknown): HostError {
  return new HostError(
    'golden-damaged',
    `The golden values in ${TENSORS} cannot be used: ${why}.`,
    'Check that they were made for this model, and make or download them again.',
    { cause },
  );
}

/**
 * What kind of model a graph is, and the refusal by name of those that are no plain decoder: an encoder with a decoder, an
 * encoder, a mixture of experts, a part of a model for pictures or sound, and forms of decoders that cannot live here.
 * The graph decides; the config is asked where exporters spell one and the same kind in too many ways.
 */
import { HostError } from '../errors.ts';
import type { Graph, Node } from '../onnx/model.ts';
import { attribute, GraphView } from '../onnx/view.ts';

/** Why a model is none that can live here, and what its user can do. */
interface Refusal {
  because: string;
  nextStep: string;
}

const ANOTHER = 'Choose a decoder for text, such as a Llama, Qwen, Gemma, Phi, SmolLM or LFM2.';

/** Looks at a decoder graph and its config.json. Throws HostError `not-supported` for every other kind, by its name. */
export function checkKind(whole: Graph, config: Readonly<Record<string, unknown>>): void {
  const held = new Set(whole.initializers.map(({ name }) => name));
  const graph = { ...whole, inputs: whole.inputs.filter(({ name }) => !held.has(name)) };
  const refusal =
    otherSenses(graph) ??
    encoderAndDecoder(graph, config) ??
    merged(graph) ??
    experts(graph, config) ??
    encoder(graph, config) ??
    part(graph) ??
    forOneDevice(graph) ??
    withoutCache(graph);
  if (!refusal) return;
  const { because, nextStep } = refusal;
  throw new HostError('not-supported', `This model is not supported, because it is ${because}.`, nextStep);
}

/** What the parts of a model for other senses read, by their inputs' names. */
const SENSES: readonly [name: RegExp, what: string][] = [
  [/^(pixel_|image_|vision_|patch_attention)/, 'pictures'],
  [/^(input_features|input_values|audio_|mel(_|$))/, 'sound'],
];

function otherSenses({ inputs }: Graph): Refusal | undefined {
  for (const { name } of inputs)
    for (const [pattern, what] of SENSES)
      if (pattern.test(name)) return { because: `for ${what} (it reads ${name})`, nextStep: ANOTHER };
  return undefined;
}

/** Keys and values of what another graph has read: `past_key_values.0.encoder.key`, `past_key_cross_0`. */
const CROSS = /(^|[._])(encoder|cross)([._]|$)/;

function encoderAndDecoder({ inputs }: Graph, config: Readonly<Record<string, unknown>>): Refusal | undefined {
  const input = inputs.find(({ name }) => CROSS.test(name) || name.startsWith('decoder_input'));
  if (!input && config['is_encoder_decoder'] !== true) return undefined;
  const mark = input ? `it reads ${input.name}` : 'its config.json says is_encoder_decoder';
  return { because: `an encoder with a decoder, or a part of one (${mark})`, nextStep: ANOTHER };
}

/** Two decoders in one file: what the input `use_cache_branch` chooses between, or all that makes the logits. */
function merged({ inputs, nodes }: Graph): Refusal | undefined {
  const chooser = inputs.find(({ name }) => name === 'use_cache_branch');
  const branching = nodes.find(({ opType, outputs }) => opType === 'If' && outputs.includes('logits'));
  if (!chooser && !branching) return undefined;
  const mark = chooser ? `its input ${chooser.name} chooses` : `its ${called(branching!)} chooses`;
  return {
    because: `a merged decoder: two graphs in one file, with a past and without one, between which ${mark}`,
    nextStep:
      'Choose another file of this model, one that holds a single decoder, or export it again with a current exporter.',
  };
}

const EXPERT_OPERATORS = new Set(['MoE', 'QMoE', 'ShardedMoE']);
const EXPERT_NAMES = /(^|[/.])experts?[/.]/;
/** How configs call the number of experts. */
const EXPERT_COUNTS = ['num_experts', 'num_local_experts', 'n_routed_experts', 'moe_num_experts'];

function experts(graph: Graph, config: Readonly<Record<string, unknown>>): Refusal | undefined {
  const named = ({ opType, name }: Node): boolean => EXPERT_OPERATORS.has(opType) || EXPERT_NAMES.test(name);
  const node = graph.nodes.find(named) ?? router(graph);
  const count = EXPERT_COUNTS.find((key) => Number(config[key]) > 1);
  if (!node && count === undefined) return undefined;
  const mark = node ? `its ${called(node)}` : `its config.json says ${count} ${Number(config[count!])}`;
  return {
    because: `a mixture of experts (${mark}), whose projections are chosen anew for every token`,
    nextStep: 'Choose a dense model, such as the smallest of the same family.',
  };
}

/** A choice of the best few that the logits come from: it chooses experts. (One behind the logits chooses tokens.) */
function router(graph: Graph): Node | undefined {
  const choices = graph.nodes.filter(({ opType }) => opType === 'TopK');
  if (choices.length === 0) return undefined;
  const view = new GraphView(graph);
  return choices.find((choice) =>
    choice.outputs.some((output) => {
      let reached = false;
      view.walkForward(output, (node) => {
        reached ||= node.outputs.includes('logits');
        return !reached;
      });
      return reached;
    }),
  );
}

/** Outputs that only models have which read and do not write. */
const READINGS = /^(last_hidden_state|pooler_output|sentence_embedding|text_embeds|start_logits|end_logits)$/;
const READERS =
  /For(MaskedLM|SequenceClassification|TokenClassification|QuestionAnswering|MultipleChoice|PreTraining)$/;

const HANDED_ON = /past|present|cache|(^|[._])(key|value|conv)s?([._]|$)/;

function encoder({ inputs, outputs }: Graph, config: Readonly<Record<string, unknown>>): Refusal | undefined {
  if (outputs.some(({ name }) => HANDED_ON.test(name))) return undefined;
  const logits = outputs.find(({ name }) => name === 'logits');
  const input = inputs.find(({ name }) => name === 'token_type_ids');
  const output = logits ? undefined : outputs.find(({ name }) => READINGS.test(name));
  const names = Array.isArray(config['architectures']) ? config['architectures'] : [];
  const architecture = names.find((name) => typeof name === 'string' && READERS.test(name)) as string | undefined;
  let mark: string | undefined;
  if (input) mark = `it reads ${input.name}`;
  else if (output) mark = `it gives ${output.name}`;
  else if (architecture !== undefined) mark = `its config.json calls it ${architecture}`;
  else if (logits?.shape.length === 2) mark = 'it gives one set of logits for a whole text';
  if (mark === undefined) return undefined;
  return { because: `an encoder, which reads text and writes none (${mark})`, nextStep: ANOTHER };
}

/** A model for several senses keeps its table of embeddings, and the decoder behind it, in files of their own. */
function part({ inputs, outputs }: Graph): Refusal | undefined {
  const isPart = [...inputs, ...outputs].some(({ name }) => name === 'inputs_embeds');
  if (!isPart) return undefined;
  return {
    because: 'one part of a model that is cut into several files (inputs_embeds go from one to the other)',
    nextStep: 'Choose a model for text alone, whose graph reads input_ids and gives logits.',
  };
}

/** Weights that an exporter has laid out for the kernels of one maker's devices; nothing else can tell what they are. */
function forOneDevice({ nodes }: Graph): Refusal | undefined {
  const node = nodes.find((one) => (attribute(one, 'weight_prepacked')?.i ?? 0) > 0);
  if (!node) return undefined;
  return {
    because: `laid out for CUDA devices alone (the weights of its ${called(node)} are prepacked)`,
    nextStep: 'Export it again without matmulnbits_weights_prepacked, or choose another file of this model.',
  };
}

function withoutCache({ inputs, outputs }: Graph): Refusal | undefined {
  const hasIds = inputs.some(({ name }) => name === 'input_ids');
  if (!hasIds || outputs.length !== 1 || outputs[0]!.name !== 'logits') return undefined;
  return {
    because: 'a decoder that hands on nothing from one token to the next: it has no cache of keys and values',
    nextStep: 'Export it again with its past (with Optimum the task is text-generation-with-past).',
  };
}

function called({ opType, name, outputs }: Node): string {
  return `${opType} ${name || outputs[0]!}`;
}

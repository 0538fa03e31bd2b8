/**
 * The variants of a prepared graph, each in a session of its own on the same weights: plain, tapped, and training.
 */
import { HostError } from '../errors.ts';
import type { Site } from '../adapters/adapter.ts';
import type { Decoder } from '../decode/decode.ts';
import { movesInWords } from '../decode/device-cache.ts';
import { DecoderSession } from '../decode/session.ts';
import { differentiate } from '../differentiate/differentiate.ts';
import { LOSS } from '../differentiate/loss.ts';
import { asTooLarge, checkSmallestPass, LIMIT_BYTES, smallestInWords } from '../differentiate/passes.ts';
import { Trainer } from '../differentiate/trainer.ts';
import type { HostTokenizer } from '../files/tokenizer.ts';
import { encodeModel, type Model } from '../onnx/model.ts';
import { graftJoined, type Join } from '../passes/joined.ts';
import { LAST_HIDDEN, withLastHidden } from '../passes/last.ts';
import { POOLS_OUTPUT, tap } from '../passes/tap.ts';
import type { Runtime, RuntimeSession, SessionOptions } from '../runtime/runtime.ts';
import { ObservedDecoder } from '../tap/decoder.ts';
import { TapLayout } from '../tap/reading.ts';
import { TapSession } from '../tap/session.ts';
import { checkHost } from './check.ts';
import { trainingCost, type TrainingCost } from './cost.ts';
import { explainedSession } from './explain.ts';
import { fitted, singleOn, type Fitted } from './fitted.ts';
import { heldOn, withHeldWeights } from './held.ts';
import { requireRoom, sliceRowsOf, type SessionUse } from './memory.ts';
import type { PreparedGraph } from './prepare.ts';

/**
 * The plain decoder, not yet checked.
 * @param bare  leave the adapters out: the model as it is, to measure against
 * @param joined  graft in as few dispatches as there can be; by default where these are what a step costs
 */
export async function openDecoder(
  prepared: PreparedGraph,
  runtime: Runtime,
  { bare = false, joined = runtime.gpu !== undefined } = {},
): Promise<Decoder> {
  const { trimmed, found, groups } = prepared;
  const { model, joins } = bare ? { model: trimmed, joins: [] } : graftedIn(prepared, joined);
  const graph = fitted(prepared, runtime, model);
  const resident = [...residentOf(runtime, graph), ...(runtime.gpu ? [LAST_HIDDEN] : [])];
  const session = await openSession(prepared, runtime, withLastHidden(graph.model, found), 'answering', { resident });
  return decoderOn(prepared, runtime, session, graph, bare ? [] : groups, joins);
}

/** The tapped decoder, checked. Throws HostError `host-wrong`. */
export async function openTap(prepared: PreparedGraph, runtime: Runtime): Promise<ObservedDecoder> {
  const { grafted, found, groups } = prepared;
  const graph = fitted(prepared, runtime, grafted);
  const tapped = tap(graph.model, groups);
  const layout = new TapLayout(found.sites, tapped);
  const resident = [...residentOf(runtime, graph), ...(runtime.gpu ? [POOLS_OUTPUT] : [])];
  const inner = await openSession(prepared, runtime, tapped.model, 'Hebbian learning', { resident });
  const session = new TapSession(runtime, inner, tapped.groups, layout);
  const decoder = decoderOn(prepared, runtime, session, graph, groups);
  const { rules, notes } = await checkHost(decoder, runtime.kind, prepared.golden);
  return new ObservedDecoder({ ...decoder, ...rules }, session, notes);
}

/**
 * The training graph. Whether it fits is looked at before the weights are read or a session is made.
 * @param limitBytes  what the weights and a pass may take together; by default what the runtime can bear
 * Throws HostError `operator-without-rule`, `not-supported` or `host-too-large`.
 */
export async function openTrainer(
  prepared: PreparedGraph,
  runtime: Runtime,
  limitBytes = LIMIT_BYTES[runtime.kind],
): Promise<{ trainer: Trainer; sites: readonly Site[] }> {
  const { found, grafted, groups, signature } = prepared;
  const { sites } = found;
  const { model, ...graph } = differentiate(singleOn(runtime, grafted), groups, signature.caches);
  checkSmallestPass(graph.memory, limitBytes);
  // What reading throws is not the memory's fault.
  return prepared.weights.use(async () => {
    try {
      // The sizes of passes change all the time, so a plan of one's memory would only hold a second copy of it.
      const resident = runtime.gpu ? model.graph.outputs.map(({ name }) => name).filter((name) => name !== LOSS) : [];
      const session = await openSession(prepared, runtime, model, 'training', { memoryPlan: false, resident });
      const rules = { limitBytes, padding: signature.padding };
      return { trainer: new Trainer(runtime, session, graph, sites, rules), sites };
    } catch (thrown) {
      throw asTooLarge(thrown, smallestInWords(graph.memory));
    }
  });
}

export interface Training {
  trainer: Trainer;
  cost: TrainingCost;
  /** the tokens of an answer as the model would have to write it, with the end token */
  answerTokens: (text: string) => number[];
}

/**
 * A host for training: the training graph, what a pass costs, and the tokens of answers that are not the model's own.
 * Throws HostError `host-unreadable`, `host-too-large` or `operator-without-rule`.
 */
export async function openTraining(
  prepared: PreparedGraph,
  runtime: Runtime,
  words: Pick<HostTokenizer, 'encodeText' | 'turnEnd'>,
): Promise<Training> {
  const { endTokens } = prepared.config;
  const end = endTokens.find((token) => token === words.turnEnd) ?? endTokens[0];
  if (end === undefined)
    throw new HostError(
      'host-unreadable',
      'This model does not say which token ends an answer.',
      'Choose another model, or name the token as eos_token_id in its config.json.',
    );
  const { trainer } = await openTrainer(prepared, runtime);
  return {
    trainer,
    cost: trainingCost(prepared.config, prepared.found),
    answerTokens: (text) => [...words.encodeText(text), end],
  };
}

/** A session of a graph that is otherwise complete, its weights held as this runtime holds them. Throws HostError `host-too-large`. */
async function openSession(
  prepared: PreparedGraph,
  runtime: Runtime,
  model: Model,
  use: SessionUse,
  options: Pick<SessionOptions, 'memoryPlan' | 'resident'> = {},
): Promise<RuntimeSession> {
  const held = heldOn(runtime, model, prepared.precision);
  const plannedBytes = requireRoom(runtime, prepared.path, model, held, use);
  const graph = encodeModel(withHeldWeights(model, held));
  return prepared.weights.use((externalData) =>
    explainedSession(runtime, prepared.path, graph, { ...options, externalData, held, plannedBytes }),
  );
}

function graftedIn(
  { trimmed, grafted, found, groups }: PreparedGraph,
  joined: boolean,
): { model: Model; joins: readonly Join[] } {
  return joined ? graftJoined(trimmed, found, groups) : { model: grafted, joins: [] };
}

/** What a decoder's session keeps on the graphics device: logits, and caches whose rows can be moved there. */
function residentOf({ gpu }: Runtime, { signature: { caches } }: Fitted): string[] {
  if (!gpu) return [];
  return ['logits', ...(caches.every(movesInWords) ? caches.map(({ present }) => present) : [])];
}

function decoderOn(
  { config, found }: PreparedGraph,
  runtime: Runtime,
  session: RuntimeSession,
  { signature, halves }: Fitted,
  groups: PreparedGraph['groups'],
  joins: readonly Join[] = [],
): Decoder {
  return {
    session: new DecoderSession(runtime, session, signature, joins),
    sites: found.sites,
    groups,
    rules: config,
    sliceRows: sliceRowsOf({ config, signature, found }),
    leastRows: 1,
    padding: signature.padding,
    halves,
  };
}

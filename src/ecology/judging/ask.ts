/**
 * A prompt that somebody made up, answered greedily by whoever is asked, an organelle, an elite or the one that a router chooses,
 * and by the bare host beside them. It belongs to no cell. Routers that need a cell are told the nearest one: the open cell whose prompts lie, on average, in
 * the most similar direction, by the cosine of the host's embeddings less the part that all of them share. It is free of
 * charge, writes nothing and changes nothing.
 */
import type { Elite } from '../../archive/archive.ts';
import { cellName } from '../../economy/cells.ts';
import { LabError } from '../../core/errors.ts';
import type { Host } from '../../host/index.ts';
import { chooseArm, emptyBandit, expectationOf } from '../../routing/bandit.ts';
import { centreOf } from '../../routing/context.ts';
import { chooseElite, routerOf, type RouterName } from '../../routing/router.ts';
import type { Cell } from '../../tasks/families.ts';
import { drawTasks } from '../../tasks/pools.ts';
import { contextsOf, embed, openCells } from '../world/portfolio.ts';
import { computeEnergy } from '../world/reference.ts';
import { randomInWorld } from '../world/purposes.ts';
import type { AdapterPool, World } from '../world/world.ts';

/** Train tasks of each cell whose mean embedding says where the cell lies. */
const TASKS_PER_CELL = 8;

/** Where the open cells lie among the host's embeddings. */
export interface Places {
  cells: readonly { cell: Cell; mean: Float32Array }[];
  centre: Float32Array;
}

/** Who is asked: the elite of a router's choice, somebody who lives, or the elite of a bin, `family/depth/costBin`. */
export type Answerer = { router: RouterName } | { organelle: number } | { bin: string };

export interface AskedAnswer {
  /** Who answered; null for the bare host. The cell is the one whose elite it is, null for an organelle that was asked itself. */
  by: { organelle: number; name: string; cell: string | null } | null;
  /** Why this one, in plain sentences. */
  why: string;
  text: string;
  /** The text token by token, as far as a token has one of its own. */
  pieces: readonly string[];
  promptTokens: number;
  newTokens: number;
  /** What an episode with as many tokens would cost there, E. Nobody pays it. */
  costEnergy: number;
}

export interface Asked {
  /** The bare host's. */
  bare: AskedAnswer;
  /** One an answerer, in their order. */
  replies: readonly AskedAnswer[];
}

export interface Question {
  prompt: string;
  answerers: readonly Answerer[];
  /** Told the texts so far, the bare host's first, whenever one has grown. */
  onTexts?: (texts: readonly string[]) => void;
  breathe?: () => Promise<void>;
}

interface AskOptions extends Question {
  world: World;
  adapters: AdapterPool;
  host: Host;
  /** Called only when a router goes by cells. */
  places: () => Promise<Places>;
}

/** Answers a prompt. Throws LabError `prompt-too-long` when the host cannot read it, and `nobody-to-ask`. */
export async function ask(options: AskOptions): Promise<Asked> {
  const { world, adapters, host, prompt, answerers, onTexts, breathe } = options;
  const chosen: Chosen[] = [];
  for (const answerer of answerers) chosen.push(await chosenBy(options, answerer));
  const bare: Chosen = { weights: null, by: null, why: '' };
  const asked = [bare, ...chosen].map((each) => ({
    ...each,
    adapter: each.weights === null ? null : adapters.get(each.weights)!,
  }));
  const texts = asked.map(() => '');
  const onTokens = (row: number, text: string) => {
    texts[row] = text;
    onTexts?.([...texts]);
  };
  const results = await host.decode(
    asked.map(({ adapter }) => ({
      prompt: host.encodePrompt(prompt),
      adapter,
      maxNewTokens: world.config.attempts.maxNewTokens,
      temperature: 0,
      topP: 1,
      random: randomInWorld(world.seed, 'ask-greedy'),
    })),
    { breathe, onTokens: onTexts && onTokens },
  );
  const replies = results.map(({ tokens, promptTokens }, i): AskedAnswer => {
    const { by, why, adapter } = asked[i]!;
    const flops = host.cost.flops(promptTokens, tokens.length, adapter?.rank ?? 0);
    return {
      by,
      why,
      text: host.decodeText(tokens),
      pieces: piecesOf(host, tokens),
      promptTokens,
      newTokens: tokens.length,
      costEnergy: computeEnergy(host, flops, world.config.energy.costScale),
    };
  });
  return { bare: replies[0]!, replies: replies.slice(1) };
}

/** What each token adds to the text; a token that only begins a character adds nothing yet. */
function piecesOf(host: Host, tokens: readonly number[]): string[] {
  let before = '';
  return tokens.flatMap((_, i) => {
    const text = host.decodeText(tokens.slice(0, i + 1));
    if (text.endsWith('\ufffd') || !text.startsWith(before)) return [];
    const piece = text.slice(before.length);
    before = text;
    return piece === '' ? [] : [piece];
  });
}

interface Chosen {
  /** Hash of the weights; null for the bare host. */
  weights: string | null;
  by: AskedAnswer['by'];
  why: string;
}

async function chosenBy(options: AskOptions, answerer: Answerer): Promise<Chosen> {
  const { world } = options;
  if ('organelle' in answerer) {
    const living = world.organelles.find(({ id }) => id === answerer.organelle);
    if (!living) throw nobodyToAsk('The organelle that is asked lives no more.');
    const { id, name, weights } = living;
    return { weights, by: { organelle: id, name, cell: null }, why: `${name} was asked.` };
  }
  if ('bin' in answerer) {
    const elite = world.archive.entries.find((each) => `${cellName(each)}/${each.costBin}` === answerer.bin);
    if (!elite) throw nobodyToAsk(`There is no elite in ${answerer.bin}.`);
    return { weights: elite.weights, by: personOf(world, elite), why: `The elite of ${cellName(elite)} was asked.` };
  }
  const { elite, why } = await choose({ ...options, router: answerer.router });
  return { weights: elite && elite.weights, by: elite && personOf(world, elite), why };
}

function nobodyToAsk(why: string): LabError {
  return new LabError('nobody-to-ask', why, 'Ask somebody else, or leave the choice to a router.');
}

/** Where the open cells of a world lie. */
export async function placesOfCells(world: Pick<World, 'seed' | 'cells'>, host: Host): Promise<Places> {
  const cells: { cell: Cell; mean: Float32Array }[] = [];
  for (const cell of openCells(world)) {
    const draw = randomInWorld(world.seed, 'ask-places', cellName(cell));
    const tasks = drawTasks([cell], 'train', TASKS_PER_CELL, draw);
    const { embeddings } = await embed(
      host,
      tasks.map(({ prompt }) => prompt),
    );
    cells.push({ cell, mean: centreOf(embeddings) });
  }
  return { cells, centre: centreOf(cells.map(({ mean }) => mean)) };
}

/** The cell whose direction from the centre is most like the embedding's; the first of equals. */
export function nearestCell({ cells, centre }: Places, embedding: Float32Array): Cell {
  const wanted = less(embedding, centre);
  const scored = cells.map(({ cell, mean }) => ({ cell, score: cosine(wanted, less(mean, centre)) }));
  return scored.reduce((nearest, other) => (other.score > nearest.score ? other : nearest)).cell;
}

interface Choice {
  elite: Elite | null;
  why: string;
}

/** What is asked of routers that do not look at it. */
const ANY_CELL = { family: '', depth: '' };
const NOBODY = 'No organelle has proved anything yet, so the bare host answers.';

type Routed = AskOptions & { router: RouterName };

async function choose(options: Routed): Promise<Choice> {
  const { world, host, prompt, router } = options;
  const elites = world.archive.entries;
  if (elites.length === 0) return { elite: null, why: NOBODY };
  const { needsContext, needsCell, why } = routerOf(router);
  if (needsContext) return chooseByContext(options);
  if (!needsCell) return { elite: chooseElite(router, elites, ANY_CELL), why: `${why(ANY_CELL)}.` };
  const { embeddings } = await embed(host, [prompt]);
  const cell = nearestCell(await options.places(), embeddings[0]!);
  const near = `By the host’s embedding the prompt is nearest to ${cellName(cell)}`;
  const elite = chooseElite(router, elites, cell);
  if (!elite) return { elite, why: `${near}, where nobody has proved anything yet, so the bare host answers.` };
  return { elite, why: `${near}; ${why(cell)}.` };
}

async function chooseByContext({ world, host, prompt, router }: Routed): Promise<Choice> {
  const { seed, bandit, archive } = world;
  if (bandit === null) {
    const elite = chooseArm(emptyBandit(1), archive.entries, [1], null);
    return { elite, why: 'This world’s bandit has learnt nothing, so the elite of the highest quality answers.' };
  }
  const { contexts } = await contextsOf(host, { seed, bandit }, [prompt]);
  const elite = chooseArm(bandit.state, archive.entries, contexts[0]!, null)!;
  const { mean } = expectationOf(bandit.state, elite.weights, contexts[0]!);
  const share = Math.round(100 * Math.min(1, Math.max(0, mean)));
  return { elite, why: `${routerOf(router).why(ANY_CELL)}: about ${share} % of prompts like this one solved.` };
}

/** Its name if it lives; the archive does not keep the names of the dead. */
function personOf({ organelles }: World, elite: Elite): NonNullable<AskedAnswer['by']> {
  const living = organelles.find(({ id }) => id === elite.organelle);
  return { organelle: elite.organelle, name: living?.name ?? `no. ${elite.organelle}`, cell: cellName(elite) };
}

function less(vector: Float32Array, centre: Float32Array): Float32Array {
  return vector.map((value, i) => value - centre[i]!);
}

/** 0 where one of the two has no direction. */
function cosine(a: Float32Array, b: Float32Array): number {
  const dot = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const length = Math.hypot(...a) * Math.hypot(...b);
  return length > 0 ? dot / length : 0;
}

/**
 * A prompt that somebody made up, answered greedily by the elite that a router chooses and by the bare host beside it. It
 * belongs to no cell. Routers that need a cell are told the nearest one: the open cell whose prompts lie, on average, in
 * the most similar direction, by the cosine of the host's embeddings less the part that all of them share. It is free of
 * charge, writes nothing and changes nothing.
 */
import type { Elite } from '../../archive/archive.ts';
import { cellName } from '../../economy/cells.ts';
import type { Adapter, Host } from '../../host/index.ts';
import { chooseArm, emptyBandit, expectationOf } from '../../routing/bandit.ts';
import { centreOf } from '../../routing/context.ts';
import { chooseElite, routerOf, type RouterName } from '../../routing/router.ts';
import type { Cell } from '../../tasks/families.ts';
import { drawTasks } from '../../tasks/pools.ts';
import { contextsOf, embed, openCells } from '../world/portfolio.ts';
import { randomInWorld } from '../world/purposes.ts';
import type { AdapterPool, World } from '../world/world.ts';

/** Train tasks of each cell whose mean embedding says where the cell lies. */
const TASKS_PER_CELL = 8;

/** Where the open cells lie among the host's embeddings. */
export interface Places {
  cells: readonly { cell: Cell; mean: Float32Array }[];
  centre: Float32Array;
}

export interface Asked {
  answer: string;
  /** Who answered; null for the bare host. The cell is the one whose elite it is. */
  by: { organelle: number; name: string; cell: string } | null;
  /** Why this one, in plain sentences. */
  why: string;
  /** The bare host's answer to the same prompt. */
  bare: string;
}

export interface AskOptions {
  world: World;
  adapters: AdapterPool;
  host: Host;
  prompt: string;
  router: RouterName;
  /** Called only when the router goes by cells. */
  places: () => Promise<Places>;
}

/** Answers a prompt. Throws LabError `prompt-too-long` when the host cannot read it. */
export async function ask(options: AskOptions): Promise<Asked> {
  const { world, adapters, host, prompt } = options;
  const { elite, why } = await choose(options);
  const contenders: (Adapter | null)[] = elite ? [null, adapters.get(elite.weights)!] : [null];
  const results = await host.decode(
    contenders.map((adapter) => ({
      prompt: host.encodePrompt(prompt),
      adapter,
      maxNewTokens: world.config.attempts.maxNewTokens,
      temperature: 0,
      topP: 1,
      random: randomInWorld(world.seed, 'ask-greedy'),
    })),
  );
  const texts = results.map(({ tokens }) => host.decodeText(tokens));
  const bare = texts[0]!;
  return { answer: texts[1] ?? bare, by: elite && personOf(world, elite), why, bare };
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

async function choose(options: AskOptions): Promise<Choice> {
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

async function chooseByContext({ world, host, prompt, router }: AskOptions): Promise<Choice> {
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
function personOf({ organelles }: World, elite: Elite): NonNullable<Asked['by']> {
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

/**
 * The portfolio: all elites behind one router, which the config names. The bandit among the routers sees prompts through
 * the host's embedding; what it has learnt, and the centre that embeddings are taken from, are part of the world, so a
 * world that is resumed chooses as one that never stopped. Contexts are rounded, so that the last bits of a device do not
 * find their way into the state.
 */
import type { Elite } from '../../archive/archive.ts';
import type { KeyPart } from '../../base/random.ts';
import { placeOf } from '../../economy/cells.ts';
import type { EmbedOptions, Host } from '../../host/index.ts';
import { emptyBandit } from '../../routing/bandit.ts';
import { centreOf, contextOf, DEFAULT_DIMENSION, projectionOf } from '../../routing/context.ts';
import { chooseElite, routeByCell, routerOf } from '../../routing/router.ts';
import type { Cell } from '../../tasks/families.ts';
import { drawTasks } from '../../tasks/pools.ts';
import type { Task } from '../../tasks/task.ts';
import { randomInWorld, worldKey } from './purposes.ts';
import type { World, WorldBandit } from './world.ts';

/** Train tasks whose mean embedding is the centre, over all cells of the world, open or not. */
const CENTRE_TASKS = 64;
const DIGITS = 1e4;

type Routed = Pick<World, 'seed' | 'config' | 'archive' | 'bandit'>;

/** The open cells, as tasks are drawn from them. */
export function openCells({ cells }: Pick<World, 'cells'>): Cell[] {
  return cells.filter(({ open }) => open).map(placeOf);
}

/** A bandit that knows nothing yet, and the FLOPs of finding its centre. */
export async function newBandit(world: World, host: Host): Promise<{ bandit: WorldBandit; flops: number }> {
  const tasks = drawTasks(world.cells.map(placeOf), 'train', CENTRE_TASKS, randomInWorld(world.seed, 'bandit-centre'));
  const { embeddings, flops } = await embed(host, prompts(tasks));
  const centre = [...centreOf(embeddings)].map(rounded);
  return { bandit: { centre, state: emptyBandit(DEFAULT_DIMENSION + 1) }, flops };
}

/** What the bandit sees of each prompt, and the FLOPs of looking. */
export async function contextsOf(
  host: Host,
  { seed, bandit }: { seed: string; bandit: WorldBandit },
  texts: readonly string[],
  options?: EmbedOptions,
): Promise<{ contexts: number[][]; flops: number }> {
  const { embeddings, flops } = await embed(host, texts, options);
  const centre = Float32Array.from(bandit.centre);
  const projection = projectionOf(centre.length, DEFAULT_DIMENSION, worldKey(seed, 'bandit'));
  return { contexts: embeddings.map((each) => contextOf(projection, each, centre).map(rounded)), flops };
}

/**
 * Who answers each task by the router of the config, null for the bare host, and the FLOPs of choosing. The bandit answers
 * by its expectation; in a world whose bandit has not begun the best of the cell answers.
 * @param options  for looking at the prompts, where the router does
 */
export async function portfolioOf(
  world: Routed,
  host: Host,
  tasks: readonly Task[],
  options?: EmbedOptions,
): Promise<{ elites: (Elite | null)[]; flops: number }> {
  const { router } = world.config.measure;
  const arms = world.archive.entries;
  if (!routerOf(router).needsContext) return { elites: tasks.map((task) => chooseElite(router, arms, task)), flops: 0 };
  const { seed, bandit } = world;
  if (bandit === null) return { elites: tasks.map((task) => routeByCell(arms, task)), flops: 0 };
  const { contexts, flops } = await contextsOf(host, { seed, bandit }, prompts(tasks), options);
  const elites = tasks.map((task, i) => {
    const query = { ...task, bandit: { state: bandit.state, context: contexts[i]!, key: null as KeyPart[] | null } };
    return chooseElite(router, arms, query);
  });
  return { elites, flops };
}

/** Embeddings of prompts as the host reads them; each costs a prefill. */
export async function embed(
  host: Host,
  texts: readonly string[],
  options?: EmbedOptions,
): Promise<{ embeddings: Float32Array[]; flops: number }> {
  const encoded = texts.map((text) => host.encodePrompt(text));
  const flops = encoded.reduce((sum, { length }) => sum + host.cost.flops(length, 0, 0), 0);
  return { embeddings: await host.embed(encoded, options), flops };
}

function prompts(tasks: readonly Task[]): string[] {
  return tasks.map(({ prompt }) => prompt);
}

function rounded(value: number): number {
  return Math.round(value * DIGITS) / DIGITS;
}

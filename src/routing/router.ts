/**
 * Which elite answers: the registry of routers, one line each, behind one door, `route`. The parameter's choices and the
 * page's labels are made from it.
 * Where nobody has proved anything a router says so (null), and the bare host answers.
 */
import type { Arm } from './arm.ts';
import type { Query, Router } from './router-kind.ts';
import { bandit } from './routers/bandit.ts';
import { cell } from './routers/cell.ts';
import { family } from './routers/family.ts';
import { single } from './routers/single.ts';

export type { Arm } from './arm.ts';
export { routeByCell } from './routers/cell.ts';
export { routeSingle } from './routers/single.ts';

/** In the order in which they are offered. */
export const routers = [single, family, cell, bandit] as const satisfies readonly Router[];

type Names<List extends readonly Router[]> = { [At in keyof List]: List[At]['name'] };

/** Their names, in the same order. */
export const ROUTERS = routers.map(({ name }) => name) as unknown as Names<typeof routers>;
export type RouterName = (typeof ROUTERS)[number];

/** What a person reads for each. */
export const ROUTER_LABELS = Object.fromEntries(routers.map(({ name, label }) => [name, label])) as Record<
  RouterName,
  string
>;

/** All of them in one sentence's list: who answers by each. */
export function routerWords(): string {
  const words = routers.map((router) => router.words);
  return `${words.slice(0, -1).join(', ')}, or ${words.at(-1)}`;
}

/** What the router of that name declares. */
export function routerOf(router: RouterName): Router {
  return routers.find(({ name }) => name === router)!;
}

/** The arm that answers, or null for the bare host. Throws RangeError when a router that needs a context is asked without one. */
export function chooseElite<A extends Arm>(router: RouterName, arms: readonly A[], query: Query): A | null {
  return routerOf(router).choose(arms, query);
}

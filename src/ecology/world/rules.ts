/** How a world that was lived under older rules goes on under those of today. */
import { FIRST_RULES, RULES_VERSION } from '../../core/rules-version.ts';
import type { Host } from '../../host/index.ts';
import type { Turn } from './turn.ts';
import { rulesOf, type World } from './world.ts';

/**
 * Whether a world lives on this host, at its precision: the same model at another gives other numbers. Worlds under the
 * first rules name it by config, graphs and weights alone.
 */
export function livesOn(world: Pick<World, 'host' | 'rules'>, host: Host['identity']): boolean {
  return isSameModel(world, host) && world.host.precision === host.precision;
}

function isSameModel(world: Pick<World, 'host' | 'rules'>, { hash, modelHash }: Host['identity']): boolean {
  return world.host.hash === (rulesOf(world) === FIRST_RULES ? modelHash : hash);
}

/**
 * What a world lives on where that is not this host, for a sentence such as “It lives on …”.
 * @param host  undefined where none is loaded
 */
export function otherHostInWords(world: Pick<World, 'host' | 'rules'>, host?: Host['identity']): string {
  const { name, precision } = world.host;
  if (host && isSameModel(world, host) && precision !== host.precision)
    return `the model “${name}” at the precision “${precision ?? 'exact'}”, whose numbers differ from those of “${host.precision ?? 'exact'}”`;
  return name === host?.name ? `another version of the model “${name}”` : `the model “${name}”`;
}

/** A host as a world names it. */
export function hostFactsOf({ identity: { name, hash, modelType, precision } }: Pick<Host, 'identity'>): World['host'] {
  return { name, hash, modelType, ...(precision && { precision }) };
}

/** Brings a world to today's rules, and says so by an event; nothing where it lives under them already. */
export function changeRules(turn: Turn): void {
  const { world } = turn;
  const from = rulesOf(world);
  if (from === RULES_VERSION) return;
  const host = hostFactsOf(turn.host);
  world.rules = RULES_VERSION;
  world.host = host;
  turn.emit({ type: 'rules-changed', from, to: RULES_VERSION, host });
}

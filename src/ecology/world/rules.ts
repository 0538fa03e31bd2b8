/** How a world that was lived under older rules goes on under those of today. */
import { RULES_VERSION } from '../../core/rules-version.ts';
import type { Host } from '../../host/index.ts';
import type { Turn } from './turn.ts';
import { rulesOf, type World } from './world.ts';

/** A host as a world names it. */
export function hostFactsOf({ identity: { name, hash, modelType } }: Pick<Host, 'identity'>): World['host'] {
  return { name, hash, modelType };
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

/**
 * What must agree between the parts of a run's file: the state with the host, with the manifest, and with what the
 * journal folds to. A state that its own journal does not explain is not believed.
 */
import { canonicalJson } from '../../base/hash.ts';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import { rulesOf, type World } from '../../ecology/world/world.ts';
import { livesOn, otherHostInWords } from '../../ecology/world/rules.ts';
import { accountOf } from '../../economy/ledger.ts';
import type { Host } from '../../host/index.ts';
import { importDamaged, importOtherHost } from './import-errors.ts';
import type { View } from '../fold/view.ts';

/** Throws LabError `import-other-host` when the run lived on another model than the one that is loaded. */
export function checkSameHost(world: World, loaded: Host['identity']): void {
  if (livesOn(world, loaded)) return;
  throw importOtherHost(otherHostInWords(world, loaded), loaded.name);
}

/** What is said of a run beside its state and its journal. */
export interface Claims {
  host: World['host'];
  seed: string;
  generations: number;
}

interface Parts {
  claims: Claims;
  world: World;
  /** Of the state as the file has it. */
  stateHash: string;
  view: View;
}

/** Throws LabError `import-damaged` at the first disagreement. */
export function checkAgreement({ claims, world, stateHash, view }: Parts): void {
  const agree = (what: string, a: unknown, b: unknown) => {
    if (canonicalJson(a) !== canonicalJson(b)) throw importDamaged(`${what} is not the one its journal tells of`);
  };
  agree('the host it names', claims.host, world.host);
  agree('the seed it names', claims.seed, world.seed);
  agree('its number of generations', claims.generations, view.generation);
  agree('the state’s generation', world.generation, view.generation);
  agree('the state’s seed', world.seed, view.run.seed);
  agree('the state’s name', world.name, view.run.name);
  agree('the state’s host', world.host, view.run.host);
  agree('the state’s rules', rulesOf(world), view.run.rules);
  agree('the state’s configuration', world.config, view.config);
  agree('the population', world.organelles.map(identity), [...living(view)].map(identity));
  agree('the archive', elitesOfWorld(world), elitesOfView(view));
  checkBalances(world, view);
  if (view.stateHash !== stateHash) throw importDamaged('the state is not the one its journal ended with');
}

function identity({ id, name, weights, lineage }: { id: number; name: string; weights: string; lineage: number }) {
  return { id, name, weights, lineage };
}

function* living(view: View) {
  for (const id of view.living) yield view.organelles.get(id)!;
}

function elitesOfWorld(world: World): string[] {
  return world.archive.entries
    .map(({ family, depth, costBin, organelle, weights, quality }) =>
      [family, depth, costBin, organelle, weights, quality].join(' '),
    )
    .sort();
}

function elitesOfView(view: View): string[] {
  return [...view.elites.values()]
    .map(({ family, depth, costBin, organelle, weights, quality }) =>
      [family, depth, costBin, organelle, weights, quality].join(' '),
    )
    .sort();
}

/** Balances are on the ledger's grid, where sums are exact: equal means equal. */
function checkBalances(world: World, view: View): void {
  const told = new Map<string, number>([
    ['environment', view.environmentEnergy],
    ['dissipated', view.dissipatedEnergy],
  ]);
  for (const { id, energy } of living(view)) told.set(accountOf(id), energy);
  for (const account of new Set([...told.keys(), ...Object.keys(world.balances)])) {
    const [stated, folded] = [world.balances[account] ?? 0, told.get(account) ?? 0];
    if (stated !== folded) {
      throw importDamaged(`the account ${account} holds ${stated} E, but its journal adds up to ${folded} E`);
    }
  }
}

/** A run starts once and every generation is closed once. Throws LabError `import-damaged`. */
export function checkEnds({ generation, events }: GenerationRecord): void {
  const starts = events.filter(({ type }) => type === 'run-started').length;
  const ends = events.filter(({ type }) => type === 'generation-ended').length;
  if (starts !== Number(generation === 0)) throw importDamaged(`the run starts again in generation ${generation}`);
  if (ends !== 1) throw importDamaged(`generation ${generation} is not whole`);
}

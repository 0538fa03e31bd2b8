/** A world proposed from what the bare host can do, measured between two generations; it can be given up. */
import { LabError } from '../../core/errors.ts';
import { salted } from '../../economy/cells.ts';
import type { Config } from '../../ecology/config/config.ts';
import { measureHost } from '../../evaluation/world/measure-host.ts';
import { proposeWorld, type ProposedWorld } from '../../evaluation/world/propose-world.ts';
import type { Host } from '../../host/index.ts';
import { curriculum } from '../../tasks/families.ts';
import { breathe } from './breathe.ts';

interface ProposeFor {
  host: Host;
  base: Config;
  /** train tasks a cell */
  tasks: number;
  secondsPerGeneration: number;
  /** ms since any moment */
  now: () => number;
  signal: AbortSignal;
  onProgress: (share: number) => void;
}

/** Throws what decoding throws, or the signal's reason. */
export async function proposeFor(options: ProposeFor): Promise<ProposedWorld> {
  const { host, base, tasks, secondsPerGeneration, now, signal, onProgress } = options;
  const cells = salted(curriculum(base.cells.curriculum, base.cells.salt), base.cells.salt);
  const clock = () => now() / 1000;
  const measure = await measureHost({ host, cells, tasks, seed: '1', clock, signal, breathe, onProgress });
  return proposeWorld({ host, measure, base, secondsPerGeneration });
}

/** Throws LabError `parameter-impossible`. */
export function checkProposal({
  tasks,
  secondsPerGeneration,
}: Pick<ProposeFor, 'tasks' | 'secondsPerGeneration'>): void {
  if (Number.isInteger(tasks) && tasks >= 1 && tasks <= 64 && secondsPerGeneration > 0) return;
  throw new LabError(
    'parameter-impossible',
    'A model is measured on 1 to 64 tasks in each cell, for generations of more than 0 seconds.',
    'Choose other numbers.',
  );
}

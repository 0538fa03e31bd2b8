/** A world proposed from what the bare host can do, measured between two generations; it can be given up. */
import { LabError } from '../../core/errors.ts';
import { salted } from '../../economy/cells.ts';
import type { Config } from '../../ecology/config/config.ts';
import { measureHost } from '../../evaluation/world/measure-host.ts';
import { proposeWorld, type ProposedWorld } from '../../evaluation/world/propose-world.ts';
import type { Host } from '../../host/index.ts';
import { curriculum } from '../../tasks/families.ts';
import type { ProposeOptions } from '../contract.ts';
import { breathe } from '../present/breathe.ts';
import type { PresentRun } from '../present/present-run.ts';
import { Newest } from '../present/run-loop.ts';
import type { Standing } from '../present/standing.ts';
import { checkedConfig } from '../present/tweaks.ts';
import type { Measuring } from './measuring.ts';

export class Proposing {
  readonly #present: PresentRun;
  readonly #standing: Standing;
  readonly #measuring: Measuring;
  readonly #now: () => number;
  readonly #newest = new Newest();

  /** @param now  ms since any moment */
  constructor(present: PresentRun, standing: Standing, measuring: Measuring, now: () => number) {
    this.#present = present;
    this.#standing = standing;
    this.#measuring = measuring;
    this.#now = now;
  }

  /** See `LabCommands.proposeWorld`. */
  async propose({ config, host: hostName, book, ...limits }: ProposeOptions): Promise<ProposedWorld | null> {
    this.#standing.owned();
    checkProposal(limits);
    const given = checkedConfig(config);
    const living = this.#measuring.livingOn(book);
    const present = this.#present;
    const { status, device } = present;
    const onProgress = (share: number) => status.activity('Measuring the model', share);
    return this.#newest.run((signal) =>
      present.queue.run(async () => {
        const now = this.#now;
        const proposal = (host: Host) =>
          proposeFor({ host, base: living(given, host), ...limits, now, signal, onProgress });
        try {
          signal.throwIfAborted();
          if (hostName !== undefined && hostName !== device.name) return await device.borrow(hostName, proposal);
          return await present.onDevice(() => proposal(this.#standing.owned().run.engine.host));
        } finally {
          status.activity(null);
        }
      }),
    );
  }

  stop(): void {
    this.#newest.giveUp();
  }
}

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
async function proposeFor(options: ProposeFor): Promise<ProposedWorld> {
  const { host, base, tasks, secondsPerGeneration, now, signal, onProgress } = options;
  const cells = salted(curriculum(base.cells.curriculum, base.cells.salt), base.cells.salt);
  const clock = () => now() / 1000;
  const measure = await measureHost({ host, cells, tasks, seed: '1', clock, signal, breathe, onProgress });
  return proposeWorld({ host, measure, base, secondsPerGeneration });
}

/** Throws LabError `parameter-impossible`. */
function checkProposal({ tasks, secondsPerGeneration }: Pick<ProposeFor, 'tasks' | 'secondsPerGeneration'>): void {
  if (Number.isInteger(tasks) && tasks >= 1 && tasks <= 64 && secondsPerGeneration > 0) return;
  throw new LabError(
    'parameter-impossible',
    'A model is measured on 1 to 64 tasks in each cell, for generations of more than 0 seconds.',
    'Choose other numbers.',
  );
}

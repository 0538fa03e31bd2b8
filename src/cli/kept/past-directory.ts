/** Past states of a run's directory, a file each: `past/GENERATION.zip`. What does not belong there is left alone. */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptState, PastStore } from '../../record/past/keeping.ts';
import { absent, replaceFile } from '../replace-file.ts';

const FILE = /^(\d+)\.zip$/;

export class DirectoryPasts implements PastStore {
  readonly #directory: string;

  /** @param run  the run's directory, which holds one run only */
  constructor(run: string) {
    this.#directory = join(run, 'past');
  }

  async kept(): Promise<KeptState[]> {
    const names = (await readdir(this.#directory).catch(absent)) ?? [];
    const generations = names.flatMap((name) => FILE.exec(name)?.[1] ?? []).map(Number);
    return Promise.all(
      generations
        .sort((one, other) => one - other)
        .map(async (generation) => ({ generation, bytes: (await stat(this.#path(generation))).size })),
    );
  }

  async keep(_id: string, generation: number, state: Uint8Array, drop: readonly number[]): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    for (const gone of drop) await rm(this.#path(gone), { force: true });
    await replaceFile(this.#path(generation), state);
  }

  async read(_id: string, generation: number): Promise<Uint8Array | null> {
    const bytes = await readFile(this.#path(generation)).catch(absent);
    return bytes && new Uint8Array(bytes);
  }

  async clear(): Promise<void> {
    await this.forget();
  }

  async forget(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  #path(generation: number): string {
    return join(this.#directory, `${generation}.zip`);
  }
}

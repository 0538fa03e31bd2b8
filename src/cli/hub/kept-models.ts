/**
 * The directory of models that were fetched by name: `ORG/NAME/COMMIT/` has a commit's files where transformers.js looks
 * for those of a revision, and `ORG/NAME/REVISION.json` says which commit a revision stood for when it was fetched. That
 * answer is kept for good, so a command gives the same model tomorrow, and asks nobody for it.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { compareTexts } from '../../base/order.ts';
import { modelForms, type ModelForm } from '../../hub/forms.ts';
import type { HubName } from '../../hub/name.ts';
import { hubFileSchema, type Repository } from '../../hub/repository.ts';
import { fileSize } from './file-part.ts';
import { replaceFile } from '../replace-file.ts';

const listingSchema = z.strictObject({
  version: z.literal(1),
  /** the address that it came from */
  hub: z.string(),
  repository: z.string(),
  revision: z.string(),
  commit: z.string(),
  files: z.array(hubFileSchema),
});

export interface KeptListing extends Repository {
  hub: string;
}

export class KeptModels {
  readonly #root: string;

  /** @param root  the directory of all of them */
  constructor(root: string) {
    this.#root = root;
  }

  /** Where the files of a commit lie. */
  folderOf({ name, commit }: Pick<Repository, 'name' | 'commit'>): string {
    return join(this.#root, ...name.repository.split('/'), commit);
  }

  /** What a revision stood for when it was asked about; null where it was not, or what is there is none. */
  async listing(name: HubName): Promise<KeptListing | null> {
    const text = await readFile(this.#listingPath(name), 'utf8').catch(() => null);
    if (text === null) return null;
    try {
      const { hub, commit, files } = listingSchema.parse(JSON.parse(text));
      return { hub, name, commit, files };
    } catch {
      return null;
    }
  }

  async keepListing(hub: string, { name, commit, files }: Repository): Promise<void> {
    await mkdir(this.folderOf({ name, commit }), { recursive: true });
    const listing = { version: 1, hub, ...name, commit, files } satisfies z.infer<typeof listingSchema>;
    await replaceFile(this.#listingPath(name), `${JSON.stringify(listing, null, 1)}\n`);
  }

  /** Bytes of a form that are here: of its whole files, and of all. */
  async here(repository: Repository, form: ModelForm): Promise<{ whole: boolean; bytes: number }> {
    const folder = this.folderOf(repository);
    const sizes = await Promise.all(form.files.map(({ path }) => fileSize(join(folder, path))));
    const parts = await Promise.all(form.files.map(({ path }) => fileSize(join(folder, `${path}.part`))));
    const bytes = form.files.reduce((sum, _, i) => sum + (sizes[i] ?? parts[i] ?? 0), 0);
    return { whole: form.files.every((file, i) => sizes[i] === file.bytes), bytes };
  }

  /** All that were asked about, by name. */
  async all(): Promise<KeptListing[]> {
    const found: KeptListing[] = [];
    for (const org of await foldersIn(this.#root))
      for (const model of await foldersIn(join(this.#root, org))) {
        const names = await readdir(join(this.#root, org, model));
        for (const file of names.filter((name) => name.endsWith('.json')).sort(compareTexts)) {
          const revision = revisionOf(file);
          const listing = revision === null ? null : await this.listing({ repository: `${org}/${model}`, revision });
          if (listing) found.push(listing);
        }
      }
    return found;
  }

  /** Forgets a revision, and its commit's files where no other revision stands for it. */
  async delete(name: HubName): Promise<void> {
    const listing = await this.listing(name);
    await rm(this.#listingPath(name), { force: true });
    const others = (await this.all()).filter((each) => each.name.repository === name.repository);
    if (listing && !others.some(({ commit }) => commit === listing.commit))
      await rm(this.folderOf(listing), { recursive: true, force: true });
  }

  #listingPath({ repository, revision }: HubName): string {
    return join(this.#root, ...repository.split('/'), `${encodeURIComponent(revision)}.json`);
  }
}

/** null for a file that somebody else put there. */
function revisionOf(file: string): string | null {
  try {
    return decodeURIComponent(file.slice(0, -'.json'.length));
  } catch {
    return null;
  }
}

/** The forms of a listing that are whole here. */
export async function wholeForms(kept: KeptModels, listing: Repository): Promise<ModelForm[]> {
  const whole: ModelForm[] = [];
  for (const form of modelForms(listing)) if ((await kept.here(listing, form)).whole) whole.push(form);
  return whole;
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(compareTexts);
}

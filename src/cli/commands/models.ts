/** `evolora models`: what was fetched by name and is kept, and which names are known; what the hub has of a name; and forgetting one. */
import { megabytes } from '../../base/megabytes.ts';
import { LabError } from '../../core/errors.ts';
import { CATALOGUE } from '../../hub/catalogue.ts';
import { modelForms } from '../../hub/forms.ts';
import { hubName, writtenName } from '../../hub/name.ts';
import { repositoryOf, type Repository } from '../../hub/repository.ts';
import { cacheDirectory } from '../hub/cache-directory.ts';
import { offeredHere, serverOf } from '../hub/hub-host.ts';
import { KeptModels } from '../hub/kept-models.ts';
import { HOST, readOptions, usageError } from '../options.ts';

interface ModelsOptions {
  /** to be looked up on the hub */
  name?: string | undefined;
  /** to be forgotten */
  deleted?: string | undefined;
  /** address of a mirror */
  hub?: string | undefined;
}

/** As it was typed: one name, or `--delete` and one. */
export async function modelsWords(args: string[]): Promise<void> {
  const { values, positionals } = readOptions(args, { delete: HOST.host, hub: HOST.hub });
  if (positionals.length > 1 || (positionals.length > 0 && values.delete !== undefined))
    throw usageError('models takes one name, or --delete and one name.');
  await modelsCommand({ name: positionals[0], deleted: values.delete, hub: values.hub });
}

/** Throws LabErrors `hub-…`, and `model-unknown` for one that is to be forgotten and is not kept. */
export async function modelsCommand({ name, deleted, hub }: ModelsOptions): Promise<void> {
  const directory = cacheDirectory();
  const kept = new KeptModels(directory);
  if (deleted !== undefined) return forget(kept, deleted);
  const listings = name === undefined ? await kept.all() : [await lookedUp(name, hub)];
  if (listings.length === 0)
    console.log(`No model was fetched by its name; --host hub:ORG/NAME fetches one, into ${directory}.`);
  else console.log('| model | form | graph | files | size | here |\n| --- | --- | --- | --- | --- | --- |');
  for (const listing of listings) await printForms(kept, listing, name !== undefined);
  if (name !== undefined) return;
  if (listings.length > 0) console.log(`\nIn ${directory}.`);
  printCatalogue();
}

/** Small models that are known by name; nobody is asked for them. */
function printCatalogue(): void {
  const head = ['name', 'parameters', 'licence', 'sizes', 'begins with', 'notes'];
  console.log(`\nKnown by name:\n\n${rowOf(head)}\n${rowOf(head.map(() => '---'))}`);
  for (const entry of CATALOGUE) {
    const { processor, webgpuHalves } = entry.dtypes;
    const sizes = Object.entries(entry.sizes).map(([dtype, size]) => `${dtype} ${size} MB`);
    const notes = [entry.chat, entry.note, entry.tried ? '' : 'Not tried by the lab with the files that are there.'];
    const cells = [`hub:${entry.repository}`, `${entry.millions} M`, entry.licence, sizes.join(', ') || 'the hub says'];
    console.log(rowOf([...cells, `${processor}; ${webgpuHalves} with shader-f16`, notes.filter(Boolean).join(' ')]));
  }
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

async function printForms(kept: KeptModels, listing: Repository, all: boolean): Promise<void> {
  const forms = modelForms(listing);
  const { form: offered, reason } = offeredHere(listing);
  for (const form of forms) {
    const { whole, bytes } = await kept.here(listing, form);
    const graphBytes = form.files.filter(({ path }) => path.startsWith(form.graph));
    const isBegun = (await kept.here(listing, { ...form, files: graphBytes })).bytes > 0;
    if (!all && !isBegun) continue;
    const here = whole ? 'whole' : isBegun ? megabytes(bytes) : 'no';
    const dtype = all && form.graph === offered.graph ? `${form.dtype} (unless told)` : form.dtype;
    const cells = [writtenName(listing.name), dtype, form.graph, form.files.length, megabytes(form.bytes), here];
    console.log(rowOf(cells.map(String)));
  }
  if (all) console.log(`\n${reason}`);
}

function lookedUp(name: string, hub: string | undefined): Promise<Repository> {
  return repositoryOf(serverOf({ hub }, process.env), hubName(name), new AbortController().signal);
}

async function forget(kept: KeptModels, typed: string): Promise<void> {
  const name = hubName(typed);
  if (!(await kept.listing(name)))
    throw new LabError(
      'model-unknown',
      `“${writtenName(name)}” is not kept here.`,
      'evolora models lists those that are.',
    );
  await kept.delete(name);
  console.log(`${writtenName(name)} is forgotten.`);
}

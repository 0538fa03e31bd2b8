/**
 * `hub:ORG/NAME`: the directory of a model that was fetched by its name, fetched now where it was not. What is here is
 * taken without asking anybody, so it works offline.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { megabytes } from '../../base/megabytes.ts';
import { LabError } from '../../core/errors.ts';
import { knownOf } from '../../hub/catalogue.ts';
import { recommendedForm, type FormChoice } from '../../hub/choose.ts';
import { fetchForm } from '../../hub/download.ts';
import { modelForms, nameOfForm, type ModelForm } from '../../hub/forms.ts';
import type { NodeDevice } from '../../host/node.ts';
import { HUB_ADDRESS, hubAddress, hubName, writtenName, type HubName } from '../../hub/name.ts';
import { progressInWords } from '../../hub/pace.ts';
import { repositoryOf, type Repository } from '../../hub/repository.ts';
import type { HubServer } from '../../hub/server.ts';
import { Progress } from '../progress.ts';
import { roomIn } from '../room.ts';
import { cacheDirectory } from './cache-directory.ts';
import { deviceHere } from './device-here.ts';
import { DiskPart } from './file-part.ts';
import { alone } from './hub-lock.ts';
import { KeptModels, wholeForms, type KeptListing } from './kept-models.ts';

interface HubChoice {
  /** address of a mirror; else EVOLORA_HUB, else the hub itself */
  hub?: string | undefined;
  /** which form of the model; else the one that is here, else the one that suits a processor */
  dtype?: string | undefined;
  /** or the path of its graph */
  model?: string | undefined;
  /** where it is to compute; the processor unless told */
  device?: NodeDevice | undefined;
}

interface HubFolder {
  folder: string;
  /** of the host */
  name: string;
  /** path of its graph in the folder */
  model: string;
}

/**
 * Throws LabErrors `hub-…` and `storage-…`; what has come by then is kept.
 * @param pause  waits so many ms before the hub is asked again
 */
export async function hubFolder(
  typed: string,
  choice: HubChoice = {},
  env: NodeJS.ProcessEnv = process.env,
  pause: (ms: number) => Promise<void> = wait,
): Promise<HubFolder> {
  const name = hubName(typed);
  const kept = new KeptModels(cacheDirectory(env));
  const listing = await kept.listing(name);
  const here = listing && (await formHere(kept, listing, choice));
  if (listing && here) return folderOf(kept, listing, here);
  const server = serverOf(choice, env);
  const progress = new Progress();
  const lock = `${kept.folderOf({ name, commit: 'fetching' })}.lock`;
  const onWait = () => progress.say(`Another command fetches ${writtenName(name)}; waiting for it.`);
  return alone(lock, onWait, async () => {
    const known = (await kept.listing(name)) ?? (await asked(kept, server, name));
    const here = await formHere(kept, known, choice);
    if (here) return folderOf(kept, known, here);
    const { form, reason } = formFor(known, choice);
    if (reason !== '') progress.say(reason);
    await bringForm({ kept, server, repository: known, form, progress, pause });
    return folderOf(kept, known, form);
  });
}

async function asked(kept: KeptModels, server: HubServer, name: HubName): Promise<KeptListing> {
  const repository = await repositoryOf(server, name, new AbortController().signal);
  modelForms(repository); // one that has none is not worth keeping
  await kept.keepListing(server.address, repository);
  return { ...repository, hub: server.address };
}

/** The form asked for where it is whole here; without one asked for, the only one that is. */
async function formHere(kept: KeptModels, listing: Repository, choice: HubChoice): Promise<ModelForm | null> {
  const whole = await wholeForms(kept, listing);
  if (choice.dtype === undefined && choice.model === undefined) return whole.length === 1 ? whole[0]! : null;
  const { form: wanted } = formFor(listing, choice);
  return whole.find(({ graph }) => graph === wanted.graph) ?? null;
}

/** With the reason where it was not asked for. Throws LabError `hub-no-model` for a form that the repository does not have. */
function formFor(repository: Repository, { dtype, model, device }: HubChoice): FormChoice {
  const forms = modelForms(repository);
  if (dtype === undefined && model === undefined) return offeredHere(repository, device);
  const found = forms.find((form) => (model === undefined ? form.dtype === dtype : form.graph === model));
  if (found) return { form: found, reason: '' };
  const there = forms.map((form) => `${form.dtype} (${form.graph}, ${megabytes(form.bytes)})`).join(', ');
  throw new LabError(
    'hub-no-model',
    `“${writtenName(repository.name)}” has no form ${model ?? dtype}; it has ${there}.`,
    'Choose one of these with --dtype or --model.',
  );
}

/** The form that suits this machine. */
export function offeredHere(repository: Repository, device?: NodeDevice): FormChoice {
  const known = knownOf(repository.name.repository);
  return recommendedForm(modelForms(repository), deviceHere(device), undefined, known);
}

interface Fetching {
  kept: KeptModels;
  server: HubServer;
  repository: Repository;
  form: ModelForm;
  progress: Progress;
  pause: (ms: number) => Promise<void>;
}

async function bringForm({ kept, server, repository, form, progress, pause }: Fetching): Promise<void> {
  const { whole, bytes: here } = await kept.here(repository, form);
  if (whole) return;
  const folder = kept.folderOf(repository);
  const title = `${writtenName(repository.name)} in ${form.dtype}`;
  const begun = here > 0 ? `, of which ${megabytes(here)} are here` : '';
  progress.say(`Fetching ${title}: ${megabytes(form.bytes)} in ${form.files.length} files${begun}, into ${folder}`);
  const room = await roomIn(folder);
  if (room !== null && room < form.bytes - here)
    throw new LabError(
      'storage-full',
      `${title} takes ${megabytes(form.bytes - here)} more, and the disk of ${folder} has room for ${megabytes(room)}.`,
      'Free some space, or set EVOLORA_CACHE to a directory on another disk.',
    );
  await fetchForm({
    server,
    repository,
    form,
    signal: new AbortController().signal,
    pause,
    ifRange: true,
    now: () => performance.now(),
    partOf: async ({ path, bytes }) => new DiskPart(join(folder, path), bytes),
    onProgress: (told) => progress.update(told.total === 0 ? 1 : told.done / told.total, progressInWords(told)),
  }).finally(() => progress.end());
}

function folderOf(kept: KeptModels, repository: Repository, form: ModelForm): HubFolder {
  const { repository: whole } = repository.name;
  return { folder: kept.folderOf(repository), name: nameOfForm(whole, form.dtype), model: form.graph };
}

/** A token is for the place that gave it out: the hub's own goes to no mirror. Throws LabError `hub-name`. */
export function serverOf({ hub }: Pick<HubChoice, 'hub'>, env: NodeJS.ProcessEnv): HubServer {
  const address = hubAddress(hub ?? (env['EVOLORA_HUB'] || HUB_ADDRESS));
  const token = env['EVOLORA_HUB_TOKEN'] || (address === HUB_ADDRESS ? env['HF_TOKEN'] : undefined);
  return { address, token: token || undefined, fetch };
}

/** All files of one form of a model, from the commit that was listed, into whatever keeps them. */
import { fileAddress, writtenName } from './name.ts';
import type { ModelForm } from './forms.ts';
import { Pace, type HubProgress } from './pace.ts';
import type { FilePart } from './part.ts';
import type { HubFile, Repository } from './repository.ts';
import { transfer, type Way } from './transfer.ts';

interface DownloadOptions extends Way {
  repository: Pick<Repository, 'name' | 'commit'>;
  form: ModelForm;
  /** where a file goes; `i` is its place in the form's list */
  partOf: (file: HubFile, i: number) => Promise<FilePart>;
  /** called as bytes come */
  onProgress: (progress: HubProgress) => void;
  /** ms */
  now: () => number;
}

/** Fetches what is missing, file by file. Throws what `transfer` throws; what has come is kept. */
export async function fetchForm({ repository, form, partOf, onProgress, now, ...way }: DownloadOptions): Promise<void> {
  const { name, commit } = repository;
  const parts = await Promise.all(form.files.map(partOf));
  let done = 0;
  for (const part of parts) done += await part.size();
  const pace = new Pace(now);
  onProgress(pace.progress(done, form.bytes));
  const onBytes = (bytes: number): void => {
    done += bytes;
    pace.add(Math.max(0, bytes));
    onProgress(pace.progress(done, form.bytes));
  };
  for (const [i, file] of form.files.entries()) {
    const url = fileAddress(way.server.address, { ...name, revision: commit }, file.path);
    const part = parts[i]!;
    await transfer(way, { url, file, whose: writtenName(name), part, onBytes }).finally(() => part.close());
  }
}

/** The run of a file that is in memory, with all that belongs to it. */
import { openRunFile } from '../../src/record/file/evolora-file.ts';
import { collectRun, hostByRun, type HostFacts, type ImportedRun } from '../../src/record/file/read-run.ts';

export const fileOf = (bytes: Uint8Array): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>]);

/** @param host  that is loaded; else what the file itself says of its own */
export async function importRun(bytes: Uint8Array, host?: HostFacts): Promise<ImportedRun> {
  const found = await openRunFile(fileOf(bytes), 'a.evolora');
  return collectRun(found, host ?? (await hostByRun(found)));
}

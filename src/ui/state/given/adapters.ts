/** Adapters that somebody chose or dropped, as far as the page knows them: by their names. The lab reads them. */
import type { GivenFile } from '../../../lab/contract.ts';
import { count } from '../../words/format.ts';

/** Files that were chosen, with the folder that was chosen with them. */
export function givenFiles(files: readonly File[]): GivenFile[] {
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** Such as “the adapters in one.zip and 2 more”. */
export function wordsOfGiven(given: readonly GivenFile[]): string {
  const places = [...new Set(given.map(({ path }) => path.split('/')[0]!))];
  const more = places.length > 1 ? ` and ${count(places.length - 1)} more` : '';
  return `the adapters in ${places[0]!}${more}`;
}

/** Names of those that can be told apart without reading them: directories with weights, zips, single files. */
export function namesOfGiven(given: readonly GivenFile[]): string[] {
  const names = given.flatMap(({ path }) => {
    const [file = '', folder] = path.split('/').reverse();
    if (/^adapter_model\./.test(file)) return folder ?? file;
    return /\.(?:safetensors|onnx_adapter|zip)$/i.test(file) ? file : [];
  });
  return [...new Set(names)];
}

/** The pages that are made from the code, and the picture of the house, as they should be now. */
import { format, resolveConfig } from 'prettier';
import { inRepository } from '../lib/paths.mjs';
import { errorsPage } from './errors.ts';
import { eventsPage } from './events.ts';
import { readHouse } from './house.mjs';
import { parametersPage } from './parameters.ts';
import { draw } from './picture.mjs';

const PAGES = {
  'docs/errors.md': errorsPage,
  'docs/events.md': eventsPage,
  'docs/parameters.md': parametersPage,
};

/** Paths from the repository's root, and texts as the formatter leaves them. */
export async function generatedPages(): Promise<[path: string, text: string][]> {
  const style = await resolveConfig(inRepository('docs/events.md'));
  const texts = Object.entries(PAGES).map(async ([path, page]): Promise<[string, string]> => [
    path,
    await format(page(), { ...style, parser: 'markdown' }),
  ]);
  return [...(await Promise.all(texts)), ['docs/house.svg', draw(readHouse())]];
}

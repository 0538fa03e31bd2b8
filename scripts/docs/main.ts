/** `npm run docs`: writes the pages of docs/ that are made from the code. A test says when they are not current. */
import { writeFileSync } from 'node:fs';
import { inRepository } from '../lib/paths.mjs';
import { generatedPages } from './pages.ts';

for (const [path, text] of await generatedPages()) {
  writeFileSync(inRepository(path), text);
  console.log(`wrote ${path}`);
}

/** Writes the directories that read.py reads: `npx tsx tests/golden/exchange/peft/make.ts DIR`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { microPortfolio, peftCases } from '../../../exchange/adapters/cases.ts';

const out = process.argv[2]!;
for (const { name, files } of await peftCases()) await write(join(out, name), files);
await write(join(out, 'micro-run'), (await microPortfolio()).files);

async function write(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

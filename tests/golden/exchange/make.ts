/** Writes the files that read.py reads, a folder a format: `npx tsx tests/golden/exchange/make.ts DIR`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FORMAT_NAMES } from '../../../src/exchange/format-words.ts';
import { FORMATS } from '../../../src/exchange/formats.ts';
import { smallRun } from '../../exchange/adapters/cases.ts';

const out = process.argv[2]!;
const run = await smallRun();
for (const format of FORMAT_NAMES.filter((name) => name !== 'peft' && name !== 'ort')) {
  await mkdir(join(out, format), { recursive: true });
  for (const [path, bytes] of FORMATS[format](run, { which: 'all' })) await writeFile(join(out, format, path), bytes);
}

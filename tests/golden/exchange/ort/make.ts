/** Writes the files that read.py reads: `npx tsx tests/golden/exchange/ort/make.ts DIR`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ortAdapter } from '../../../../src/exchange/adapters/ort.ts';
import { peftCases } from '../../../exchange/adapters/cases.ts';

const out = process.argv[2]!;
await mkdir(out, { recursive: true });
for (const { name, files } of await peftCases())
  await writeFile(join(out, `${name}.onnx_adapter`), ortAdapter(files));

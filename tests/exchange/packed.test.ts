/** What leaves the page as a zip is what the command line writes. */
import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { FORMAT_NAMES } from '../../src/exchange/format-words.ts';
import { FORMATS } from '../../src/exchange/formats.ts';
import { packedRun } from '../../src/exchange/packed.ts';
import { exportRun } from '../../src/record/file/evolora-file.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import { realRun } from '../support/real-runs.ts';

it.each(FORMAT_NAMES)('%s goes into a zip file by file', async (format) => {
  const run = await realRun();
  const view = run.records.reduce<View | null>(foldRecord, null)!;
  const { fileName, bytes } = packedRun(run, 'My-run.evolora', {
    format,
    which: 'all',
    base: { repository: 'some/model' },
  });
  expect(fileName).toBe(`My-run-${format}.zip`);
  const files = FORMATS[format]({ ...run, view }, { which: 'all', base: { repository: 'some/model' } });
  expect(unzipSync(bytes)).toEqual(Object.fromEntries(files));
  expect(packedRun(run, 'My-run.evolora', { format, which: 'all', base: { repository: 'some/model' } }).bytes).toEqual(
    bytes,
  );
});

it('whole it is the run itself', async () => {
  const run = await realRun();
  expect(packedRun(run, 'My-run.evolora')).toEqual({ fileName: 'My-run.evolora', bytes: exportRun(run) });
});

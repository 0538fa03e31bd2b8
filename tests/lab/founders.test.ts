/** A run that the page begins on adapters which it was given as files. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { GivenFile } from '../../src/lab/contract.ts';
import { SMALL } from '../support/real-runs.ts';
import { OPEN, testLab } from './test-lab.ts';

const file = (path: string, bytes: Uint8Array): GivenFile => ({
  path,
  file: new File([bytes as Uint8Array<ArrayBuffer>], path.split('/').at(-1)!),
});

/** A lab in which a run has lived a little, and what it exports. */
async function lived() {
  const there = testLab();
  await there.lab.open(OPEN);
  await there.lab.step();
  const { bytes } = await there.lab.exportRun({ format: 'peft', which: 'living' });
  return { ...there, zip: bytes };
}

describe('a new run on adapters', () => {
  it('has them as its founders, bit for bit', async () => {
    const { lab, zip } = await lived();
    const world = { ...SMALL, population: { ...SMALL.population, founders: 1 } };
    await lab.newRun({ seed: '6', config: world, adapters: [file('some.zip', zip)] });
    const [founding] = await lab.records(0, 0);
    const born = founding!.events.flatMap((event) => (event.type === 'born' ? [event] : []));
    const again = await lab.exportRun({ format: 'peft', which: 'living' });
    const weightsIn = (packed: Uint8Array) => {
      const said = JSON.parse(strFromU8(unzipSync(packed)['export.json']!)) as { adapters: { weights: string }[] };
      return said.adapters.map(({ weights }) => weights).sort();
    };
    expect(born.length).toBeGreaterThan(1);
    expect(weightsIn(again.bytes)).toEqual(weightsIn(zip));
    expect(born.map(({ weights }) => weights).sort()).toEqual(weightsIn(zip));
  });

  it('is not begun where one is no good, and the run that is open stays', async () => {
    const { lab, status, zip } = await lived();
    const before = status().runId;
    const begin = (adapters: GivenFile[], config = SMALL) => lab.newRun({ seed: '6', config, adapters });
    await expect(begin([file('notes.txt', zip)])).rejects.toMatchObject({ code: 'adapters-none' });
    await expect(begin([file('cut.zip', zip.slice(0, 99))])).rejects.toMatchObject({
      code: 'import-damaged',
      sentence: expect.stringContaining('“cut.zip”') as string,
    });
    const pickle = file('one/adapter_model.bin', Uint8Array.of(0x80, 2, 0x7d, 0x71, 0, 0x2e));
    await expect(begin([file('some.zip', zip), pickle])).rejects.toMatchObject({
      code: 'not-supported',
      sentence: expect.stringMatching(/^one\/adapter_model\.bin: /) as string,
    });
    const many = Array.from({ length: 40 }, (_, i) => file(`${i}.zip`, zip));
    await expect(begin(many)).rejects.toMatchObject({ code: 'founders-unfit' });
    expect(status()).toMatchObject({ runId: before, phase: 'paused' });
    expect(await lab.runs()).toHaveLength(1);
    await lab.step();
  });
});

import { strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashBytes } from '../../../src/base/hash.ts';
import { random } from '../../../src/base/random.ts';
import type { GenerationRecord } from '../../../src/ecology/events/events.ts';
import { hashWorld, type World } from '../../../src/ecology/world/world.ts';
import { floatsOfTensor, floatTensor, readSafetensors, writeSafetensors } from '../../../src/host/index.ts';
import { LabError } from '../../../src/core/errors.ts';
import { exportRun, openRunFile } from '../../../src/record/file/evolora-file.ts';
import type { ImportedRun } from '../../../src/record/file/read-run.ts';
import { MOST_FILE_BYTES } from '../../../src/record/file/evolora-zip.ts';
import { checkMigrations, FILE_VERSION, migrate } from '../../../src/record/file/migrations.ts';
import { importRun } from '../../support/import-run.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { realRun, type RealRun } from '../../support/real-runs.ts';

const host = tinyHost();
let run: RealRun;
let file: Uint8Array;
beforeAll(async () => {
  run = await realRun();
  file = exportRun(run);
});

type Files = Record<string, Uint8Array>;
interface Manifest {
  format: string;
  version: number;
  files: Record<string, { bytes: number; sha256: string }>;
  [key: string]: unknown;
}

const json = (bytes: Uint8Array) => JSON.parse(new TextDecoder().decode(bytes)) as unknown;
const bytesOf = (value: unknown) => strToU8(JSON.stringify(value));

/** The file with some parts changed; by default its manifest then tells of the changed parts, as a forger's would. */
function forged(change: (files: Files) => void, { honest = true, manifest = (_: Manifest) => {} } = {}): Uint8Array {
  const files = unzipSync(file) as Files;
  const told = json(files['manifest.json']!) as Manifest;
  delete files['manifest.json'];
  change(files);
  if (honest) {
    told.files = Object.fromEntries(
      Object.entries(files).map(([path, bytes]) => [path, { bytes: bytes.length, sha256: hashBytes(bytes) }]),
    );
  }
  manifest(told);
  return zipSync({ 'manifest.json': bytesOf(told), ...files } as Zippable);
}

const withWorld = (change: (world: World) => void) =>
  forged((files) => {
    const world = json(files['world.json']!) as World;
    change(world);
    files['world.json'] = bytesOf(world);
  });

/** A forger who also corrects the journal's last hash. */
const withWorldAndHash = (change: (world: World) => void) =>
  forged((files) => {
    const world = json(files['world.json']!) as World;
    change(world);
    files['world.json'] = bytesOf(world);
    files['journal.ndjson'] = journalOf(files, (records) => {
      for (const event of records.at(-1)!.events)
        if (event.type === 'generation-ended') event.stateHash = hashWorld(world);
    });
  });

function journalOf(files: Files, change: (records: GenerationRecord[]) => void): Uint8Array {
  const lines = new TextDecoder().decode(files['journal.ndjson']).trimEnd().split('\n');
  const records = lines.map((line) => JSON.parse(line) as GenerationRecord);
  change(records);
  return strToU8(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
}

const withJournal = (change: (records: GenerationRecord[]) => void) =>
  forged((files) => {
    files['journal.ndjson'] = journalOf(files, change);
  });

const firstWeights = (files: Files) => Object.keys(files).find((path) => path.startsWith('adapters/'))!;

/** Weights changed in place and renamed everywhere, so that only their values are wrong. */
function withWeights(
  change: (numbers: Float32Array) => void,
  keep: (name: string) => boolean = () => true,
): Uint8Array {
  return forged((files) => {
    const path = firstWeights(files);
    const safe = readSafetensors(files[path]!);
    const tensors = [...safe.tensors]
      .filter(([name]) => keep(name))
      .map(([name, tensor]) => {
        const numbers = floatsOfTensor(tensor);
        change(numbers);
        return [name, floatTensor(tensor.shape, numbers)] as const;
      });
    const bytes = writeSafetensors({ tensors: new Map(tensors), metadata: safe.metadata });
    const [before, after] = [path.slice(9, 73), hashBytes(bytes)];
    delete files[path];
    files[`adapters/${after}.safetensors`] = bytes;
    const renamed = (text: string) => text.replaceAll(before, after);
    const world = JSON.parse(renamed(new TextDecoder().decode(files['world.json']))) as World;
    files['world.json'] = bytesOf(world);
    files['journal.ndjson'] = strToU8(renamed(new TextDecoder().decode(files['journal.ndjson'])));
    files['journal.ndjson'] = journalOf(files, (records) => {
      for (const event of records.at(-1)!.events)
        if (event.type === 'generation-ended') event.stateHash = hashWorld(world);
    });
  });
}

async function errorOf(bytes: Uint8Array, other = host): Promise<LabError> {
  try {
    await importRun(bytes, other);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(LabError);
    return thrown as LabError;
  }
  throw new Error('the file was imported');
}

/** What an import has to give back, without the Maps' typed arrays being of other buffers. */
const plain = ({ name, world, records, blobs }: Pick<ImportedRun, 'name' | 'world' | 'records' | 'blobs'>) => ({
  name,
  world,
  records,
  blobs: [...blobs].map(([hash, bytes]) => [hash, [...bytes]]).sort(),
});

describe('.evolora files', () => {
  it('come back as the run they were made from, and go out again byte for byte', async () => {
    const imported = await importRun(file, host);
    expect(plain(imported)).toEqual(
      plain({ ...run, name: 'My run', blobs: new Map(run.blobs), records: [...run.records] }),
    );
    expect(imported.view.generation).toBe(6);
    expect([...imported.adapters.keys()].sort()).toEqual([...run.engine.adapters.keys()].sort());
    for (const [hash, adapter] of imported.adapters) expect(adapter).toEqual(run.engine.adapters.get(hash));
    const again = exportRun({ ...imported, summary: { name: imported.name } });
    expect(hashBytes(again)).toBe(hashBytes(file));
  });

  it('bear the lab’s own version', async () => {
    const { LAB_VERSION } = await import('../../../src/record/version.ts');
    const { default: packageJson } = await import('../../../package.json');
    expect(LAB_VERSION).toBe(packageJson.version);
  });

  it.each<[string, string, () => Uint8Array]>([
    ['nothing', 'import-foreign', () => new Uint8Array()],
    ['a text', 'import-foreign', () => strToU8('hello')],
    ['a foreign zip', 'import-foreign', () => zipSync({ 'a.txt': strToU8('hello') })],
    ['a foreign manifest', 'import-foreign', () => zipSync({ 'manifest.json': bytesOf({ name: 'an extension' }) })],
    ['a cut-off file', 'import-damaged', () => file.slice(0, file.length - 100)],
    ['half a file', 'import-damaged', () => file.slice(0, file.length >> 1)],
    [
      'a file of a newer version',
      'import-newer',
      () =>
        forged(() => {}, {
          manifest: (m) => {
            m.version = FILE_VERSION + 1;
          },
        }),
    ],
    [
      'a version that never was',
      'import-damaged',
      () =>
        forged(() => {}, {
          manifest: (m) => {
            m.version = 0;
          },
        }),
    ],
    [
      'an unknown key in the manifest',
      'import-damaged',
      () =>
        forged(() => {}, {
          manifest: (m) => {
            m['extra'] = 1;
          },
        }),
    ],
    [
      'a manifest without its list',
      'import-damaged',
      () => forged(() => {}, { manifest: (m) => delete (m as Partial<Manifest>).files }),
    ],
    [
      'a changed part',
      'import-damaged',
      () =>
        forged(
          (files) => {
            files['world.json'] = strToU8('{}');
          },
          { honest: false },
        ),
    ],
    [
      'a part too many',
      'import-damaged',
      () =>
        forged((files) => {
          files['more.txt'] = strToU8('x');
        }),
    ],
    [
      'a part that the manifest does not name',
      'import-damaged',
      () =>
        forged(
          (files) => {
            files['more.txt'] = strToU8('x');
          },
          { honest: false },
        ),
    ],
    ['a part too few', 'import-damaged', () => forged((files) => delete files['world.json'], { honest: false })],
    ['no journal', 'import-damaged', () => forged((files) => delete files['journal.ndjson'])],
    [
      'an empty journal',
      'import-damaged',
      () =>
        forged((files) => {
          files['journal.ndjson'] = new Uint8Array();
        }),
    ],
    [
      'a journal without its last line’s end',
      'import-damaged',
      () =>
        forged((files) => {
          files['journal.ndjson'] = files['journal.ndjson']!.slice(0, -1);
        }),
    ],
    [
      'a journal that is no text',
      'import-damaged',
      () =>
        forged((files) => {
          files['journal.ndjson'] = new Uint8Array([0xff, 0x0a]);
        }),
    ],
    [
      'a state that is no JSON',
      'import-damaged',
      () =>
        forged((files) => {
          files['world.json'] = strToU8('{');
        }),
    ],
    ['an unknown key in the state', 'import-damaged', () => withWorld((world) => Object.assign(world, { extra: 1 }))],
    [
      'an impossible parameter',
      'import-damaged',
      () =>
        withWorld((world) => {
          world.config.population.capacity = -1;
        }),
    ],
    [
      'another state than the journal’s',
      'import-damaged',
      () =>
        withWorld((world) => {
          world.cells[0]!.attempts += 1;
        }),
    ],
    [
      'energy out of nowhere',
      'import-damaged',
      () =>
        withWorldAndHash((world) => {
          world.balances['organelle:1'] = 50;
        }),
    ],
    [
      'an organelle more',
      'import-damaged',
      () => withWorldAndHash((world) => world.organelles.push({ ...world.organelles[0]!, id: 77 })),
    ],
    [
      'another configuration',
      'import-damaged',
      () =>
        withWorldAndHash((world) => {
          world.config.energy.ticket = 0.5;
        }),
    ],
    ['another archive', 'import-damaged', () => withWorldAndHash((world) => world.archive.entries.pop())],
    [
      'another generation',
      'import-damaged',
      () =>
        withWorldAndHash((world) => {
          world.generation = 3;
        }),
    ],
    ['a gap in the journal', 'import-damaged', () => withJournal((records) => records.splice(2, 1))],
    ['a generation twice', 'import-damaged', () => withJournal((records) => records.push(records.at(-1)!))],
    ['a journal without its beginning', 'import-damaged', () => withJournal((records) => records.shift())],
    ['an unfinished generation', 'import-damaged', () => withJournal((records) => records[2]!.events.pop())],
    [
      'a run that starts twice',
      'import-damaged',
      () => withJournal((records) => records[2]!.events.push(records[0]!.events[0]!)),
    ],
    [
      'an unknown event',
      'import-newer',
      () => withJournal((records) => records[2]!.events.push({ type: 'miracle' } as never)),
    ],
    [
      'an unknown key in an event',
      'import-damaged',
      () => withJournal((records) => Object.assign(records[2]!.events[0]!, { extra: 1 })),
    ],
    [
      'revenue that nobody got',
      'import-damaged',
      () =>
        withJournal((records) => {
          const episode = records[1]!.events.find((event) => event.type === 'episode')!;
          if (episode.type === 'episode') episode.revenue += 1;
        }),
    ],
    ['missing weights', 'import-damaged', () => forged((files) => delete files[firstWeights(files)])],
    [
      'weights under another name',
      'import-damaged',
      () =>
        forged((files) => {
          const [a, b] = Object.keys(files).filter((path) => path.startsWith('adapters/')) as [string, string];
          [files[a], files[b]] = [files[b]!, files[a]!];
        }),
    ],
    [
      'weights that are no numbers',
      'import-damaged',
      () =>
        withWeights((numbers) => {
          numbers[0] = NaN;
        }),
    ],
    [
      'weights that are infinite',
      'import-damaged',
      () =>
        withWeights((numbers) => {
          numbers[0] = -Infinity;
        }),
    ],
    [
      'weights with a site too few',
      'import-damaged',
      () =>
        withWeights(
          () => {},
          (name) => !name.includes('down_proj'),
        ),
    ],
    [
      'weights that are no safetensors',
      'import-damaged',
      () =>
        forged((files) => {
          files[firstWeights(files)] = strToU8('weights');
        }),
    ],
  ])('refuse %s', async (_what, code, make) => {
    const error = await errorOf(make());
    expect(error).toMatchObject({ code, nextStep: expect.stringContaining('othing was imported') });
    expect(error.sentence).toMatch(/^[A-Z].{20,400}\.$/s);
  });

  it('refuse a run of another host, and say which', async () => {
    const error = await errorOf(file, tinyHost({ letter: 'b' }));
    expect(error).toMatchObject({ code: 'import-other-host', sentence: expect.stringContaining('“tiny-a”') });
  });

  it('refuse weights made for other sites', async () => {
    const wider = { ...host, sites: host.sites.map((site) => ({ ...site, outputs: site.outputs + 1 })) };
    expect(await errorOf(file, wider)).toMatchObject({
      code: 'import-damaged',
      sentence: expect.stringContaining('does not fit'),
    });
  });

  it('refuse what is too large, packed or unpacked, before unpacking it', async () => {
    const huge = { size: MOST_FILE_BYTES + 1 } as Blob;
    await expect(openRunFile(huge, 'huge')).rejects.toMatchObject({ code: 'import-too-large' });
    const bomb = forged(() => {}).slice();
    const view = new DataView(bomb.buffer);
    // the uncompressed size in every entry of the zip's directory: 4 GB less one byte is zip64's mark, so a little less
    for (let i = 0; i + 46 < bomb.length; i++)
      if (view.getUint32(i, true) === 0x02014b50) view.setUint32(i + 24, 0xf0000000, true);
    const started = process.memoryUsage().arrayBuffers;
    expect(await errorOf(bomb)).toMatchObject({ code: 'import-too-large' });
    expect(process.memoryUsage().arrayBuffers - started).toBeLessThan(64e6);
  });

  it('survive nothing that chance does to them: always a LabError, or the whole run', async () => {
    const source = random('fuzz', 7);
    const whole = JSON.stringify(plain(await importRun(file, host)));
    let refused = 0;
    for (let i = 0; i < 400; i++) {
      const bytes = i % 4 === 0 ? file.slice(0, source.integer(0, file.length - 1)) : file.slice();
      if (i % 4 !== 0)
        for (let flips = source.integer(1, 3); flips > 0; flips--)
          bytes[source.integer(0, bytes.length - 1)]! ^= 1 << source.integer(0, 7);
      try {
        expect(JSON.stringify(plain(await importRun(bytes, host)))).toBe(whole);
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(LabError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(300);
  });
});

describe('migrations', () => {
  const step = (from: number) => ({
    from,
    what: 'a test',
    migrate: (parts: Parameters<typeof migrate>[0]) => ({
      ...parts,
      manifest: { ...parts.manifest, [`m${from}`]: true },
    }),
  });

  it('have no gaps', () => {
    expect(() => checkMigrations([step(1), step(2)])).not.toThrow();
    expect(() => checkMigrations([step(1), step(3)])).toThrow(RangeError);
    expect(() => migrate({ manifest: {}, files: new Map() }, 1, [step(2)])).toThrow(RangeError);
  });

  it('run from the file’s version on', () => {
    const parts = { manifest: {}, files: new Map() };
    expect(migrate(parts, 1, [step(1), step(2)]).manifest).toEqual({ m1: true, m2: true });
    expect(migrate(parts, 2, [step(1), step(2)]).manifest).toEqual({ m2: true });
    expect(migrate(parts, 3, [step(1), step(2)]).manifest).toEqual({});
  });
});

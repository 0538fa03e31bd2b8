/** Runs' files as other programs leave them, and as nobody should make them. */
import { strFromU8, strToU8, unzipSync, Zip, ZipDeflate, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../../src/core/errors.ts';
import { exportRun } from '../../../src/record/file/evolora-file.ts';
import { importRun } from '../../support/import-run.ts';
import { tinyHost } from '../../support/tiny-host.ts';
import { realRun } from '../../support/real-runs.ts';
import { rawZip, type RawEntry } from './zip-writer.ts';

const host = tinyHost();
let file: Uint8Array;
let parts: RawEntry[];
beforeAll(async () => {
  file = exportRun(await realRun());
  parts = Object.entries(unzipSync(file)).map(([name, content]) => ({ name, content }));
});

const named = (change: (name: string) => string) => parts.map(({ name, content }) => ({ name: change(name), content }));
const deflated = (entries: readonly RawEntry[]) =>
  zipSync(Object.fromEntries(entries.map(({ name, content }) => [name, content!])));

/** As fflate's streams write it: nothing of a part is known before it is packed. */
function streamed(entries: readonly RawEntry[]): Uint8Array {
  const chunks: Uint8Array[] = [];
  const zip = new Zip((failure, chunk) => {
    if (failure) throw failure;
    chunks.push(chunk);
  });
  for (const { name, content } of entries) {
    const part = new ZipDeflate(name);
    zip.add(part);
    part.push(content!, true);
  }
  zip.end();
  return new Uint8Array(Buffer.concat(chunks));
}

describe('what opens as the run it is', () => {
  const noise = (): RawEntry[] => [
    { name: 'World/' },
    { name: 'World/adapters/' },
    { name: 'World/.DS_Store', content: strToU8('x') },
    { name: '__MACOSX/' },
    { name: '__MACOSX/World/' },
    { name: '__MACOSX/World/._world.json', content: strToU8('x') },
  ];
  it.each<[string, () => Uint8Array]>([
    ['as it was exported', () => file],
    ['packed again by a Mac', () => rawZip([...noise(), ...named((name) => `World/${name}`)])],
    ['packed again, deflated', () => deflated(named((name) => `World/${name}`))],
    [
      'packed again by Windows, with its thumbnails',
      () => rawZip([...parts, { name: 'Thumbs.db' }, { name: 'desktop.ini' }]),
    ],
    ['packed from inside its folder', () => rawZip(named((name) => `./${name}`))],
    ['two folders deep', () => rawZip(named((name) => `Downloads/World/${name}`))],
    ['with zip64 fields in every entry', () => rawZip(parts.map((part) => ({ ...part, zip64: true })))],
    [
      'with a zip64 end record too',
      () =>
        rawZip(
          parts.map((part) => ({ ...part, zip64: true })),
          { end64: true },
        ),
    ],
    ['with a zip64 end record alone', () => rawZip(parts, { end64: true })],
    ['streamed, its sizes behind its parts', () => rawZip(parts.map((part) => ({ ...part, descriptor: 'signed' })))],
    [
      'streamed, its sizes behind its parts without a signature',
      () => rawZip(parts.map((part) => ({ ...part, descriptor: 'unsigned' }))),
    ],
    ['streamed and deflated', () => streamed(parts)],
    [
      'in a folder named in UTF-8, and marked so',
      () => rawZip(named((name) => `Überlebt 世界/${name}`).map((part) => ({ ...part, flags: 0x800 }))),
    ],
    ['in a folder named in UTF-8, and not marked so', () => rawZip(named((name) => `Überlebt 世界/${name}`))],
    [
      'in a folder named in a code page of old',
      () => rawZip(named((name) => `Überlebt/${name}`).map((part) => ({ ...part, oldCodePage: true }))),
    ],
    ['with a comment', () => rawZip(parts, { comment: 'my best run' })],
    ['with the longest comment', () => rawZip(parts, { comment: 'x'.repeat(0xffff) })],
    ['with a comment that looks like an end', () => rawZip(parts, { comment: `a PK\x05\x06 ${'b'.repeat(40)}` })],
    ['with a comment and a zip64 end record', () => rawZip(parts, { comment: 'PK\x05\x06', end64: true })],
    ['with something behind its end', () => new Uint8Array(Buffer.concat([rawZip(parts), Buffer.from('\r\n')]))],
  ])('%s', async (_, make) => {
    expect(await importRun(make(), host)).toMatchObject({ name: 'My run', world: { generation: 6 } });
  });
});

describe('what is refused, and for what reason', () => {
  const withPart = (part: RawEntry) => rawZip([...parts, part]);
  const instead = (change: Partial<RawEntry>) =>
    rawZip(parts.map((part, i) => (i === 1 ? { ...part, ...change } : part)));
  /** One more entry in front of the manifest's list. */
  const relisted = (name: string) =>
    rawZip(
      parts.map((part) => {
        if (part.name !== 'manifest.json') return part;
        const list = strFromU8(part.content!).replace(/"files":\s*\{/, `$& ${name}: { "bytes": 1, "sha256": "x" },`);
        return { ...part, content: strToU8(list) };
      }),
    );
  it.each<[string, string, RegExp, () => Uint8Array]>([
    ['a part named __proto__', 'import-damaged', /__proto__.*does not name/, () => withPart({ name: '__proto__' })],
    [
      'a part named constructor',
      'import-damaged',
      /constructor.*does not name/,
      () => withPart({ name: 'constructor' }),
    ],
    ['a manifest that names __proto__', 'import-damaged', /manifest names “__proto__”/, () => relisted('"__proto__"')],
    [
      'a manifest that names a part twice',
      'import-damaged',
      /manifest names “world.json” twice/,
      () => relisted('"world.json"'),
    ],
    ['an empty archive', 'import-foreign', /an empty archive/, () => zipSync({})],
    [
      'a volume of several, by its mark',
      'import-unsupported',
      /one volume of several/,
      () => new Uint8Array(Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), file])),
    ],
    ['a name that climbs', 'import-unsupported', /“\.\.\/x” .*leads out/, () => withPart({ name: '../x' })],
    ['a name that climbs inside', 'import-unsupported', /leads out/, () => withPart({ name: 'adapters/../../x' })],
    ['an absolute name', 'import-unsupported', /leads out/, () => withPart({ name: '/etc/passwd' })],
    ['the name of a drive', 'import-unsupported', /leads out/, () => withPart({ name: 'C:/x' })],
    ['backslashes', 'import-unsupported', /backslash/, () => rawZip(named((name) => `World\\${name}`))],
    ['a part twice', 'import-unsupported', /twice/, () => rawZip([...parts, parts[1]!])],
    ['an encrypted part', 'import-unsupported', /encrypted/, () => instead({ flags: 1 })],
    ['a part encrypted by AES', 'import-unsupported', /encrypted/, () => instead({ method: 99, flags: 1 })],
    ['Deflate64', 'import-unsupported', /compressed by Deflate64/, () => instead({ method: 9 })],
    ['Zstandard', 'import-unsupported', /compressed by Zstandard/, () => instead({ method: 93 })],
    ['a method without a name', 'import-unsupported', /compressed by method 77/, () => instead({ method: 77 })],
    ['a volume of several', 'import-unsupported', /volume/, () => rawZip(parts, { disk: 2 })],
    [
      'two runs',
      'import-unsupported',
      /several runs/,
      () => rawZip([...named((n) => `a/${n}`), ...named((n) => `b/${n}`)]),
    ],
    [
      'a part outside its folder',
      'import-unsupported',
      /“x” lies outside/,
      () => rawZip([...named((name) => `a/${name}`), { name: 'x' }]),
    ],
    [
      'a run in an archive',
      'import-unsupported',
      /“a\.evolora” is packed/,
      () => rawZip([{ name: 'a.evolora', content: file }]),
    ],
    ['another zip', 'import-foreign', /^The file is not a run/, () => rawZip([{ name: 'word/document.xml' }])],
    ['another zip, encrypted', 'import-foreign', /^The file is not a run/, () => rawZip([{ name: 'a.txt', flags: 1 }])],
    ['an empty zip', 'import-foreign', /^The file is not a run/, () => rawZip([])],
    ['a bomb by its directory', 'import-too-large', /MB/, () => instead({ method: 8, claimedBytes: 0xf0000000 })],
    ['a bomb of terabytes', 'import-too-large', /MB/, () => instead({ method: 8, zip64: true, claimedBytes: 2 ** 44 })],
    [
      'a bomb that hides its size',
      'import-damaged',
      /./,
      () => rawZip([...parts.slice(0, 1), { name: 'world.json', content: bombOf(64), method: 8, claimedBytes: 10 }]),
    ],
  ])('%s', async (_, code, sentence, make) => {
    const error = await errorOf(make());
    expect(error).toMatchObject({ code, nextStep: expect.stringContaining('nothing was imported') });
    expect(error.sentence).toMatch(sentence);
  });

  it('a name that is a prototype’s, without touching any', async () => {
    await errorOf(withPart({ name: '__proto__', content: strToU8('{"polluted":1}') }));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

/** Deflated zeros, MB of them. */
function bombOf(megabytes: number): Uint8Array {
  const zipped = zipSync({ a: new Uint8Array(megabytes * 2 ** 20) });
  const view = new DataView(zipped.buffer, zipped.byteOffset);
  return zipped.slice(31, 31 + view.getUint32(18, true));
}

async function errorOf(bytes: Uint8Array): Promise<LabError> {
  try {
    await importRun(bytes, host);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(LabError);
    return thrown as LabError;
  }
  throw new Error('the file was imported');
}

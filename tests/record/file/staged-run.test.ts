/** A run far larger than what may be held, made up on the way: as it is read it is staged, and no more than a piece is held. */
import { beforeAll, describe, expect, it } from 'vitest';
import { hashJson } from '../../../src/base/hash.ts';
import type { GenerationRecord } from '../../../src/ecology/events/events.ts';
import { worldSchema } from '../../../src/ecology/world/world.ts';
import { hostByRun, type FoundRun } from '../../../src/record/file/read-run.ts';
import { PIECE_BYTES, stageRun } from '../../../src/record/file/staged-run.ts';
import type { IntakePart } from '../../../src/record/store/intake.ts';
import { LabError } from '../../../src/core/errors.ts';
import { MemoryStore } from '../../../src/record/store/store-memory.ts';
import { episode } from '../../support/journal-maker.ts';
import { realRun, type RealRun } from '../../support/real-runs.ts';
import { folderOf, openFolder, type Files } from '../../support/run-folder.ts';

const GENERATIONS = 100;
const EPISODES = 8;
const CHUNK_BYTES = 64 * 2 ** 10;

let run: RealRun;
let files: Files;
beforeAll(async () => {
  run = await realRun();
  files = await folderOf(run);
});

/** Counts what comes and how much of it is held at most. */
class CountingStore extends MemoryStore {
  staged: Omit<IntakePart, 'blobs'>[] = [];
  abandoned: string[] = [];
  bytes = 0;

  override async stage(_id: string, { records, bytes }: IntakePart): Promise<void> {
    this.staged.push({
      records: records.map(({ generation, telemetry }) => ({ generation, events: [], telemetry })),
      bytes,
    });
    this.bytes += bytes;
  }
  override async abandon(id: string): Promise<void> {
    this.abandoned.push(id);
  }
}

interface Long {
  found: FoundRun;
  bytes: number;
  /** The bytes of the journal that have been asked for. */
  read: () => number;
}

/** The same run gone on for many generations in which one does long tasks for nothing, each line made when it is asked for. */
async function longRun(): Promise<Long> {
  const found = await openFolder(files);
  const rawWorld = { ...(found.rawWorld as object), generation: GENERATIONS };
  const [first] = run.world.organelles;
  const { family, depth } = run.world.cells.find(({ open }) => open)!;
  const free = { organelle: first!.id, cell: `${family}/${depth}`, cost: 0, paid: 0, revenue: 0, flops: 0 };
  const idle = Array.from({ length: EPISODES }, (_, index) =>
    episode({ ...free, index, prompt: 'Why? '.repeat(8000), answer: '' }),
  );
  const lineOf = (record: GenerationRecord) => new TextEncoder().encode(`${JSON.stringify(record)}\n`);
  const pageAt = (generation: number): GenerationRecord => {
    const known = run.records[generation];
    if (known) return known;
    const stateHash = generation === GENERATIONS ? hashJson(rawWorld) : 'f'.repeat(64);
    return { generation, events: [{ type: 'generation-ended', flops: {}, stateHash }, ...idle], telemetry: null };
  };
  let read = 0;
  const chunks = async function* () {
    for (let generation = 0; generation <= GENERATIONS; generation++) {
      const line = lineOf(pageAt(generation));
      for (let at = 0; at < line.length; at += CHUNK_BYTES) {
        const chunk = line.subarray(at, at + CHUNK_BYTES);
        read += chunk.length;
        yield chunk;
      }
    }
  };
  const bytes = Array.from({ length: GENERATIONS + 1 }, (_, i) => lineOf(pageAt(i)).length).reduce((a, b) => a + b);
  return {
    found: {
      ...found,
      rawWorld,
      world: worldSchema.parse(rawWorld),
      claims: { ...found.claims, generations: GENERATIONS },
      journal: { bytes, chunks },
    },
    bytes,
    read: () => read,
  };
}

describe('a long journal', () => {
  it('is staged as it is read: what is held is never more than a piece and a line', async () => {
    const { found, bytes, read } = await longRun();
    const store = new CountingStore();
    let most = 0;
    let longest = 0;
    const onRead = (length: number) => {
      longest = Math.max(longest, length);
      most = Math.max(most, read() - store.bytes);
    };
    const checked = await stageRun(found, await hostByRun(found), { store, id: 'in', onRead });
    expect(checked.world.generation).toBe(GENERATIONS);
    expect(checked.view.generation).toBe(GENERATIONS);
    expect(bytes).toBeGreaterThan(6 * PIECE_BYTES);
    expect(most).toBeLessThan(PIECE_BYTES + longest + CHUNK_BYTES);
    for (const part of store.staged) expect(part.bytes).toBeLessThan(PIECE_BYTES + longest);
    expect(store.staged.flatMap(({ records }) => records.map(({ generation }) => generation))).toEqual(
      Array.from({ length: GENERATIONS + 1 }, (_, i) => i),
    );
    expect(store.abandoned).toEqual([]);
  });

  it('leaves nothing where it is stopped, and asks for no more', async () => {
    const { found, bytes, read } = await longRun();
    const store = new CountingStore();
    const stop = new AbortController();
    const onRead = () => {
      if (store.bytes > 0) stop.abort();
    };
    const staging = stageRun(found, await hostByRun(found), { store, id: 'in', onRead, signal: stop.signal });
    await expect(staging).rejects.toMatchObject({ name: 'AbortError' });
    expect(store.abandoned).toEqual(['in']);
    expect(read()).toBeLessThan(bytes / 2);
  });

  it.each([
    ['storage-full', 'import-no-room', /^The file holds more than the browser’s storage has room for\.$/],
    ['storage-lost', 'import-not-kept', /^The file could not be kept:/],
  ] as const)('says what it means for the file where the store says %s', async (refusal, code, sentence) => {
    const { found } = await longRun();
    const store = new CountingStore();
    store.stage = async () => {
      throw new LabError(refusal, 'The run goes on in memory.', 'Export it.');
    };
    const staging = stageRun(found, await hostByRun(found), { store, id: 'in' });
    await expect(staging).rejects.toMatchObject({ code, sentence: expect.stringMatching(sentence) as string });
    expect(store.abandoned).toEqual(['in']);
  });
});

describe('a run that is not whole', () => {
  it('leaves nothing, though all its pages were staged', async () => {
    const found = await openFolder(files);
    const last = [...found.blobs.keys()].at(-1)!;
    const other = new Uint8Array(files.get('world.json')!);
    const chunks = async function* () {
      yield other;
    };
    const blobs = new Map([...found.blobs, [last, { path: 'another', part: { bytes: other.length, chunks } }]]);
    const store = new CountingStore();
    const staging = stageRun({ ...found, blobs }, await hostByRun(found), { store, id: 'in' });
    await expect(staging).rejects.toMatchObject({ code: 'import-damaged' });
    expect(store.abandoned).toEqual(['in']);
  });
});

/** A run's tables, trees and series, held against what the tools that they are made for read in the same bytes. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { hashBytes, hashText } from '../../../src/base/hash.ts';
import { FORMAT_NAMES } from '../../../src/exchange/format-words.ts';
import { FORMATS } from '../../../src/exchange/formats.ts';
import { qdStatistics } from '../../../src/archive/statistics.ts';
import type { Event } from '../../../src/ecology/events/events.ts';
import { smallRun } from '../adapters/cases.ts';

interface ReadColumn {
  kind: 'flag' | 'number' | 'text';
  missing: number;
  sha256?: string;
  sum?: number;
}

interface ReadTable {
  rows: number;
  columns: Record<string, ReadColumn>;
}

interface Read {
  files: Record<string, string>;
  phylogeny: {
    nodes: number[];
    edges: [number, number][];
    rootless: number[];
    extant: number[];
    trees: { root: string; leaves: string[]; nodes: number; length: number }[];
  };
  archive: {
    objective: number[];
    measures: number[][];
    elites: number;
    qd_score: number;
    best: number;
    same_index: boolean;
  };
  tables: Record<'episodes' | 'ledger' | 'series' | 'measurements', { csv: ReadTable; parquet: ReadTable }> & {
    balances: Record<string, number>;
    run: { hash: string };
  };
  tensorboard: { writer: string; scalars: Record<string, [number, number][]> };
}

const read = JSON.parse(await readFile('tests/golden/exchange/read.json', 'utf8')) as Read;
const run = await smallRun();
const { view, world, records } = run;
const organelles = [...view.organelles.values()].sort((a, b) => a.id - b.id);
const eventsOf = <Type extends Event['type']>(type: Type) =>
  records.flatMap(({ events }) =>
    events.filter((event): event is Extract<Event, { type: Type }> => event.type === type),
  );

describe('the files', () => {
  const written = new Map<string, Uint8Array>(
    FORMAT_NAMES.filter((name) => name !== 'peft' && name !== 'ort').flatMap((format) =>
      [...FORMATS[format](run, { which: 'all' })].map(([path, bytes]): [string, Uint8Array] => [
        `${format}/${path}`,
        bytes,
      ]),
    ),
  );

  it('are those that were read', () => {
    const hashes = Object.fromEntries([...written].map(([path, bytes]) => [path, hashBytes(bytes)]));
    expect(hashes).toEqual(read.files);
  });

  it('say which run they are of', () => {
    for (const format of new Set([...written.keys()].map((path) => path.split('/')[0]!)))
      expect(new TextDecoder().decode(written.get(`${format}/export.json`))).toContain(view.stateHash);
    expect(read.tables.run.hash).toBe(view.stateHash);
    expect(read.tensorboard.writer).toContain(view.stateHash);
  });
});

describe('the phylogeny', () => {
  const ids = organelles.map(({ id }) => id);

  it('has in the ALife standard everybody, their parents, and who lives', () => {
    expect(read.phylogeny.nodes).toEqual(ids);
    const edges = organelles.flatMap(({ id, parents }) => parents.map((parent) => [parent, id]));
    const sorted = (pairs: number[][]) => pairs.map((pair) => pair.join(' ')).sort();
    expect(sorted(read.phylogeny.edges)).toEqual(sorted(edges));
    expect(read.phylogeny.rootless).toEqual(
      organelles.filter(({ parents }) => parents.length === 0).map(({ id }) => id),
    );
    expect(read.phylogeny.extant).toEqual([...view.living].sort((a, b) => a - b));
  });

  it('is in Newick one tree for everybody who was born of nobody', () => {
    const label = (id: number) => `${view.organelles.get(id)!.name}_${id}`;
    expect(read.phylogeny.trees.map(({ root }) => root)).toEqual(read.phylogeny.rootless.map(label));
    const nodes = read.phylogeny.trees.reduce((sum, tree) => sum + tree.nodes, 0);
    expect(nodes).toBe(organelles.length);
    const firstParents = new Set(organelles.flatMap(({ parents }) => parents.slice(0, 1)));
    const leaves = read.phylogeny.trees.flatMap((tree) => tree.leaves).sort();
    expect(leaves).toEqual(
      ids
        .filter((id) => !firstParents.has(id))
        .map(label)
        .sort(),
    );
    const born = (id: number) => view.organelles.get(id)!.bornGeneration;
    const length = organelles.reduce(
      (sum, { id, parents }) => sum + (parents.length > 0 ? born(id) - born(parents[0]!) : 0),
      0,
    );
    expect(read.phylogeny.trees.reduce((sum, tree) => sum + tree.length, 0)).toBe(length);
  });
});

it('the archive is in pyribs what it is here, bin by bin', () => {
  const { entries } = world.archive;
  const { qdScore, best } = qdStatistics(entries, entries.length);
  expect(read.archive.objective).toEqual(entries.map(({ quality }) => quality));
  expect(read.archive.elites).toBe(entries.length);
  expect(read.archive.same_index).toBe(true);
  expect(read.archive.qd_score).toBeCloseTo(qdScore, 9);
  expect(read.archive.best).toBeCloseTo(best!, 12);
  const grid = JSON.parse(new TextDecoder().decode(FORMATS.archive(run, { which: 'all' }).get('grid.json'))) as {
    families: string[];
    depths: string[];
  };
  const places = read.archive.measures.map(([family, depth, costBin]) => ({
    family: grid.families[family!],
    depth: grid.depths[depth!],
    costBin,
  }));
  expect(places).toEqual(entries.map(({ family, depth, costBin }) => ({ family, depth, costBin })));
});

describe('the tables', () => {
  const names = ['episodes', 'ledger', 'series', 'measurements'] as const;

  it.each(names)('of %s are the same from CSV and from Parquet', (name) => {
    const { csv, parquet } = read.tables[name];
    expect(Object.keys(csv.columns)).toEqual(Object.keys(parquet.columns));
    expect(csv.rows).toBe(parquet.rows);
    for (const [column, found] of Object.entries(csv.columns)) {
      const other = parquet.columns[column]!;
      expect({ column, missing: found.missing, sha256: found.sha256 }).toEqual({
        column,
        missing: other.missing,
        sha256: other.sha256,
      });
      if (found.sum !== undefined) expect(found.sum).toBeCloseTo(other.sum!, 6);
    }
  });

  it('have every attempt, word for word', () => {
    const episodes = eventsOf('episode');
    const { rows, columns } = read.tables.episodes.parquet;
    expect(rows).toBe(episodes.length);
    expect(columns['answer']!.sha256).toBe(hashText(episodes.map(({ answer }) => answer).join('\n')));
    expect(columns['prompt']!.sha256).toBe(hashText(episodes.map(({ prompt }) => prompt).join('\n')));
    expect(columns['solved']).toEqual({
      kind: 'flag',
      missing: 0,
      sum: episodes.filter(({ solved }) => solved).length,
    });
    expect(columns['revenue']!.sum).toBeCloseTo(
      episodes.reduce((sum, { revenue }) => sum + revenue, 0),
      9,
    );
  });

  it('have a ledger that adds up to every balance', () => {
    const { balances } = read.tables;
    for (const { id, energy } of organelles) expect(balances[`organelle:${id}`] ?? 0).toBeCloseTo(energy, 9);
    expect(balances['dissipated']).toBeCloseTo(view.dissipatedEnergy, 9);
    expect(balances['environment']).toBeCloseTo(view.environmentEnergy, 9);
  });

  it('have every generation of the series, and gaps where there is nothing', () => {
    const { rows, columns } = read.tables.series.parquet;
    expect(rows).toBe(view.series.generation.length);
    expect(columns['population']!.sum).toBe(view.series.population.reduce((sum, n) => sum + n, 0));
    expect(columns['roi']!.missing).toBe(view.series.roi.filter(Number.isNaN).length);
    expect(columns['roi']!.missing).toBeGreaterThan(0);
    expect(read.tables.measurements.parquet.rows).toBe(view.measurements.length);
  });
});

describe('the event file', () => {
  it('has in TensorBoard every point of every series, to single precision', () => {
    const { scalars } = read.tensorboard;
    const points = (values: readonly number[]) =>
      view.series.generation.flatMap((generation, i) =>
        Number.isFinite(values[i]) ? [[generation, Math.fround(values[i]!)]] : [],
      );
    expect(scalars['world/qd_score']).toEqual(points(view.series.qdScore));
    expect(scalars['world/roi_low']).toEqual(points(view.series.roiLow));
    for (const [family, values] of Object.entries(view.series.solvedByFamily))
      expect(scalars[`solved/${family}`] ?? []).toEqual(points(values));
    expect(scalars['measured/portfolio']).toEqual(
      view.measurements.map(({ generation, portfolio }) => [generation, Math.fround(portfolio.mean)]),
    );
  });
});

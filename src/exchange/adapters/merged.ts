/** One adapter from many, for whoever can load only one: the mean of what some do, at a given rank, and its PEFT directory. */
import { random } from '../../base/random.ts';
import { hashBytes } from '../../base/hash.ts';
import { LabError } from '../../core/errors.ts';
import type { ContenderScore } from '../../evaluation/tasks/evaluate.ts';
import {
  adapterLength,
  peftDirectory,
  readPeft,
  siteMatrices,
  writePeft,
  type Adapter,
  type Site,
} from '../../host/index.ts';
import { mergeAdapters } from '../../organelles/merging/merge.ts';
import { jsonFile, runFactsOf, textFile, type ExportedFiles, type WholeRun } from '../run.ts';
import type { CarriedAdapter } from './chosen.ts';
import type { BaseModel } from './model-card.ts';

interface Pace {
  signal?: AbortSignal;
  breathe?: () => Promise<void>;
  onProgress?: (share: number) => void;
}

/**
 * The best approximation, of that rank, of the mean of their changes (`svd` of organelles/merging), site by site, so that one
 * can be told how far it is and give it up.
 * Throws LabError `merge-few` for fewer than two.
 */
export async function mergedAdapter(
  { blobs }: Pick<WholeRun, 'blobs'>,
  carried: readonly CarriedAdapter[],
  sites: readonly Site[],
  rank: number,
  { signal, breathe, onProgress }: Pace = {},
): Promise<Adapter> {
  if (carried.length < 2)
    throw new LabError(
      'merge-few',
      'Two adapters at least make one of many; only one was chosen here.',
      'Choose more, or export that one.',
    );
  const parts = carried.map(({ weights }) => readPeft(sites, blobs.get(weights)!));
  const ofSites = parts.map((part) => siteMatrices(sites, part));
  const merged = { weights: new Float32Array(adapterLength(sites, rank)), at: 0 };
  let scale = 1;
  for (const [index, site] of sites.entries()) {
    onProgress?.(index / sites.length);
    await breathe?.();
    signal?.throwIfAborted();
    const here = parts.map((part, i) => {
      const { a, b } = ofSites[i]![index]!;
      const weights = new Float32Array(a.length + b.length);
      weights.set(a);
      weights.set(b, a.length);
      return { adapter: { rank: part.rank, scale: part.scale, weights }, weight: 1 / parts.length };
    });
    const one = mergeAdapters([site], here, { method: 'svd', rank, random: random('merge') });
    merged.weights.set(one.weights, merged.at);
    merged.at += one.weights.length;
    scale = one.scale;
  }
  return { rank, scale, weights: merged.weights };
}

interface Merged {
  adapter: Adapter;
  sites: readonly Site[];
  parts: readonly CarriedAdapter[];
  base: BaseModel;
  /** What it was measured beside, itself included. */
  scores: readonly ContenderScore[];
  /** How many test tasks. */
  tasks: number;
}

/** Its PEFT directory with a card, and export.json, which says from whom it is and what it reached. */
export function mergedFiles(
  { view }: Pick<WholeRun, 'view'>,
  { adapter, sites, parts, base, scores, tasks }: Merged,
): ExportedFiles {
  const facts = runFactsOf(view);
  const { repository, revision } = base;
  const directory = peftDirectory(writePeft(sites, adapter), {
    base: repository,
    revision,
    modelType: facts.host.modelType,
  });
  const files: ExportedFiles = new Map([...directory].map(([name, bytes]) => [name, new Uint8Array(bytes)]));
  const sha256 = hashBytes(directory.get('adapter_model.safetensors')!);
  const reached = scores.map(({ name, solved, difference, families }) => ({ name, solved, difference, families }));
  const from = parts.map(({ slug, weights, rank }) => ({ name: slug, weights, rank }));
  files.set(
    'export.json',
    jsonFile({
      format: 'evolora-merged',
      version: 1,
      run: facts,
      base_model: repository,
      revision: revision ?? null,
      rank: adapter.rank,
      sha256,
      parts: from,
      tasks,
      scores: reached,
    }),
  );
  const rows = scores.map(({ name, solved: { mean, low, high } }) => {
    const [share, from, to] = [mean, low, high].map((value) => value.toFixed(3));
    return `| ${name} | ${share} (${from} to ${to}) |`;
  });
  files.set(
    'README.md',
    textFile(`---
library_name: peft
pipeline_tag: text-generation
base_model: ${JSON.stringify(repository)}${revision === undefined ? '' : `\nbase_model_revision: ${JSON.stringify(revision)}`}
base_model_relation: adapter
tags:
  - lora
  - evolora-lab
---

# ${parts.length} adapters in one

A LoRA adapter of rank ${adapter.rank}, the mean of what ${parts.map(({ slug }) => slug).join(', ')} do, which were evolved on a frozen
“${facts.host.name}” in the run “${facts.name}” of Evolora Lab (\`${facts.hash}\`).

Solved of ${tasks} test tasks, with 95 % intervals:

| who answers | solved |
| --- | --- |
${rows.join('\n')}
`),
  );
  return files;
}

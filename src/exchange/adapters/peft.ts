/**
 * Adapters as PEFT reads them, one directory each:
 *
 *     export.json                          which run, which model, what is in it
 *     portfolio/router.json                who answers what; route.py beside it loads all of them and goes by it
 *     portfolio/NAME/adapter_config.json   with adapter_model.safetensors and a model card, README.md
 *     organelles/NAME/…                    the same, of those that were chosen and answer nowhere
 */
import { hashBytes } from '../../base/hash.ts';
import { peftDirectory } from '../../host/index.ts';
import { jsonFile, runFactsOf, textFile, type ExportedFiles, type RunFacts, type WholeRun } from '../run.ts';
import { ortAdapter } from './ort.ts';
import { carriedAdapters, type AdapterChoice, type CarriedAdapter } from './chosen.ts';
import { modelCard, type BaseModel } from './model-card.ts';
import { routesOf } from './portfolio.ts';
import { ROUTE_PY } from './route-py.ts';

interface PeftExport {
  choice: AdapterChoice;
  base: BaseModel;
}

/** Throws LabErrors of `carriedAdapters`. */
export function exportPeft(run: WholeRun, { choice, base }: PeftExport): ExportedFiles {
  const facts = runFactsOf(run.view);
  const carried = carriedAdapters(run, choice);
  const files: ExportedFiles = new Map();
  const listed = carried.map((adapter) => {
    const path = `${adapter.answers.length > 0 ? 'portfolio' : 'organelles'}/${adapter.slug}`;
    const sha256 = addDirectory(files, path, run, facts, adapter, base);
    return { name: adapter.slug, path, organelle: adapter.organelle.id, weights: adapter.weights, sha256 };
  });
  files.set(
    'export.json',
    jsonFile({ format: 'evolora-peft', version: 1, run: facts, ...told(base), adapters: listed }),
  );
  if (carried.some(({ answers }) => answers.length > 0)) addRouter(files, run, facts, carried, base);
  return files;
}

/** The same adapters as ONNX Runtime's native builds read them, one file each. Throws LabErrors of `carriedAdapters`. */
export function exportOrt(run: WholeRun, choice: AdapterChoice): ExportedFiles {
  const facts = runFactsOf(run.view);
  const files: ExportedFiles = new Map();
  const listed = carriedAdapters(run, choice).map(({ slug, weights, organelle, answers }) => {
    const blob = new Uint8Array(run.blobs.get(weights)!);
    const { modelType, name: base } = facts.host;
    files.set(`${slug}.onnx_adapter`, ortAdapter(peftDirectory(blob, { base, modelType })));
    return { name: slug, organelle: organelle.id, weights, cells: answers.map(({ cell }) => cell) };
  });
  files.set('export.json', jsonFile({ format: 'evolora-ort', version: 1, run: facts, adapters: listed }));
  return files;
}

function told({ repository, revision }: BaseModel) {
  return { base_model: repository, revision: revision ?? null };
}

/** Returns the hash of its weights' file. */
function addDirectory(
  files: ExportedFiles,
  path: string,
  run: WholeRun,
  facts: RunFacts,
  adapter: CarriedAdapter,
  base: BaseModel,
): string {
  const blob = new Uint8Array(run.blobs.get(adapter.weights)!);
  const { repository, revision } = base;
  const directory = peftDirectory(blob, { base: repository, revision, modelType: facts.host.modelType });
  for (const [name, bytes] of directory) files.set(`${path}/${name}`, bytes);
  const sha256 = hashBytes(directory.get('adapter_model.safetensors')!);
  files.set(`${path}/README.md`, textFile(modelCard(run, facts, adapter, base, sha256)));
  return sha256;
}

/** Routes name only adapters that are there: of a choice, those chosen. */
function addRouter(
  files: ExportedFiles,
  run: WholeRun,
  facts: RunFacts,
  carried: readonly CarriedAdapter[],
  base: BaseModel,
): void {
  const answering = carried.filter(({ answers }) => answers.length > 0);
  const slugs = new Map(answering.map(({ weights, slug }) => [weights, slug]));
  const arms = answering.flatMap(({ answers }) => answers);
  const adapters = answering.map(({ slug, weights, rank, organelle, answers }) => {
    const cells = answers.map(({ cell, quality, n, measure }) => ({ cell, quality, measure, n }));
    return [slug, { path: slug, organelle: organelle.name, weights, rank, cells }] as const;
  });
  const router = {
    format: 'evolora-router',
    version: 1,
    run: facts,
    ...told(base),
    max_new_tokens: run.world.config.attempts.maxNewTokens,
    adapters: Object.fromEntries(adapters),
    ...routesOf(run.world, arms, (weights) => slugs.get(weights)!),
  };
  files.set('portfolio/router.json', jsonFile(router));
  files.set('portfolio/route.py', textFile(ROUTE_PY));
}

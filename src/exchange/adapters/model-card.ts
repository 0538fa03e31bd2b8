/** The README.md of an adapter's directory: a model card that hubs read, with whose it is, from whom, and how good it was. */
import type { OrganelleView } from '../../record/fold/view.ts';
import type { RunFacts, WholeRun } from '../run.ts';
import type { CarriedAdapter } from './chosen.ts';

/** The model that PEFT is to load below an adapter. */
export interface BaseModel {
  repository: string;
  revision?: string | undefined;
}

/** @param sha256 of the adapter_model.safetensors beside it */
export function modelCard(
  { view }: Pick<WholeRun, 'view'>,
  facts: RunFacts,
  { slug, weights, rank, organelle, elites, answers }: CarriedAdapter,
  base: BaseModel,
  sha256: string,
): string {
  const revision = base.revision === undefined ? '' : `\nbase_model_revision: ${JSON.stringify(base.revision)}`;
  const front = `---
library_name: peft
pipeline_tag: text-generation
base_model: ${JSON.stringify(base.repository)}${revision}
base_model_relation: adapter
tags:
  - lora
  - evolora-lab
---`;
  const parts = [
    front,
    `# ${organelle.name} (${slug})`,
    `A LoRA adapter of rank ${rank}, evolved on a frozen “${facts.host.name}” in the run “${facts.name}” of Evolora Lab.`,
    table([
      ['run', `${facts.name}, seed ${facts.seed}, generation ${facts.generation}`],
      ['run’s hash', `\`${facts.hash}\``],
      ['rules, lab', `${facts.rules}, ${facts.lab}`],
      ['model lived on', `${facts.host.name} (${facts.host.modelType}), \`${facts.host.hash}\``],
      ['weights in the run', `\`${weights}\``],
      ['adapter_model.safetensors', `\`${sha256}\``],
    ]),
    `## Lineage\n\n${lineage(organelle, view.organelles)}`,
    `## Scores\n\n${scores(organelle, elites, answers)}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  return ['|  |  |', '| --- | --- |', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
}

/** From the organelle back along its first parents, with the other parent of a merge beside it. */
function lineage(organelle: OrganelleView, all: ReadonlyMap<number, OrganelleView>): string {
  const lines: string[] = [];
  for (let at: OrganelleView | undefined = organelle; at; at = all.get(at.parents[0] ?? -1)) {
    const others = at.parents.slice(1).map((id) => all.get(id)?.name ?? `no. ${id}`);
    const with_ = others.length > 0 ? ` with ${others.join(' and ')}` : '';
    lines.push(`- ${at.name} (no. ${at.id}), ${at.operator}${with_}, generation ${at.bornGeneration}`);
  }
  return lines.join('\n');
}

function scores(
  organelle: OrganelleView,
  elites: CarriedAdapter['elites'],
  answers: CarriedAdapter['answers'],
): string {
  const cells = Object.entries(organelle.cells).map(
    ([cell, { n, solved, roiSum }]) => `| ${cell} | ${n} | ${solved} | ${(roiSum / n).toFixed(3)} |`,
  );
  const lived =
    cells.length === 0
      ? 'It attempted nothing itself.'
      : ['| cell | attempts | solved | mean ROI, E |', '| --- | --- | --- | --- |', ...cells].join('\n');
  const bins = elites.map(
    ({ family, depth, costBin, quality, n }) =>
      `- ${family}/${depth}, cost bin ${costBin}: at least ${quality.toFixed(3)} E an attempt (95 %, n = ${n})`,
  );
  const held = answers.map(({ cell }) => `\`${cell}\``);
  return [
    'Attempts of its whole life, with whatever weights it had then:',
    lived,
    ...(bins.length > 0 ? [`Elite of these bins:\n\n${bins.join('\n')}`] : []),
    ...(held.length > 0 ? [`In the portfolio it answers ${held.join(', ')}.`] : []),
  ].join('\n\n');
}

/** docs/parameters.md: every parameter of a world. */
import { GROUPS, type PanelParameter } from '../../src/ui/words/catalogue.ts';
import { page, table } from './markdown.ts';

const COLUMNS = ['path', 'name', 'default', 'range', 'unit', 'may change', 'what it does'];

export function parametersPage(): string {
  const about =
    'What can be set in an experiment file, in a page’s address and in the panel. A parameter that may change does so between two generations of a run; the others are fixed when the run begins.';
  const groups = GROUPS.map(({ title, parameters }) => `## ${title}\n\n${table(COLUMNS, parameters.map(row))}`);
  return page('Parameters', about, 'the schemas of `src/ecology/config` and `src/ecology/mechanisms`', groups);
}

function row(parameter: PanelParameter): string[] {
  const { path, title, initial, unit, live, help } = parameter;
  const written = typeof initial === 'string' ? initial : JSON.stringify(initial);
  return [
    `\`${path}\``,
    title,
    written === '' ? 'empty' : `\`${written}\``,
    rangeOf(parameter),
    unit,
    live ? 'yes' : 'no',
    help,
  ];
}

function rangeOf({ kind, options, low, high, whole }: PanelParameter): string {
  if (kind === 'choice') return options.map(({ word, label }) => `\`${word}\` (${label})`).join(', ');
  if (kind === 'list') return 'a list';
  if (kind === 'text') return 'a text';
  return `${low} to ${high}${whole ? ', whole' : ''}`;
}

/** What `evolora host` found of a model, as Markdown tables. */
import type { HostReport, MemoryNeed, HostSpeed } from '../../host/index.ts';
import { printTable } from './figures.ts';

/** Prints the report. @param name  of the model */
export function printHost(name: string, report: HostReport): void {
  console.log(`${name}, on ${report.backend}\n`);
  printTable(
    [
      { title: 'what', of: ([what]: readonly [string, string]) => what },
      { title: 'found', of: ([, found]) => found },
    ],
    linesOf(report),
  );
  console.log('');
  printTable<MemoryNeed>(
    [
      { title: 'rows', of: ({ rows }) => String(rows) },
      { title: 'tokens', of: ({ tokens }) => String(tokens) },
      { title: 'weights in a session', of: ({ session }) => megabytes(session) },
      { title: 'decoding beside it', of: ({ decoding }) => megabytes(decoding) },
      {
        title: 'training, its session and a pass',
        of: ({ training }) => (training === null ? '' : megabytes(training)),
      },
    ],
    report.memory,
  );
  if (report.speed) printSpeed(report.speed);
  if (report.notes.length > 0) console.log(`\n${report.notes.map((note) => `- ${note}`).join('\n')}`);
}

function printSpeed(speed: readonly HostSpeed[]): void {
  console.log('\nTokens a second, bare and with an adapter of rank 8 for every row:\n');
  const whole = (value: number): string => Math.round(value).toLocaleString('en');
  printTable<HostSpeed>(
    [
      { title: 'rows', of: ({ rows }) => String(rows) },
      { title: 'prompts, bare', of: ({ prefill }) => whole(prefill.bare) },
      { title: 'prompts, grafted', of: ({ prefill }) => whole(prefill.grafted) },
      { title: 'answers, bare', of: ({ decode }) => whole(decode.bare) },
      { title: 'answers, grafted', of: ({ decode }) => whole(decode.grafted) },
    ],
    speed,
  );
}

function linesOf(report: HostReport): [string, string][] {
  const { dtypes, base, adapter, gradient, ragged } = report;
  return [
    ['family', report.family],
    ['layers', String(report.layers)],
    ['sites for adapters', String(report.sites)],
    ['weights', dtypes.weights.join(', ')],
    ['activations', dtypes.activations.join(', ')],
    ['from step to step', dtypes.caches.join(', ')],
    ['logits', dtypes.logits.join(', ')],
    ['prompts of different length', PADDING[report.padding]],
    ['can be trained', report.untrainable === null ? 'yes' : `no: ${report.untrainable}`],
    ['from golden logits, bare', differenceIn(base.maxDifference)],
    ['from golden logits, adapted', differenceIn(adapter.maxDifference)],
    ['from golden gradients', gradient ? `${gradient.maxRelative.toExponential(1)} of the largest entry` : NOT_GIVEN],
    [
      'rows in company, against each alone',
      ragged.bitEqual ? 'the same bits' : `${ragged.maxDifference.toExponential(1)} at most`,
    ],
  ];
}

const NOT_GIVEN = 'not given';

const PADDING: Readonly<Record<HostReport['padding'], string>> = {
  right: 'padded on the right',
  left: 'padded on the left',
  either: 'padded on either side',
  equal: 'not together: only those of equal length',
};

function differenceIn(difference: number | null): string {
  return difference === null ? NOT_GIVEN : `${difference.toExponential(1)} at most`;
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString('en')} MB`;
}

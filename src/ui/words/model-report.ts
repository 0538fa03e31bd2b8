/** What is found in a model, as said to a person. */
import type { HostReport } from '../../lab/contract.ts';
import { count } from './format.ts';

/** Names and values, in the order in which they are shown. */
export function reportFacts(report: HostReport): [string, string][] {
  return [
    ['Family', report.family],
    ['Computed by', report.backend],
    ['Layers', count(report.layers)],
    ['Sites for adapters', count(report.sites)],
    ['Element types', typesIn(report)],
    ['Prompts of different length', PADDING[report.padding]],
    ['Can be trained', report.untrainable === null ? 'yes' : `no: ${report.untrainable}`],
    ['Rows together, against each alone', raggedIn(report)],
  ];
}

const PADDING: Readonly<Record<HostReport['padding'], string>> = {
  right: 'together, padded on the right',
  left: 'together, padded on the left',
  either: 'together, padded on either side',
  equal: 'only those of equal length together',
};

const PARTS = ['weights', 'activations', 'caches', 'logits'] as const;

/** `uint4 weights, float16 activations, caches and logits`: what has the same types is said together. */
function typesIn({ dtypes }: HostReport): string {
  const parts = new Map<string, string[]>();
  for (const part of PARTS) {
    const named = dtypes[part].join(' and ');
    parts.set(named, [...(parts.get(named) ?? []), part]);
  }
  if (parts.size === 1) return `${[...parts.keys()][0]} throughout`;
  return [...parts].map(([types, named]) => `${types} ${listed(named)}`).join(', ');
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function raggedIn({ ragged }: HostReport): string {
  return ragged.bitEqual ? 'the same bits' : `logits differ by ${ragged.maxDifference.toExponential(1)} at most`;
}

/** Bytes as whole megabytes. */
export function memoryIn(bytes: number): string {
  return `${count(Math.ceil(bytes / 1e6))} MB`;
}

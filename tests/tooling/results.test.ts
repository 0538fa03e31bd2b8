/** The figures that people read of a contest are those that it found. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';

interface Figures {
  low: number;
  high: number;
}
interface Found {
  primaries: ({ name: string; difference: number; holm: number; verdict: string } & Figures)[];
  arms: ({ experiment: string; name: string; macro: number; gflopPerSolved: number } & Figures)[];
  differences: ({ arm: string; less: string; difference: number } & Figures)[];
}

const read = (path: string) => readFileSync(inRepository(path), 'utf8');
const foundBy = (contest: string) => JSON.parse(read(`docs/results/${contest}.json`)) as Found;
const within = (mean: number, { low, high }: Figures) => `${mean.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;
/** With the hyphens that tables are printed with, whatever minus a person wrote. */
const rowsOf = (text: string) =>
  text.split('\n').flatMap((line) => (line.startsWith('|') ? [line.replaceAll('−', '-').replace(/\s+/g, ' ')] : []));

describe('what the contest found', () => {
  const { arms, primaries } = foundBy('paper');

  it('is what README says of every arm', () => {
    const rows = rowsOf(read('README.md'));
    for (const { name, macro, ...bounds } of arms.filter((arm) => arm.name !== 'single-checkpoints'))
      expect(
        rows.some((row) => row.startsWith(`| ${name} |`) && row.includes(within(macro, bounds))),
        `${name} ${within(macro, bounds)}`,
      ).toBe(true);
  });

  it('is what README and the page of conditions say of every claim', () => {
    const conditions = rowsOf(read('docs/conditions.md'));
    const readme = read('README.md').replaceAll('−', '-').replace(/\s+/g, ' ');
    expect(primaries).toHaveLength(4);
    for (const { name, difference, verdict, ...bounds } of primaries) {
      const row = conditions.find((one) => one.startsWith(`| ${name} |`))!;
      expect(row).toContain(within(difference, bounds));
      expect(row).toContain(`| ${verdict} |`);
      const [mean, rest] = within(difference, bounds).split(' (') as [string, string];
      expect(readme).toMatch(
        new RegExp(`\\*\\*${verdict}\\*\\*: (?:(?!\\*\\*).)*${mean} \\(${rest.replace(')', '\\)')}`),
      );
    }
  });
});

it('what ablations found is what the page of conditions says of each', () => {
  const { arms, differences } = foundBy('ablations');
  const rows = rowsOf(read('docs/conditions.md'));
  for (const { name, macro, ...bounds } of arms) {
    const row = rows.find((one) => one.startsWith(`| ${name} |`) && one.includes(within(macro, bounds)));
    expect(row, name).toBeDefined();
    const less = differences.find(({ arm, less: other }) => arm === name && other === 'all');
    if (less) expect(row).toContain(within(less.difference, less));
  }
});

/** What a mark says of a tweak: the words of the panel, not those of the config. */
import { describe, expect, it } from 'vitest';
import { marksOf } from '../../../src/record/fold/marks.ts';

const labelOf = (path: string, from: unknown, to: unknown) =>
  marksOf(7, [{ type: 'tweaked', path, from, to } as Parameters<typeof marksOf>[1][number]], new Map())[0]!.label;

describe('the mark of a tweak', () => {
  it('says a choice by its labels', () => {
    expect(labelOf('merging.method', 'svd', 'ties')).toBe('Method: Sum, best low rank → Signs elected (TIES)');
  });

  it('writes numbers with a true minus sign', () => {
    expect(labelOf('energy.ticket', -0.5, 0.25)).toBe('Ticket: −0.5 → 0.25');
  });
});

import { expect, it } from 'vitest';
import type { LabStatus } from '../../src/lab/contract.ts';
import { INITIAL_STATUS } from '../../src/lab/status.ts';
import type { View } from '../../src/record/fold/view.ts';
import { finishing, takesHoldAt } from '../../src/ui/state/under-way.ts';

const underWay = { generation: 12, tweaks: { 'energy.ticket': 0.4 } };
const paused: LabStatus = { ...INITIAL_STATUS, phase: 'paused' };

it('only a paused world finishes a generation', () => {
  expect(finishing({ ...paused, underWay })).toBe(12);
  expect(finishing({ ...paused, phase: 'playing', underWay })).toBeNull();
  expect(finishing(paused)).toBeNull();
  expect(finishing(null)).toBeNull();
});

it('a change holds from the next generation, or from the one after that which is under way without it', () => {
  const live = { generation: 11 } as View;
  const from = (path: string, more: Partial<LabStatus>, past: number | null = null) =>
    takesHoldAt(path, { status: { ...paused, ...more }, live, past });
  const pending = { 'energy.ticket': 0.4, 'prices.tau': 0.6 };
  expect(from('energy.ticket', { pending })).toBe(12);
  expect(from('energy.ticket', { pending, underWay })).toBe(12);
  expect(from('prices.tau', { pending, underWay })).toBe(13);
  expect(from('energy.ticket', { pending: { 'energy.ticket': 0.5 }, underWay })).toBe(13);
  expect(from('prices.base', { pending, underWay })).toBeNull();
  expect(from('energy.ticket', { pending }, 4)).toBeNull();
});

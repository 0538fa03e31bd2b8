/** A thumb is offered only where the lab would take it, and is shown where it was given. */
import { beforeAll, describe, expect, it } from 'vitest';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import type { LabStatus } from '../../src/lab/contract.ts';
import { thumbStateOf } from '../../src/ui/answers/thumb-state.ts';
import { initialState } from '../../src/ui/state/state.ts';
import { child, ended, founder, pageOf, started } from '../support/journal-maker.ts';

const answer = { generation: 1, index: 4, organelle: 1 };
const status = (more: Partial<LabStatus> = {}) => ({ phase: 'playing', thumbs: [], ...more }) as unknown as LabStatus;

describe('the thumb of an answer', () => {
  let live: View;
  beforeAll(() => {
    const young = foldRecord(null, pageOf(0, [started(), founder(1, 12), founder(2, 4), ended(1)]));
    const retired = { type: 'retired', organelle: 2, why: 'bankrupt', estate: 3.25 } as const;
    const view = foldRecord(young, pageOf(1, [child(3, 1, 1, 6), retired, ended(2)]));
    live = { ...view, config: { ...view.config, organs: { ...view.config.organs, feedbackEnergy: 1 } } };
  });
  const state = (more: object = {}) => ({ ...initialState(), live, status: status(), ...more });

  it('is open while its organelle lives and thumbs are worth something', () => {
    expect(thumbStateOf(answer, state())).toBe('open');
    expect(thumbStateOf({ ...answer, organelle: 2 }, state())).toBe('none');
    const worthless = { ...live, config: { ...live.config, organs: { ...live.config.organs, feedbackEnergy: 0 } } };
    expect(thumbStateOf(answer, state({ live: worthless }))).toBe('none');
  });

  it('waits for the next generation, then is given', () => {
    const waiting = state({ status: status({ thumbs: [{ generation: 1, index: 4, thumb: 'down' }] }) });
    expect(thumbStateOf(answer, waiting)).toBe('waiting down');
    expect(thumbStateOf({ ...answer, index: 5 }, waiting)).toBe('open');
    expect(thumbStateOf({ ...answer, thumb: 'up' }, state({ past: 0 }))).toBe('up');
  });

  it('cannot be given in the past, nor to a run that another tab owns', () => {
    expect(thumbStateOf(answer, state({ past: 0 }))).toBe('none');
    expect(thumbStateOf(answer, state({ status: status({ phase: 'viewing' }) }))).toBe('none');
  });
});

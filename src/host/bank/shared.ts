/**
 * One bank for all sessions that adapters of one model go to, so that what answers, is tapped and trains is written to the
 * device once. It is empty before the first of them and behind the last.
 */
import type { Site } from '../adapters/adapter.ts';
import type { DeviceTools } from '../device/tools.ts';
import type { GraftGroup } from '../passes/graft.ts';
import { AdapterBank } from './bank.ts';

/** Whose adapters rows wear, and where. */
export interface Wearable {
  sites: readonly Site[];
  groups: readonly GraftGroup[];
}

interface Shared {
  bank: AdapterBank;
  sessions: number;
}

const BANKS = new WeakMap<DeviceTools, WeakMap<readonly GraftGroup[], Shared>>();

/** The bank of a model's adapters on a device; who borrows it gives it back once. */
export function borrowBank(
  tools: DeviceTools,
  { sites, groups }: Wearable,
): { bank: AdapterBank; giveBack: () => void } {
  const banks = BANKS.get(tools) ?? new WeakMap<readonly GraftGroup[], Shared>();
  BANKS.set(tools, banks);
  const shared = banks.get(groups) ?? { bank: new AdapterBank(tools, sites, groups), sessions: 0 };
  banks.set(groups, shared);
  shared.sessions += 1;
  return {
    bank: shared.bank,
    giveBack() {
      shared.sessions -= 1;
      if (shared.sessions === 0) shared.bank.release();
    },
  };
}

/** What watches the page's state for as long as the page lives. */
import type { LabCommands } from '../../../lab/contract.ts';
import type { PageStore } from '../state.ts';
import { LineFollower } from './line-follower.ts';
import { watchRemembered } from './remembered.ts';

/** @param rest  pauses the world */
export function startFollowers(store: PageStore, lab: Pick<LabCommands, 'records'>, rest: () => void): void {
  new LineFollower(store, lab);
  watchRemembered(store, rest);
}

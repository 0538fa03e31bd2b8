/** What a person chose to look at: one organelle or several, a cell, and what the middle of the page shows. */
import { keepPreference } from './preferences.ts';
import type { Centre, PageState, PageStore } from './state.ts';

/** When another run is open nothing of the one before is chosen. */
export const nothingChosen: Pick<PageState, 'selectedOrganelle' | 'selectedCell' | 'group'> = {
  selectedOrganelle: null,
  selectedCell: null,
  group: new Set(),
};

/** When another dialog is open nothing is given to it. */
export const nothingGiven: Pick<PageState, 'experiment' | 'tasks' | 'lived' | 'adapters' | 'model'> = {
  experiment: null,
  tasks: null,
  lived: null,
  adapters: [],
  model: null,
};

/** Several together; every panel shows them. None lets go of them. */
export function chooseGroup(store: PageStore, ids: Iterable<number>): void {
  const group = new Set(ids);
  store.setState(({ peopleTab }) => ({ group, peopleTab: group.size > 0 ? 'organelles' : peopleTab }));
}

/** Into the group, or out of it. */
export function toggleInGroup(store: PageStore, id: number): void {
  const { group } = store.getState();
  chooseGroup(store, group.has(id) ? [...group].filter((other) => other !== id) : [...group, id]);
}

export function showCentre(store: PageStore, centre: Centre): void {
  keepPreference('centre', centre);
  store.setState({ centre });
}

/** How components reach the page's model and read the page's state. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { LabPage } from './lab-page.ts';
import type { PageState } from './state.ts';

export const PageContext = createContext<LabPage | null>(null);

/** The model of this page. Throws outside of its provider, which is a fault of the page. */
export function usePage(): LabPage {
  const page = useContext(PageContext);
  if (!page) throw new Error('a component was rendered outside of the page');
  return page;
}

/** A slice of the page's state; the component renders again when the slice changes. */
export function usePageState<Slice>(selector: (state: PageState) => Slice): Slice {
  return useStore(usePage().store, selector);
}

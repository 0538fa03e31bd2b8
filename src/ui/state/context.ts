/** How components reach the bench and read the page's state. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Bench } from './store.ts';
import type { PageState } from './state.ts';

export const BenchContext = createContext<Bench | null>(null);

/** The bench of this page. Throws outside of its provider, which is a fault of the page. */
export function useBench(): Bench {
  const bench = useContext(BenchContext);
  if (!bench) throw new Error('a component was rendered outside of the bench');
  return bench;
}

/** A slice of the page's state; the component renders again when the slice changes. */
export function useLab<Slice>(selector: (state: PageState) => Slice): Slice {
  return useStore(useBench().store, selector);
}

/** The theme on the root element: the person's choice, or the system's as long as there is none. */
import { useEffect } from 'react';
import { usePageState } from './context.ts';
import type { Theme } from './state.ts';

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)');

export function isDark(theme: Theme): boolean {
  return theme === 'system' ? systemIsDark().matches : theme === 'dark';
}

/** Keeps `data-theme` on the root element right, also when the system changes its mind. */
export function useTheme(): void {
  const theme = usePageState((state) => state.theme);
  useEffect(() => {
    const apply = () => {
      document.documentElement.dataset.theme = isDark(theme) ? 'dark' : 'light';
    };
    apply();
    const query = systemIsDark();
    query.addEventListener('change', apply);
    return () => query.removeEventListener('change', apply);
  }, [theme]);
}

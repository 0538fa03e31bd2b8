/** The models at hand, as dialogs list them. */
import { useCallback, useEffect, useState } from 'react';
import type { HostChoice } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { compact } from '../words/format.ts';

/** None before the lab has told them; read again when one was brought, or on demand. */
export function useHosts(): { hosts: readonly HostChoice[]; refresh: () => void } {
  const page = usePage();
  const brought = usePageState((state) => state.brought);
  const [hosts, setHosts] = useState<readonly HostChoice[]>([]);
  const refresh = useCallback(() => void page.attempt(async () => setHosts(await page.lab.hosts())), [page]);
  useEffect(refresh, [refresh, brought]);
  return { hosts, refresh };
}

/** What it takes here; what comes with the lab takes nothing. */
export function sizeOf({ bytes }: HostChoice): string {
  return bytes === null ? 'comes with the lab' : `${compact(bytes)}B`;
}

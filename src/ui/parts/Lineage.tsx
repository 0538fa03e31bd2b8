/** An organelle by its name, with the mark of its kin; pressing it opens the organelle. */
import type { OrganelleView } from '../../record/fold/view.ts';
import { usePage, usePageState } from '../state/context.ts';
import { describeKin, kinColour } from './kinship.ts';
import { tip } from './Tooltip.tsx';

const NOBODY = new Map<number, OrganelleView>();

/** The colour of an organelle at the moment shown, as CSS. */
export function useKinColour(id: number): string {
  return usePageState((state) => kinColour(id, state.shown?.organelles ?? NOBODY));
}

/** @param explained  the mark says on hover what its colour means; not inside controls that say something else */
export function LineageMark({ id, explained = false }: { id: number; explained?: boolean }) {
  const colour = useKinColour(id);
  const words = usePageState((state) => (explained ? describeKin(id, state.shown?.organelles ?? NOBODY) : ''));
  return (
    <span className="lineage-mark" style={{ background: colour }} aria-hidden="true" {...(explained && tip(words))} />
  );
}

/** A link to an organelle. One that the shown moment does not know yet is only named by its number. */
export function OrganelleLink({ id }: { id: number }) {
  const page = usePage();
  const name = usePageState((state) => state.shown?.organelles.get(id)?.name);
  if (name === undefined) return <span className="muted">no. {id}</span>;
  return (
    <button type="button" className="organelle-link" onClick={() => page.selectOrganelle(id)}>
      <LineageMark id={id} />
      {name}
    </button>
  );
}

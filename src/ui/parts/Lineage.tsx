/** An organelle by its name, with the mark of its lineage; pressing it opens the organelle. */
import type { OrganelleView } from '../../record/view.ts';
import { lineageColour } from '../colour.ts';
import { useBench, useLab } from '../context.ts';

export function LineageMark({ lineage }: { lineage: number }) {
  return <span className="lineage-mark" style={{ background: lineageColour(lineage) }} aria-hidden="true" />;
}

/** A link to an organelle. One that the shown moment does not know yet is only named by its number. */
export function OrganelleLink({ id }: { id: number }) {
  const bench = useBench();
  const organelle = useLab((state): OrganelleView | undefined => state.shown?.organelles.get(id));
  if (!organelle) return <span className="muted">no. {id}</span>;
  return (
    <button type="button" className="organelle-link" onClick={() => bench.selectOrganelle(id)}>
      <LineageMark lineage={organelle.lineage} />
      {organelle.name}
    </button>
  );
}

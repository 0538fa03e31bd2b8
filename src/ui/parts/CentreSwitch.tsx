/** What the middle of the page shows: the pond, the niche map, the lineage, or the diary. It stands where a panel's title stands. */
import { usePage, usePageState } from '../state/context.ts';
import { showCentre } from '../state/choosing.ts';
import type { Centre } from '../state/state.ts';

const VIEWS: readonly { name: Centre; title: string }[] = [
  { name: 'pond', title: 'Pond' },
  { name: 'niche', title: 'Niche map' },
  { name: 'lineage', title: 'Lineage' },
  { name: 'diary', title: 'Diary' },
];

export function CentreSwitch() {
  const page = usePage();
  const centre = usePageState((state) => state.centre);
  return (
    <span className="centre-switch" role="group" aria-label="View of the world">
      {VIEWS.map(({ name, title }) => (
        <button key={name} type="button" aria-pressed={name === centre} onClick={() => showCentre(page.store, name)}>
          {title}
        </button>
      ))}
    </span>
  );
}

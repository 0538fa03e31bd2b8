/** Every action by name: type, arrow, Enter. Organelles and parameters can be found here too. */
import { useMemo, useState } from 'react';
import { findActions, type Action } from '../state/actions.ts';
import { usePage } from '../state/context.ts';
import { Dialog } from '../parts/Dialog.tsx';

const MOST_ORGANELLES = 6;

export function Palette() {
  const page = usePage();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const found = useMemo(() => {
    const state = page.store.getState();
    return [...findActions(query, state), ...findOrganelles(query)];

    function findOrganelles(text: string): Action[] {
      const wanted = text.trim().toLowerCase();
      if (wanted === '' || !state.shown) return [];
      return [...state.shown.organelles.values()]
        .filter(({ name }) => name.toLowerCase().startsWith(wanted))
        .slice(0, MOST_ORGANELLES)
        .map(({ id, name }) => ({ name: `Organelle ${name}`, run: () => page.selectOrganelle(id) }));
    }
  }, [page, query]);
  const act = (action: Action | undefined) => {
    if (!action) return;
    page.openDialog(null);
    action.run(page);
  };
  const chosen = Math.min(at, found.length - 1);
  return (
    <Dialog title="Palette" bare className="palette">
      <input
        type="text"
        role="combobox"
        aria-label="Find an action"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={found.length > 0 ? `palette-${chosen}` : undefined}
        placeholder="What shall happen?"
        value={query}
        autoFocus
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (by !== undefined) {
            event.preventDefault();
            const next = (chosen + by + found.length) % Math.max(1, found.length);
            setAt(next);
            document.getElementById(`palette-${next}`)?.scrollIntoView({ block: 'nearest' });
          }
          if (event.key === 'Enter') act(found[chosen]);
        }}
      />
      <ul id="palette-list" role="listbox" aria-label="Actions" tabIndex={-1}>
        {found.map((action, index) => (
          <li
            key={action.name}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => act(action)}
          >
            {action.name}
            <span className="spacer" />
            {action.keys && <kbd>{action.keys}</kbd>}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="empty">No action is called that.</p>}
    </Dialog>
  );
}

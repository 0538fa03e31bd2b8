/** Asks for the folder of a model; while it is copied, how far that is, and a way out. */
import { usePage, usePageState } from '../state/context.ts';
import { chosenFolder } from '../state/given/dropped.ts';
import { bringModel } from '../state/models.ts';
import { FolderButton } from '../parts/FileButton.tsx';

export function BringModel({ className }: { className?: string }) {
  const page = usePage();
  const bringing = usePageState((state) => state.bringing);
  const activity = usePageState((state) => state.status?.activity);
  if (bringing === null)
    return (
      <FolderButton
        label="Folder of a model"
        {...(className && { className })}
        onFiles={(files) => void bringModel(page, chosenFolder(files))}
      >
        Bring a model…
      </FolderButton>
    );
  return (
    <p className="bringing">
      <span role="status">{activity?.text ?? `Reading ${bringing}`}</span>
      <progress aria-label="Copied" max={1} value={activity?.progress ?? undefined} />
      <button type="button" onClick={() => void page.lab.stopAdding()}>
        Stop
      </button>
    </p>
  );
}

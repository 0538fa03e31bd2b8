/** Adapters of somebody's own, for whatever is to be done with them: the founders of a new run, or who answers beside the open one. */
import { usePage, usePageState } from '../state/context.ts';
import { givenFiles, wordsOfGiven } from '../state/given/adapters.ts';
import { FilesButton, FolderButton } from './FileButton.tsx';
import { tip } from './Tooltip.tsx';

interface AdaptersGivenProps {
  /** What they are for. */
  help: string;
  /** Said while there are none, before the buttons that ask for some. */
  none: string;
  /** Said before the words for those that are there. */
  some: string;
  disabled?: boolean;
}

export function AdaptersGiven({ help, none, some, disabled = false }: AdaptersGivenProps) {
  const page = usePage();
  const given = usePageState((state) => state.adapters);
  const give = (files: readonly File[]) => {
    if (files.length > 0) page.store.setState({ adapters: givenFiles(files) });
  };
  return (
    <div className="form-row">
      <span className="grow" role="status" {...tip(help)}>
        {given.length === 0 ? none : `${some} ${wordsOfGiven(given)}`}
      </span>
      <FilesButton
        label="Files of adapters"
        accept=".zip,.safetensors,.json,.onnx_adapter"
        disabled={disabled}
        onFiles={give}
      >
        Adapters…
      </FilesButton>
      <FolderButton label="Folder of adapters" disabled={disabled} onFiles={give}>
        A folder of them…
      </FolderButton>
      {given.length > 0 && (
        <button type="button" disabled={disabled} onClick={() => page.store.setState({ adapters: [] })}>
          Without them
        </button>
      )}
    </div>
  );
}

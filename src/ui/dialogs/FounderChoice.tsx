/** Adapters of somebody's own as the first founders of a new run. */
import type { GivenFile } from '../../lab/contract.ts';
import { FilesButton, FolderButton } from '../parts/FileButton.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { count } from '../words/format.ts';

const HELP =
  'Adapters that the first founders begin with, made for this model: a folder or a zip with PEFT directories, as Export makes them, or ' +
  '.safetensors and .onnx_adapter files. All of them are founders; those beyond them begin at random.';

interface FounderChoiceProps {
  given: readonly GivenFile[];
  onGive: (given: readonly GivenFile[]) => void;
}

export function FounderChoice({ given, onGive }: FounderChoiceProps) {
  const give = (files: readonly File[]) => {
    if (files.length > 0) onGive(files.map((file) => ({ path: file.webkitRelativePath || file.name, file })));
  };
  return (
    <div className="form-row">
      <span className="grow" role="status" {...tip(HELP)}>
        {given.length === 0 ? 'Founders begin at random, or with' : wordsOf(given)}
      </span>
      <FilesButton label="Files of adapters" accept=".zip,.safetensors,.json,.onnx_adapter" onFiles={give}>
        Adapters…
      </FilesButton>
      <FolderButton label="Folder of adapters" onFiles={give}>
        A folder of them…
      </FolderButton>
      {given.length > 0 && (
        <button type="button" onClick={() => onGive([])}>
          Without them
        </button>
      )}
    </div>
  );
}

function wordsOf(given: readonly GivenFile[]): string {
  const [first, ...others] = given;
  const [folder, ...rest] = first!.path.split('/');
  if (rest.length > 0) return `Founded by the adapters in ${folder}`;
  return `Founded by the adapters in ${first!.path}${others.length > 0 ? ` and ${count(others.length)} more` : ''}`;
}

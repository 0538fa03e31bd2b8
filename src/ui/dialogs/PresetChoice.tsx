/**
 * Where the parameters of a new run come from: a preset of the lab, an experiment file of one's own, or the run that is
 * open. Each says in a paragraph what it is for.
 */
import { useEffect, useState } from 'react';
import type { Config } from '../../ecology/config/config.ts';
import type { Preset } from '../../lab/contract.ts';
import { FileButton } from '../parts/FileButton.tsx';
import { usePage } from '../state/context.ts';

/** A source of parameters that somebody chose. */
export type Chosen = Preset & { kind: 'preset' | 'file' | 'open' };

interface PresetChoiceProps {
  /** Parameters of the run that is open. */
  present: Config | null;
  presets: readonly Chosen[];
  /** The newest experiment file that could be read. */
  file: Chosen | null;
  onFile: (file: File) => void;
  /** Where the parameters come from; null before the presets are told. */
  chosen: Chosen | null;
  /** Parameters were turned since the choice. */
  isChanged: boolean;
  onChoose: (chosen: Chosen) => void;
}

export function PresetChoice({ present, presets, file, onFile, chosen, isChanged, onChoose }: PresetChoiceProps) {
  const page = usePage();
  const open = present && openOne(present);
  const offered: Chosen[] = [...presets, ...(file ? [file] : []), ...(open ? [open] : [])];
  return (
    <div className="preset-choice">
      <div className="form-row">
        <label className="grow">
          Parameters from
          <select
            className="parameter-choice-field"
            aria-label="Parameters from"
            aria-describedby="preset-about"
            value={chosen ? keyOf(chosen) : ''}
            disabled={offered.length === 0}
            onChange={(event) => onChoose(offered.find((each) => keyOf(each) === event.target.value)!)}
          >
            {offered.map((each) => (
              <option key={keyOf(each)} value={keyOf(each)}>
                {titleOf(each)}
              </option>
            ))}
          </select>
        </label>
        <FileButton label="Experiment file" accept=".yaml,.yml,application/yaml,text/yaml" onFile={onFile}>
          Load an experiment file…
        </FileButton>
        <button type="button" onClick={() => page.openDialog('tasks')}>
          Tasks of your own…
        </button>
      </div>
      <p id="preset-about" className="preset-about">
        {chosen?.about}
        {isChanged && chosen && (
          <>
            {' Some of its parameters are changed below. '}
            <button type="button" className="link" onClick={() => onChoose(chosen)}>
              Put them back
            </button>
          </>
        )}
      </p>
    </div>
  );
}

/** The lab's presets, once it has told them. */
export function usePresets(): { presets: readonly Chosen[]; areMissing: boolean } {
  const page = usePage();
  const [presets, setPresets] = useState<readonly Chosen[]>([]);
  const [areMissing, setMissing] = useState(false);
  useEffect(() => {
    let isGone = false;
    void page
      .attempt(async () => {
        const told = await page.lab.presets();
        if (!isGone) setPresets(told.map((preset) => ({ ...preset, kind: 'preset' as const })));
      })
      .then((areTold) => !isGone && setMissing(!areTold));
    return () => {
      isGone = true;
    };
  }, [page]);
  return { presets, areMissing };
}

function openOne(config: Config): Chosen {
  const about =
    'The parameters that are in force in the run that is open now, with everything that was changed by hand.';
  return { kind: 'open', name: 'open', about, base: null, config };
}

function keyOf({ kind, name }: Chosen): string {
  return `${kind} ${name}`;
}

function titleOf({ kind, name, base }: Chosen): string {
  if (kind === 'open') return 'The run that is open';
  const whole = base === null ? name : `${name} (changes ${base})`;
  return kind === 'file' ? `Your file: ${whole}` : whole;
}

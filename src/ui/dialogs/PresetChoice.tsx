/**
 * Where the parameters of a new run come from: a preset of the lab, an experiment file of one's own, or the run that is
 * open. Each says in a paragraph what it is for; a file with a mistake is answered with the line it is in.
 */
import { useEffect, useRef, useState } from 'react';
import { reportOf, type ErrorReport } from '../../core/errors.ts';
import type { Config } from '../../ecology/config/config.ts';
import type { Preset } from '../../lab/contract.ts';
import { contentOf } from '../parts/file-content.ts';
import { usePage } from '../state/context.ts';

/** A source of parameters that somebody chose. */
export type Chosen = Preset & { kind: 'preset' | 'file' | 'open' };

interface PresetChoiceProps {
  /** Parameters of the run that is open. */
  present: Config | null;
  presets: readonly Chosen[];
  /** Why the lab's presets could not be had. */
  problem: ErrorReport | null;
  /** Where the parameters come from; null before the presets are told. */
  chosen: Chosen | null;
  /** Parameters were turned since the choice. */
  isChanged: boolean;
  onChoose: (chosen: Chosen) => void;
}

export function PresetChoice({ present, presets, problem, chosen, isChanged, onChoose }: PresetChoiceProps) {
  const { file, problem: mistake, read } = useExperimentFile(onChoose);
  const open = present && openOne(present);
  const offered: Chosen[] = [...presets, ...(file ? [file] : []), ...(open ? [open] : [])];
  const refusal = mistake ?? problem;
  return (
    <div className="preset-choice">
      <div className="form-row">
        <label className="grow">
          Parameters from
          <select
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
        <FileButton onFile={read} />
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
      {refusal && (
        <p className="preset-problem" role="alert">
          {refusal.sentence} {refusal.nextStep}
        </p>
      )}
    </div>
  );
}

function FileButton({ onFile }: { onFile: (file: File) => Promise<void> }) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        aria-label="Experiment file"
        accept=".yaml,.yml,application/yaml,text/yaml"
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = ''; // the same file, mended, can be chosen again
          if (file) void onFile(file);
        }}
      />
      <button type="button" onClick={() => picker.current?.click()}>
        Load an experiment file…
      </button>
    </>
  );
}

/** The lab's presets, once it has told them. */
export function usePresets(): { presets: readonly Chosen[]; problem: ErrorReport | null } {
  const { lab } = usePage();
  const [presets, setPresets] = useState<readonly Chosen[]>([]);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  useEffect(() => {
    let isGone = false;
    lab.presets().then(
      (told) => !isGone && setPresets(told.map((preset) => ({ ...preset, kind: 'preset' as const }))),
      (thrown: unknown) => !isGone && setProblem(reportOf(thrown)),
    );
    return () => {
      isGone = true;
    };
  }, [lab]);
  return { presets, problem };
}

/** The newest file that could be read, and what was wrong with the newest that could not. */
function useExperimentFile(onChoose: (chosen: Chosen) => void) {
  const { lab } = usePage();
  const [file, setFile] = useState<Chosen | null>(null);
  const [problem, setProblem] = useState<ErrorReport | null>(null);
  const read = async (given: File) => {
    try {
      const experiment = await lab.readExperiment(await contentOf(given), given.name);
      const next: Chosen = { ...experiment, kind: 'file' };
      setFile(next);
      setProblem(null);
      onChoose(next);
    } catch (thrown) {
      setProblem(reportOf(thrown));
    }
  };
  return { file, problem, read };
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

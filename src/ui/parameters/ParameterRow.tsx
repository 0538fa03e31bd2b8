/**
 * One parameter: name, slider, number, unit, a dot when it differs from the preset, and what is about to happen to it.
 * A number is sent only when the schema takes it; until then the row says why not, and nothing else changes.
 */
import { useEffect, useId, useRef, useState, type CSSProperties, type ReactNode } from 'react';
import type { Config } from '../../ecology/config/config.ts';
import { plain } from '../words/format.ts';
import { tip } from '../parts/Tooltip.tsx';
import { sameValue, say, whyImpossible, type PanelParameter } from '../words/catalogue.ts';
import { ChoiceControl } from './ChoiceControl.tsx';
import { ListControl } from './ListControl.tsx';
import { TextControl } from './TextControl.tsx';
import { useDraft } from './draft.ts';
import { positionOf, TRAVEL, valueOf } from './slider.ts';

interface ParameterRowProps {
  parameter: PanelParameter;
  /** What is in force, or about to be. */
  value: unknown;
  /** What it was before anybody turned it: as the run began, or as the chosen preset has it. */
  preset: unknown;
  /** The other parameters, for the rules between them. */
  config: Config;
  /** Cannot be changed now. */
  locked?: boolean;
  /** What is about to happen to it, such as `from generation 129`, or why it is locked. */
  note?: ReactNode;
  onCommit: (value: unknown) => void;
}

/** A slider's value is sent when the hand has rested this long. */
const REST_MS = 180;

export function ParameterRow({ parameter, value, preset, config, locked = false, note, onCommit }: ParameterRowProps) {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const differs = !sameValue(value, preset);

  const offer = (candidate: unknown) => {
    const why = whyImpossible(parameter, candidate, config);
    setProblem(why);
    if (why === null && !sameValue(candidate, value)) onCommit(candidate);
    return why === null;
  };

  return (
    <div className="parameter" data-path={parameter.path} data-locked={locked || undefined}>
      <div className="parameter-head">
        <label htmlFor={id} className="parameter-name" tabIndex={-1} {...tip(helpOf(parameter, preset))}>
          {parameter.title}
        </label>
        {differs && <PresetDot {...{ parameter, preset, locked }} onReset={() => offer(preset)} />}
        <span className="spacer" />
        {parameter.kind === 'number' ? (
          <NumberField
            id={id}
            parameter={parameter}
            value={Number(value)}
            problem={problem}
            locked={locked}
            offer={offer}
          />
        ) : null}
        {parameter.kind === 'choice' && (
          <ChoiceControl
            {...{ id, parameter, value, locked, offer }}
            problemId={problem === null ? undefined : `${id}-problem`}
          />
        )}
        {parameter.kind === 'text' && (
          <TextControl
            {...{ id, parameter, locked, offer }}
            value={String(value)}
            problemId={problem === null ? undefined : `${id}-problem`}
          />
        )}
        <span className="parameter-unit">{parameter.unit}</span>
      </div>
      {parameter.kind === 'number' && (
        <Slider parameter={parameter} value={Number(value)} preset={Number(preset)} locked={locked} offer={offer} />
      )}
      {parameter.kind === 'list' && (
        <ListControl id={id} parameter={parameter} value={value} config={config} locked={locked} offer={offer} />
      )}
      {problem && (
        <p className="parameter-problem" id={`${id}-problem`} role="alert">
          {problem}
        </p>
      )}
      {note && <p className="parameter-note">{note}</p>}
    </div>
  );
}

function helpOf(parameter: PanelParameter, preset: unknown): string {
  if (parameter.kind === 'choice' || parameter.kind === 'text')
    return `${parameter.help}\nPreset: ${say(parameter, preset)}.`;
  if (parameter.kind === 'list') return parameter.help;
  const range = `${plain(parameter.low)} to ${parameter.high.toLocaleString('en-US')}`;
  return `${parameter.help}\nRange ${range}${parameter.unit ? ` ${parameter.unit}` : ''}, preset ${plain(Number(preset))}.`;
}

interface PresetDotProps {
  parameter: PanelParameter;
  preset: unknown;
  locked: boolean;
  onReset: () => void;
}

function PresetDot({ parameter, preset, locked, onReset }: PresetDotProps) {
  const words = parameter.kind === 'list' ? 'its preset' : say(parameter, preset);
  if (locked) return <span className="preset-dot" role="img" aria-label={`Differs from the preset, ${words}`} />;
  return (
    <button
      type="button"
      className="preset-dot"
      aria-label={`Reset ${parameter.title} to ${words}`}
      {...tip(`Differs from the preset, ${words}. Press to go back to it.`)}
      onClick={onReset}
    />
  );
}

interface FieldProps {
  parameter: PanelParameter;
  value: number;
  offer: (candidate: unknown) => boolean;
}

function NumberField({
  id,
  parameter,
  value,
  problem,
  locked,
  offer,
}: FieldProps & { id: string; problem: string | null; locked: boolean }) {
  const { draft, setDraft, onBlur, onKeyDown } = useDraft({
    offer: (text) => {
      const typed = text.replace('\u2212', '-').replace(',', '.').trim();
      return offer(typed === '' ? Number.NaN : Number(typed));
    },
    onDrop: () => offer(value),
  });
  return (
    <input
      id={id}
      className="parameter-number"
      type="number"
      inputMode="decimal"
      min={parameter.low}
      max={parameter.high}
      step="any"
      value={draft ?? String(Number(value.toPrecision(6)))}
      disabled={locked}
      aria-invalid={problem !== null}
      aria-describedby={problem ? `${id}-problem` : undefined}
      aria-label={parameter.title}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={onBlur}
      onKeyDown={(event) => {
        onKeyDown(event);
        if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
          event.preventDefault();
          const step = (parameter.step ?? (parameter.whole ? 1 : 0.01)) * (event.shiftKey ? 10 : 1);
          const next = Number((Number(draft ?? value) + (event.key === 'ArrowUp' ? step : -step)).toPrecision(6));
          if (offer(next)) setDraft(null);
          else setDraft(String(next));
        }
      }}
    />
  );
}

function Slider({ parameter, value, preset, locked, offer }: FieldProps & { preset: number; locked: boolean }) {
  const [held, setHeld] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const move = (position: number) => {
    setHeld(position);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      offer(valueOf(parameter, position));
      setHeld(null);
    }, REST_MS);
  };
  const position = held ?? positionOf(parameter, value);
  const shown = held === null ? value : valueOf(parameter, held);
  return (
    <div
      className="slider"
      style={
        {
          '--fill': `${position / 10}%`,
          '--preset': `${positionOf(parameter, preset) / 10}%`,
        } as CSSProperties
      }
    >
      <input
        type="range"
        min={0}
        max={TRAVEL}
        step={10}
        value={position}
        disabled={locked}
        aria-label={`${parameter.title}, slider`}
        aria-valuetext={`${plain(shown)} ${parameter.unit}`.trim()}
        onChange={(event) => move(Number(event.target.value))}
      />
      {held !== null && <output className="slider-value">{plain(shown)}</output>}
    </div>
  );
}

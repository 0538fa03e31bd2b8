/** A new world: its seed, its name, its model, and every parameter, also those that are fixed once it runs. */
import { useState } from 'react';
import { defaultConfig, type Config } from '../../ecology/config/config.ts';
import { FIRST_OWN_PRESET, FIRST_PRESET, type ProposedWorld } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { freshSeed } from '../state/fresh-seed.ts';
import type { LabPage } from '../state/lab-page.ts';
import { Dialog } from '../parts/Dialog.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { ChoiceControl } from '../parameters/ChoiceControl.tsx';
import { panelParameterAt, sameValue, valueIn, configWith } from '../words/catalogue.ts';
import { ParameterChoice } from '../parameters/ParameterChoice.tsx';
import { FOUNDERS } from '../words/adapter-words.ts';
import { AdaptersGiven } from '../parts/AdaptersGiven.tsx';
import { NameField } from '../parts/NameField.tsx';
import { HostFit } from './HostFit.tsx';
import { LivedOn } from './LivedOn.tsx';
import { ModelChoice } from './ModelChoice.tsx';
import { PresetChoice, usePresets, type Chosen } from './PresetChoice.tsx';

/** The experiment that was dropped on the page to open this dialog. */
function given(page: LabPage): Chosen | null {
  const { experiment } = page.store.getState();
  return experiment && { ...experiment, kind: 'file' };
}

export function NewRunDialog() {
  const page = usePage();
  const present = usePageState((state) => state.live?.config);
  const [seed, setSeed] = useState(freshSeed);
  const [name, setName] = useState('');
  const lived = usePageState((state) => state.lived);
  const adapters = usePageState((state) => state.adapters);
  const { presets, areMissing } = usePresets();
  const [file, setFile] = useState<Chosen | null>(() => given(page));
  const [chosen, setChosen] = useState(file);
  const from = chosen ?? presets.find(({ name }) => name === (lived ? FIRST_OWN_PRESET : FIRST_PRESET)) ?? null;
  const preset = from?.config ?? defaultConfig();
  const host = useChosenHost();
  const [edited, setEdited] = useState<Config | null>(null);
  const [fitted, setFitted] = useState<{ host: string; world: ProposedWorld } | null>(null);
  // What fits one model is not in force for another.
  const isFitted = fitted?.host === host;
  const change = fitted && !isFitted ? null : edited;
  const config = change ?? preset;
  const [isBusy, setBusy] = useState(false);
  // Before the presets are told there is nothing to change: what is changed now would be another world's.
  const isWaiting = from === null && !areMissing;
  const canStart = seed.trim() !== '' && !isBusy && !isWaiting;

  const choose = (next: Chosen) => {
    setChosen(next);
    setEdited(null);
    setFitted(null);
  };
  const edit = (next: Config) => {
    setEdited(next);
    if (!isFitted) setFitted(null);
  };
  const read = (dropped: File) =>
    page.attemptFile(async () => {
      const next: Chosen = { ...(await page.lab.readExperiment(dropped)), kind: 'file' };
      setFile(next);
      choose(next);
    });
  const start = async () => {
    setBusy(true);
    const named = name.trim() && { name: name.trim() };
    const founded = adapters.length > 0 && { adapters };
    const tasks = lived && { tasks: lived.hash };
    const isStarted = await page.newRun({ seed: seed.trim(), config, host, ...named, ...founded, ...tasks });
    setBusy(false);
    if (isStarted) page.openDialog(null);
  };

  return (
    <Dialog
      title="New run"
      className="wide"
      lead="The run that is open is saved and stays among your runs."
      onFile={read}
    >
      <form
        className="new-run"
        onSubmit={(event) => {
          event.preventDefault();
          if (canStart) void start();
        }}
      >
        <div className="form-row">
          <label>
            Seed
            <input
              type="text"
              aria-label="Seed"
              value={seed}
              required
              maxLength={200}
              onChange={(event) => setSeed(event.target.value)}
            />
          </label>
          <button type="button" onClick={() => setSeed(freshSeed())}>
            Another seed
          </button>
          <NameField value={name} onChange={setName} placeholder="Made from the seed when left empty" />
          <fieldset className="plain-set" disabled={isWaiting}>
            <LearningRule config={config} onChange={edit} />
          </fieldset>
        </div>
        {lived && (
          <LivedOn
            lived={lived}
            hasCustoms={config.organs.customsPeriod > 0}
            onLeave={() => {
              page.store.setState({ lived: null });
              setEdited(null);
              setFitted(null);
            }}
          />
        )}
        <ModelChoice chosen={host} />
        <AdaptersGiven help={FOUNDERS} none="Founders begin at random, or with" some="Founded by" />
        <PresetChoice
          present={present ?? null}
          presets={presets}
          file={file}
          onFile={(one) => void read(one)}
          chosen={from}
          isChanged={change !== null && from !== null && !sameValue(from.config, change)}
          onChoose={choose}
        />
        <HostFit
          key={host}
          host={host}
          config={config}
          book={lived?.hash}
          proposed={isFitted ? fitted.world : null}
          onPropose={(world) => {
            setFitted({ host, world });
            setEdited(world.config);
          }}
        />
        <fieldset className="plain-set" disabled={isWaiting}>
          <ParameterChoice config={config} preset={preset} onChange={edit} />
        </fieldset>
        <footer className="dialog-foot">
          {isBusy && <Starting />}
          <button type="button" onClick={() => page.openDialog(null)}>
            Cancel
          </button>
          <button type="submit" className="primary" disabled={!canStart}>
            {isBusy ? 'Starting…' : 'Start run'}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

/** Name of the model that was chosen here or before; the loaded one unless told. */
function useChosenHost(): string {
  const loaded = usePageState((state) => state.status?.hostName ?? '');
  return usePageState((state) => state.model) ?? loaded;
}

/** Loading another model takes its time. */
function Starting() {
  const doing = usePageState((state) => state.status?.activity?.text);
  return (
    <span className="muted" role="status">
      {doing}
    </span>
  );
}

const RULE = panelParameterAt('learning.rule')!;

/** The one parameter that a person asks for by name; it stands among the others too. */
function LearningRule({ config, onChange }: { config: Config; onChange: (config: Config) => void }) {
  return (
    <label {...tip(RULE.help)}>
      Learning rule
      <ChoiceControl
        parameter={{ ...RULE, title: 'Learning rule' }}
        value={valueIn(config, RULE.path)}
        offer={(rule) => onChange(configWith(config, RULE.path, rule))}
      />
    </label>
  );
}

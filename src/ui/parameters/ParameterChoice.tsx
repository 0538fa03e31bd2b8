/** Every parameter, to be found and changed before a world begins with it. */
import { useState } from 'react';
import type { Config } from '../../ecology/config/config.ts';
import { Empty } from '../parts/Empty.tsx';
import { Icon } from '../parts/Icon.tsx';
import { configWith, GROUPS, searchParameters, valueIn, type PanelParameter } from '../words/catalogue.ts';
import { ParameterRow } from './ParameterRow.tsx';

interface ParameterChoiceProps {
  /** Which of them may be changed; all unless told. */
  only?: (parameter: PanelParameter) => boolean;
  config: Config;
  /** What it was chosen from. */
  preset: Config;
  onChange: (config: Config) => void;
}

export function ParameterChoice({ only = () => true, config, preset, onChange }: ParameterChoiceProps) {
  const [query, setQuery] = useState('');
  const found = query.trim() ? searchParameters(query).filter(only) : null;
  const groups = GROUPS.map(({ title, parameters }) => ({ title, parameters: parameters.filter(only) }));
  const row = (parameter: PanelParameter) => (
    <ParameterRow
      key={parameter.path}
      parameter={parameter}
      value={valueIn(config, parameter.path)}
      preset={valueIn(preset, parameter.path)}
      config={config}
      onCommit={(value) => onChange(configWith(config, parameter.path, value))}
    />
  );
  return (
    <div className="parameter-choice">
      <div className="search-field">
        <Icon name="search" size={14} />
        <input
          type="search"
          placeholder="Find a parameter"
          aria-label="Find among all parameters"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className="panel-list">
        {found?.length === 0 && <Empty>No parameter is described by “{query.trim()}”.</Empty>}
        {found
          ? found.map(row)
          : groups
              .filter(({ parameters }) => parameters.length > 0)
              .map(({ title, parameters }) => (
                <section key={title} className="choice-group" aria-label={title}>
                  <h3>{title}</h3>
                  <div className="choice-rows">{parameters.map(row)}</div>
                </section>
              ))}
      </div>
    </div>
  );
}

/** The fold's part for meta-evolution: its trials, window by window, and the config that they leave in force. */
import type { Config } from '../../ecology/config/config.ts';
import type { EventOf } from '../../ecology/events/events.ts';
import { withValues } from '../../ecology/config/parameters.ts';
import { journalDamaged } from '../damage.ts';

/** One trial of a challenger; the newest may still be going on. */
export interface MetaTrialView extends Omit<EventOf<'meta-proposed'>, 'type'> {
  sinceGeneration: number;
  /** The windows that are over. */
  windows: readonly (Omit<EventOf<'meta-window'>, 'type'> & { generation: number })[];
  /** Null while it goes on. */
  end: (Omit<EventOf<'meta-judged'>, 'type'> & { generation: number }) | null;
}

/** The events of meta-evolution. */
type MetaEvent = EventOf<'meta-proposed' | 'meta-window-opened' | 'meta-window' | 'meta-judged'>;

/** The config after an event, which only windows' borders and verdicts change here. */
export function foldMetaConfig(config: Config, event: MetaEvent): Config {
  return event.type === 'meta-window-opened' || event.type === 'meta-judged'
    ? withValues(config, event.values)
    : config;
}

/** @throws LabError `journal-damaged` when a window or a verdict belongs to no trial */
export function foldMetaTrials(
  trials: readonly MetaTrialView[],
  generation: number,
  event: MetaEvent,
): readonly MetaTrialView[] {
  switch (event.type) {
    case 'meta-proposed': {
      const { type: _, ...proposed } = event;
      return [...trials, { ...proposed, sinceGeneration: generation, windows: [], end: null }];
    }
    case 'meta-window': {
      const { type: _, ...window } = event;
      return withNewest(trials, (trial) => ({ ...trial, windows: [...trial.windows, { ...window, generation }] }));
    }
    case 'meta-judged': {
      const { type: _, ...end } = event;
      return withNewest(trials, (trial) => ({ ...trial, end: { ...end, generation } }));
    }
    case 'meta-window-opened':
      return trials;
  }
}

function withNewest(
  trials: readonly MetaTrialView[],
  change: (trial: MetaTrialView) => MetaTrialView,
): readonly MetaTrialView[] {
  const newest = trials.at(-1);
  if (!newest || newest.end) throw journalDamaged('a trial of parameters goes on that nobody proposed');
  return [...trials.slice(0, -1), change(newest)];
}

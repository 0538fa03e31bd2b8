/** What everything that a rival does in a round needs. */
import type { Config } from '../../ecology/config/config.ts';
import type { Host } from '../../host/index.ts';
import type { Cell } from '../../tasks/task.ts';
import type { RIVALS, RivalSettings } from './settings.ts';

export interface RivalContext {
  kind: (typeof RIVALS)[keyof typeof RIVALS];
  host: Host;
  config: Config;
  seed: string;
  settings: RivalSettings;
  /** rounds before this one */
  round: number;
  /** with the custom that holds in each in this round */
  cells: readonly Cell[];
  signal?: AbortSignal | undefined;
}

/** What a chart draws: a view, how far its axis reaches, and whether lines are smoothed. */
import type { View } from '../../record/fold/view.ts';
import type { LineSeries } from '../../record/fold/line.ts';

export interface Moment {
  view: View;
  /** The right end of the shared x axis: the newest generation, also while the past is shown. */
  lastGeneration: number;
  smooth: boolean;
  /** A chosen line that stands out against the whole; null where none is chosen. */
  line: LineSeries | null;
}

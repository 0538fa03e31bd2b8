/** A task that a person wrote, checked: everything that a run needs of it. */
import type { Depth } from '../../core/depth.ts';
import type { Graded } from '../graders/grader.ts';
import type { JsonValue, Pool } from '../task.ts';

export interface OwnTask {
  /** Its own name in the file, if it has one. */
  id?: string;
  /** Its family's name as the file writes it, in the letters that names have. */
  family: string;
  depth: Depth;
  /** Only where the file says so; else a keyed hash decides. */
  pool?: Pool;
  prompt: string;
  target: JsonValue;
  grader: Graded;
}

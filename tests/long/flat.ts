/** Whether what lives on a graphics device stays level over a long life: its height early, in the middle and late. */
import type { Living } from '../browser/bench-page/functions/soak.ts';

/** The most that was alive behind one generation of a stretch. */
export interface Height extends Living {
  /** the stretch's first generation and the one behind its last, counted from 0 */
  from: number;
  to: number;
}

/**
 * The heights of three stretches of equal length: behind a first one, in which sessions are made and pools filled, in the
 * middle, and at the end.
 */
export function heights(living: readonly Living[], stretch: number): [early: Height, middle: Height, late: Height] {
  const { length } = living;
  const height = (from: number): Height => {
    const part = living.slice(from, from + stretch);
    const most = (of: keyof Living) => Math.max(...part.map((one) => one[of]));
    return { from, to: from + stretch, bytes: most('bytes'), buffers: most('buffers') };
  };
  return [height(stretch), height(Math.floor((length - stretch) / 2)), height(length - stretch)];
}

/** What grew from the early stretch to a later one; nothing where all is level. */
export function grown(living: readonly Living[], stretch: number): string[] {
  const [early, ...later] = heights(living, stretch);
  return later.flatMap(({ from, to, bytes, buffers }) => [
    ...(bytes > early.bytes ? [`${bytes - early.bytes} bytes more in generations ${from} to ${to}`] : []),
    ...(buffers > early.buffers ? [`${buffers - early.buffers} buffers more in generations ${from} to ${to}`] : []),
  ]);
}

/**
 * Memory: an organelle is shown its own last solved tasks of the cell before it answers. What it remembers is its own:
 * nobody inherits it, and it dies with it. An example is never the very task that is asked; that would be the answer.
 */
import { cellName } from '../../economy/cells.ts';
import type { Attempt, Turn } from '../world/turn.ts';
import type { Example } from '../world/world.ts';

/** Gives every attempt the examples that its organelle remembers, newest last, and the cell's running success. */
export function recall(turn: Turn): void {
  const { memory } = turn.config.organs;
  if (memory === 0) return;
  const expected = new Map(turn.world.cells.map((cell) => [cellName(cell), cell.successEma]));
  for (const attempt of turn.attempts) {
    const known = (attempt.organelle.examples[attempt.cell] ?? []).filter(
      ({ prompt }) => prompt !== attempt.task.prompt,
    );
    if (known.length === 0) continue;
    attempt.recalled = { examples: known.slice(-memory), shown: 0, expected: expected.get(attempt.cell)! };
  }
}

/** Keeps a solved attempt as an example; of the same task the newest answer, of a cell the newest tasks. */
export function remember(turn: Turn, { organelle, cell, task, answer, solved }: Attempt): void {
  const { memory } = turn.config.organs;
  if (memory === 0 || !solved) return;
  const example: Example = { prompt: task.prompt, answer };
  const others = (organelle.examples[cell] ?? []).filter(({ prompt }) => prompt !== task.prompt);
  organelle.examples = { ...organelle.examples, [cell]: [...others, example].slice(-memory) };
}

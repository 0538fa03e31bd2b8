/** Example prompts for asking: real tasks, one of every open cell that was answered lately, since the host knows no others. */
import type { View } from '../../record/fold/view.ts';

interface ExamplePrompt {
  cell: string;
  prompt: string;
}

/** The newest prompt of each open cell, in the order of the cells. */
export function examplePrompts({ cells, answers }: Pick<View, 'cells' | 'answers'>): ExamplePrompt[] {
  return [...cells.keys()].flatMap((cell) => {
    const newest = answers.findLast((answer) => answer.cell === cell);
    return newest ? [{ cell, prompt: newest.prompt }] : [];
  });
}

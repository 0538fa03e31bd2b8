/** Example prompts are real ones: the newest of every open cell, and none of a cell that nobody has answered. */
import { expect, it } from 'vitest';
import type { View } from '../../src/record/fold/view.ts';
import { examplePrompts } from '../../src/ui/answers/example-prompts.ts';

it('takes the newest prompt of each open cell, in the order of the cells', () => {
  const cells = new Map(['math/short', 'list.sort/short', 'math/long'].map((cell) => [cell, {}]));
  const answers = [
    { cell: 'list.sort/short', prompt: 'sort' },
    { cell: 'math/short', prompt: 'old' },
    { cell: 'closed/short', prompt: 'gone' },
    { cell: 'math/short', prompt: 'new' },
  ];
  expect(examplePrompts({ cells, answers } as unknown as Pick<View, 'cells' | 'answers'>)).toEqual([
    { cell: 'math/short', prompt: 'new' },
    { cell: 'list.sort/short', prompt: 'sort' },
  ]);
});

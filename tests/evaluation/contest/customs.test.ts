/** The cells of a contest: salted as the world is, with the custom that is due. */
import { expect, it } from 'vitest';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { cellsAt } from '../../../src/evaluation/contest/customs.ts';

it('the cells of a contest are drawn from by the salt of the world', () => {
  const cellsOf = (salt: string) => {
    const config = configSchema.parse({ cells: { opening: ['math/short', 'list.sort/short'], salt } });
    return cellsAt({ seed: '1', config, spent: 0 });
  };
  expect(cellsOf('sea')).toEqual([
    { family: 'math', depth: 'short', salt: 'sea' },
    { family: 'list.sort', depth: 'short', salt: 'sea' },
  ]);
  expect(cellsOf('').every((cell) => !('salt' in cell))).toBe(true);
});

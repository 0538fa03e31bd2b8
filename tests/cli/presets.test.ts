/** The list of presets on the terminal. */
import { expect, it, vi } from 'vitest';
import { presetTexts } from '../../src/cli/experiment-text.ts';
import { presetsCommand } from '../../src/cli/commands/presets.ts';

it('names every preset, its base and what it is for, in lines that fit', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  await presetsCommand();
  const lines = printed.mock.calls.map(([line]) => String(line ?? ''));
  printed.mockRestore();
  expect(lines[0]).toBe('default');
  expect(lines).toContain('no-merge (changes foragers)');
  expect(lines.filter((line) => /^\S/.test(line))).toHaveLength(
    [...presetTexts().values()].filter((text) => !/^kind:/m.test(text)).length,
  );
  expect(lines.every((line) => line.length <= 102)).toBe(true);
});

/** What the disk of a directory has left, against what the system's own tool says. */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { roomIn } from '../../src/cli/room.ts';

it.skipIf(process.platform === 'win32')('is that of the nearest folder that is there', async () => {
  const room = await roomIn(join(tmpdir(), 'evolora-none', 'runs', 'one'));
  const said = execFileSync('df', ['-Pk', tmpdir()], { encoding: 'utf8' }).trim().split('\n').at(-1)!;
  const free = 1024 * Number(said.split(/\s+/).at(-3));
  expect(Math.abs(room! - free)).toBeLessThan(1e9); // others write meanwhile
});

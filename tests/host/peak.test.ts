/** What is planned against what a process takes, as the system tells it; only Linux tells. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { inRepository, repositoryRoot } from '../../scripts/lib/paths.mjs';

const start = promisify(execFile);

test.skipIf(process.platform !== 'linux').each(['public/hosts/micro', 'tests/fixtures/hosts/gemma3-genai-fp32'])(
  'a slice of answers on %s takes about what is planned',
  async (folder) => {
    const args = ['--expose-gc', '--import', 'tsx', inRepository('tests', 'host', 'peak.ts'), folder];
    const { stdout } = await start(process.execPath, args, { cwd: repositoryRoot });
    const { planned, measured } = JSON.parse(stdout) as { planned: number; measured: number };
    expect(measured).toBeGreaterThan(50e6);
    expect(planned / measured).toBeGreaterThan(1 / 1.5);
    expect(planned / measured).toBeLessThan(1.5);
  },
);

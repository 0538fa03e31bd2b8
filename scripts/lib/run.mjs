/**
 * Starting other programs. Everything from node_modules is started as `node <its script>`: the shims in .bin are shell
 * scripts on one system and .cmd files on another, and Node refuses to spawn .cmd files without a shell.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inRepository, repositoryRoot } from './paths.mjs';

/**
 * Runs a program in the repository with this terminal's output and no input.
 * @returns {Promise<number>} its exit code; 1 when it was killed or could not be started
 */
export function run(program, args, { onStart, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: repositoryRoot,
      stdio: ['ignore', 'inherit', 'inherit'],
      ...options,
      env: { ...process.env, ...options.env },
    });
    onStart?.(child);
    child.on('error', (error) => {
      console.error(`Could not start ${program}: ${error.message}`);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/**
 * Like `run`, but keeps what the program says, to be shown in one piece.
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function runKept(program, args, options = {}) {
  const chunks = [];
  const hear = (child) => {
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(chunk));
  };
  const code = await run(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], onStart: hear });
  return { code, output: Buffer.concat(chunks).toString() };
}

/** Runs a script of an installed package, such as `vite/bin/vite.js`. */
export function runTool(script, args, options) {
  return run(process.execPath, [inRepository('node_modules', ...script.split('/')), ...args], options);
}

/** Runs npm, whichever way this process was started. */
export function runNpm(args, options) {
  const candidates = [
    process.env.npm_execpath, // set when started by `npm start` or `npm test`
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'), // Windows
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'), // Linux, macOS
  ];
  const script = candidates.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  if (script) return run(process.execPath, [script, ...args], options);
  if (process.platform === 'win32') return run(`npm.cmd ${args.join(' ')}`, [], { ...options, shell: true });
  return run('npm', args, options);
}

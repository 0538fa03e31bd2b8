/** Where models that were fetched by name are kept: in the user's cache, which may be deleted at any time. */
import { homedir, platform } from 'node:os';
import { join } from 'node:path';

/** `EVOLORA_CACHE` where it is set, else what the system calls the user's cache. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env['EVOLORA_CACHE'] || join(systemCache(env), 'evolora', 'models');
}

/** Where first answers of hosts are kept. */
export function answerDirectory(env: NodeJS.ProcessEnv = process.env): string {
  const own = env['EVOLORA_CACHE'];
  return own ? join(own, '.first-answers') : join(systemCache(env), 'evolora', 'first-answers');
}

function systemCache(env: NodeJS.ProcessEnv): string {
  if (env['XDG_CACHE_HOME']) return env['XDG_CACHE_HOME'];
  if (platform() === 'win32') return env['LOCALAPPDATA'] || join(homedir(), 'AppData', 'Local');
  return platform() === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

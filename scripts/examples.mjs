/**
 * Serves the examples of the host's package as somebody has them who installed it: `npm run examples -w evolora-host`.
 * The package is built first where that is needed.
 */
import { builds, ensureBuilt } from './lib/build.mjs';
import { inRepository } from './lib/paths.mjs';
import { serve } from './lib/serve.mjs';

if (!(await ensureBuilt(builds.host))) process.exit(1);
const { origin } = await serve({
  mounts: {
    '/': inRepository('src', 'host', 'examples'),
    '/node_modules/': inRepository('node_modules'),
    '/hosts/': inRepository('public', 'hosts'),
  },
  port: 8090,
  policy: false, // the pages' scripts stand in them, to be read
});
console.log(`${origin}/hot-swap.html\n${origin}/batch.html\nEnd with Ctrl+C.`);

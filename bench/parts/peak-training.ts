/**
 * A process that trains a host and prints its own peak of resident memory in bytes:
 * `peak-training.ts FOLDER GRAPH ROWS TOKENS`. Three passes, because a runtime may hold on to what the first one took.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeRuntime } from '../../src/host/node.ts';
import { adapterLength, type HostFiles } from '../../src/host/index.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { openTrainer } from '../../src/host/session/variants.ts';
import { random } from '../../src/base/random.ts';

const [folder, path, rows, tokens] = process.argv.slice(2) as [string, string, string, string];
const PASSES = 3;
const RANK = 4;

const files: HostFiles = { read: async (file) => new Uint8Array(await readFile(join(folder, file))) };
const prepared = await prepareGraph(files, path);
const { vocabulary } = prepared.config;
const runtime = wholePasses(nodeRuntime(2));
const { trainer, sites } = await openTrainer(prepared, runtime);
const draw = random('bench', 'peak');
const batch = Array.from({ length: Number(rows) }, () => ({
  tokens: Array.from({ length: Number(tokens) }, () => draw.integer(3, vocabulary - 1)),
  weights: new Float32Array(Number(tokens)).fill(1),
  adapter: {
    rank: RANK,
    scale: 1,
    weights: Float32Array.from({ length: adapterLength(sites, RANK) }, () => 0.03 * draw.normal()),
  },
}));
for (let pass = 0; pass < PASSES; pass++) {
  const results = await trainer.run(batch);
  if (!results.every(({ loss, gradient }) => Number.isFinite(loss) && gradient.every(Number.isFinite)))
    throw new Error('a gradient is no number');
}
await trainer.release();
console.log(process.resourceUsage().maxRSS * 1024);

/** Refuses passes with fewer rows: the figure is of all rows in one pass. */
function wholePasses(inner: ReturnType<typeof nodeRuntime>): ReturnType<typeof nodeRuntime> {
  return {
    ...inner,
    async createSession(model, options) {
      const session = await inner.createSession(model, options);
      return {
        ...session,
        run: (feeds) => {
          if (feeds['input_ids']!.dims[0] !== Number(rows)) throw new Error('the rows did not go through in one pass');
          return session.run(feeds);
        },
      };
    },
  };
}

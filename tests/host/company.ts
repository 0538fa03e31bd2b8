/** How far a host's rows together are from each alone, at one precision. */
import { readPeft } from '../../src/host/adapters/peft.ts';
import { checkHost, logitsOf } from '../../src/host/session/check.ts';
import type { Precision } from '../../src/host/session/held.ts';
import { prepareGraph } from '../../src/host/session/prepare.ts';
import { openDecoder } from '../../src/host/session/variants.ts';
import { nodeRuntime } from '../../src/host/node.ts';
import { filesIn } from './files.ts';
import { largestDifference } from './hosts.ts';

/**
 * The largest difference of logits, over prompts of different length under other adapters and three steps behind them; rows
 * are as many as the check of the host asks for at least, alone too.
 */
export async function differenceByCompany(folder: string, graph: string, precision: Precision): Promise<number> {
  const files = filesIn(folder);
  const opened = await openDecoder({ ...(await prepareGraph(files, graph)), precision }, nodeRuntime(2));
  const { rules } = await checkHost(opened, 'node', undefined);
  const decoder = { ...opened, ...rules };
  const adapter = readPeft(decoder.sites, await files.read('adapter/adapter_model.safetensors'), 8);
  const rows = [23, 5, 11, 8].map((length, i) => ({
    prompt: Array.from({ length }, (_, j) => 3 + ((7 * i + 5 * j) % 400)),
    adapter: i === 1 ? null : { ...adapter, scale: adapter.scale / (1 + i) },
  }));
  const together = await logitsOf(decoder, rows, 3);
  let most = 0;
  for (const [i, row] of rows.entries()) {
    const company = Array.from({ length: rules.leastRows }, () => row);
    const [alone] = await logitsOf(decoder, company, 3);
    most = Math.max(most, largestDifference(alone!, together[i]!));
  }
  await opened.session.release();
  return most;
}

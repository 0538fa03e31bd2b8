/** Whether a model can be trained: its graph has a reverse, it fits, and a pass gives gradients that are numbers. */
import { random } from '../../base/random.ts';
import { madeUpAdapter, type Site } from '../adapters/adapter.ts';
import type { Trainer } from '../differentiate/trainer.ts';
import { SMALLEST, type TrainingRow } from '../differentiate/passes.ts';
import { HostError, type HostErrorCode } from '../errors.ts';
import { partsOf, type Host } from '../session/host.ts';
import { openTrainer } from '../session/variants.ts';
import { gradientDifference } from './differences.ts';
import type { Golden, GoldenAdapter } from './golden.ts';

interface TrainingReport {
  trainable: boolean;
  /** why not, in a sentence; null where it can be */
  untrainable: string | null;
  gradient: { maxRelative: number } | null;
}

/** What says that a model cannot be trained; anything else is a trouble of another kind. */
const REFUSALS: ReadonlySet<HostErrorCode> = new Set([
  'operator-without-rule',
  'not-supported',
  'host-too-large',
  'host-unreadable',
  'host-wrong',
] as const);

/**
 * @param tried  open the training graph and run a pass; otherwise only the graph is made and its memory counted
 * @param golden  values with gradients to be held against; they are tried in any case
 */
export async function lookAtTraining(
  host: Host,
  { tried, golden, adapter }: { tried: boolean; golden: Golden | undefined; adapter: GoldenAdapter | undefined },
): Promise<TrainingReport> {
  const { prepared, runtime } = partsOf(host);
  try {
    const hasGolden = golden !== undefined && adapter !== undefined && golden.hasGradients;
    if (!tried && !hasGolden) {
      host.memory.trainingBytes(SMALLEST);
      return { trainable: true, untrainable: null, gradient: null };
    }
    const { trainer, sites } = await openTrainer(prepared, runtime);
    try {
      const most = hasGolden ? await gradientDifference(trainer, golden, adapter, sites) : null;
      if (most === null) await requireNumbers(trainer, trialRow(sites, prepared.config.vocabulary));
      return { trainable: true, untrainable: null, gradient: most === null ? null : { maxRelative: most } };
    } finally {
      await trainer.release();
    }
  } catch (thrown) {
    if (!(thrown instanceof HostError) || !REFUSALS.has(thrown.code)) throw thrown;
    return { trainable: false, untrainable: thrown.sentence, gradient: null };
  }
}

/** A short row of made-up tokens under a made-up adapter of rank 2, whose gradients are zero nowhere for a reason. */
function trialRow(sites: readonly Site[], vocabulary: number): TrainingRow {
  const draw = random('host', 'training');
  const adapter = madeUpAdapter(sites, 2, 1, () => 0.05 * draw.normal());
  const tokens = Array.from({ length: 12 }, () => draw.integer(0, vocabulary - 1));
  return { tokens, weights: tokens.map(() => 1), adapter };
}

async function requireNumbers(trainer: Trainer, row: TrainingRow): Promise<void> {
  const [{ loss, gradient }] = (await trainer.run([row])) as [{ loss: number; gradient: Float32Array }];
  const size = gradient.reduce((sum, value) => sum + value * value, 0);
  if (Number.isFinite(loss) && Number.isFinite(size) && size > 0) return;
  throw new HostError(
    'host-wrong',
    `Its training graph computes wrong numbers here: a loss of ${loss} with a gradient of size ${Math.sqrt(size)}.`,
    'Try another device, or another file of this model.',
  );
}

/**
 * How fast a host answers: tokens a second of prompts that are read and of answers that are written, some rows together,
 * bare and with an adapter of its own for every row. Both are computed as answers are, in the host's own slices.
 */
import { random } from '../../base/random.ts';
import { madeUpAdapter, type Adapter } from '../adapters/adapter.ts';
import { Batch } from '../decode/batch.ts';
import { inCompany } from '../decode/company.ts';
import { slicesOf, type Decoder } from '../decode/decode.ts';
import { partsOf, type Host } from '../session/host.ts';
import { openDecoder } from '../session/variants.ts';

/** Tokens a second. */
export interface HostSpeed {
  rows: number;
  prefill: { bare: number; grafted: number };
  decode: { bare: number; grafted: number };
}

const ROWS = [1, 8, 32] as const;
const RANK = 8;
const PROMPT = 32;
const STEPS = 6;
/** A measurement is made this often, or until so many seconds are over. */
const [TURNS, ENOUGH_SECONDS] = [5, 4];

/** Measures by turns, so that both see the same machine. @param now  seconds of a clock that only goes forward */
export async function speedOf(host: Host, now: () => number): Promise<HostSpeed[]> {
  const { decoder, prepared, runtime } = partsOf(host);
  const bare = await openDecoder(prepared, runtime, { bare: true });
  const plain: Decoder = { ...decoder, session: bare.session, groups: bare.groups };
  try {
    const speeds: HostSpeed[] = [];
    for (const rows of ROWS) {
      const requests = requestsOf(decoder, rows, prepared.config.vocabulary);
      const times = { bare: [] as Times[], grafted: [] as Times[] };
      const start = now();
      for (let turn = 0; turn < TURNS && (turn < 2 || now() - start < ENOUGH_SECONDS); turn++) {
        times.bare.push(await timesOf(plain, requests, now));
        times.grafted.push(await timesOf(decoder, requests, now));
      }
      const each = (which: keyof Times, tokens: number) => ({
        bare: tokens / quickest(times.bare.map((time) => time[which])),
        grafted: tokens / quickest(times.grafted.map((time) => time[which])),
      });
      const [first] = requests;
      speeds.push({
        rows,
        prefill: each('prefill', rows * first!.prompt.length),
        decode: each('step', rows),
      });
    }
    return speeds;
  } finally {
    await bare.session.release();
  }
}

/** Seconds of reading all prompts, and of a step of all rows. */
interface Times {
  prefill: number;
  step: number;
}

type Request = ReturnType<typeof requestsOf>[number];

function requestsOf({ sites, rules }: Decoder, rows: number, vocabulary: number) {
  const draw = random('host', 'speed', rows);
  const tokens = Math.max(1, Math.min(PROMPT, rules.contextTokens - STEPS - 1));
  const adapter = (): Adapter => madeUpAdapter(sites, RANK, 1, () => 0.02 * (draw.uniform() - 0.5));
  const greedy = { maxNewTokens: STEPS + 1, temperature: 0, topP: 1, random: draw };
  return Array.from({ length: rows }, () => ({
    prompt: Array.from({ length: tokens }, () => draw.integer(0, vocabulary - 1)),
    adapter: adapter(),
    ...greedy,
  }));
}

async function timesOf(decoder: Decoder, requests: readonly Request[], now: () => number): Promise<Times> {
  const total: Times = { prefill: 0, step: 0 };
  for (const slice of slicesOf(
    requests.map((request, index) => ({ request, index })),
    decoder,
  )) {
    const rows = inCompany(slice, decoder.leastRows);
    const worn = decoder.session.wear(
      decoder,
      rows.map(({ request }) => request.adapter),
    );
    const batch = new Batch({ ...decoder, rules: { ...decoder.rules, endTokens: [] } }, rows, worn.inputs);
    try {
      total.prefill += await seconds(now, () => batch.prefill());
      const steps: number[] = [];
      while (batch.running) steps.push(await seconds(now, () => batch.step()));
      total.step += quickest(steps);
    } finally {
      batch.dispose();
      worn.takeOff();
    }
  }
  return total;
}

async function seconds(now: () => number, work: () => Promise<void>): Promise<number> {
  const start = now();
  await work();
  return now() - start;
}

/** A busy machine makes some times long, and none short. */
function quickest(times: readonly number[]): number {
  return Math.min(...times);
}

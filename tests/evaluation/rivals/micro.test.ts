/** Rivals on the micro host, small: what they spend is what the host's cost model says, and they do learn. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { configSchema } from '../../../src/ecology/config/config.ts';
import { Rival } from '../../../src/evaluation/rivals/rival.ts';
import type { Adapter, DecodeRequest, Host, Training, TrainingRow } from '../../../src/host/index.ts';
import { shortestAnswer } from '../../../src/tasks/families.ts';
import { drawTasks } from '../../../src/tasks/pools.ts';
import { openMicro } from '../../host/hosts.ts';

const CELL = { family: 'code.format', depth: 'short' } as const;
const config = configSchema.parse({
  cells: { opening: ['code.format/short', 'word.count/short'] },
  attempts: { maxNewTokens: 16 },
});

let host: Host;
let training: Training;

beforeAll(async () => {
  host = await openMicro(1);
  training = await host.learning.training();
});

afterAll(async () => {
  await host.dispose();
});

test.each(['generalist', 'islands-bank'] as const)(
  'what the %s spends is what its rows cost',
  { timeout: 60_000 },
  async (name) => {
    let spent = 0;
    const answered: DecodeRequest[] = [];
    const rows: TrainingRow[] = [];
    const watchedHost: Host = {
      ...host,
      async decode(requests, options) {
        answered.push(...requests);
        const results = await host.decode(requests, options);
        results.forEach(({ tokens }, i) => {
          const { prompt, adapter } = requests[i]!;
          spent += host.cost.flops(prompt.length, tokens.length, adapter!.rank);
        });
        return results;
      },
      learning: {
        ...host.learning,
        training: async () => ({ ...training, trainer: { sum: record } as unknown as Training['trainer'] }),
      },
    };
    async function record(given: readonly TrainingRow[], passRows: number) {
      rows.push(...given);
      for (const { tokens, weights, adapter } of given) {
        const lossTokens = Array.from(weights).filter((weight) => weight !== 0).length;
        const { forward, backward } = training.cost.flops(tokens.length, lossTokens, adapter.rank);
        spent += forward + backward;
      }
      return training.trainer.sum(given, passRows);
    }
    const rival = Rival.begin({ name, host: watchedHost, config, seed: '1', settings: { trials: 6 } });
    for (let round = 0; round < 2; round++) await rival.advance();
    const watched = name === 'generalist' ? 0 : 2 * 2 * 4;
    expect(answered.length).toBe(2 * 2 * 6 + watched);
    expect(rows.length).toBeGreaterThan(4);
    const told = Object.values(rival.spent).reduce((sum, flops) => sum + flops, 0);
    expect(told).toBe(spent);
  },
);

test('gold answers make right answers more likely', { timeout: 60_000 }, async () => {
  const rival = Rival.begin({ name: 'supervised', host, config, seed: '1', settings: { trials: 8 }, budget: 1e12 });
  const before = await losses(voiceOf(rival));
  for (let round = 0; round < 3; round++) await rival.advance();
  const after = await losses(voiceOf(rival));
  expect(after.filter((loss, i) => loss < before[i]!).length).toBeGreaterThan(0.9 * before.length);
});

function voiceOf(rival: Rival): Adapter {
  return rival.voices()['']!.get('code.format/short')!;
}

/** Cross-entropy of the shortest right answer to each of some test tasks. */
async function losses(adapter: Adapter): Promise<number[]> {
  const tasks = drawTasks([CELL], 'test', 16, random('test', 'rivals'));
  const rows = tasks.map((task) => {
    const prompt = host.encodePrompt(task.prompt);
    const answer = training.answerTokens(shortestAnswer(task));
    const weights = new Float32Array(prompt.length + answer.length).fill(1, prompt.length);
    return { tokens: [...prompt, ...answer], weights, adapter };
  });
  return (await training.trainer.run(rows)).map(({ loss }) => loss);
}

/** Asking the colony: who answers and why, beside the bare host, without any effect on the run. */
import { describe, expect, it } from 'vitest';
import { random } from '../../src/base/random.ts';
import { nearestCell } from '../../src/ecology/judging/ask.ts';
import type { Answerer, AskedAnswer, RouterName } from '../../src/lab/contract.ts';
import { drawTask } from '../../src/tasks/pools.ts';
import type { Host } from '../../src/host/index.ts';
import { tinyHost } from '../support/tiny-host.ts';
import { OPEN, testLab } from './test-lab.ts';

const PROMPT = drawTask({ family: 'math', depth: 'short' }, 'test', random('ask')).prompt;
const CELL: readonly Answerer[] = [{ router: 'cell' }];
const ROUTERS: readonly RouterName[] = ['single', 'family', 'cell', 'bandit'];

/** Lets others in before it answers, as a model does between two tokens. */
function breathingHost(): Host {
  const host = tinyHost();
  return {
    ...host,
    async decode(requests, options) {
      await options?.breathe?.();
      return host.decode(requests, options);
    },
  };
}

describe('asking', () => {
  it.each(ROUTERS)('leaves it to the bare host while nobody has proved anything (%s)', async (router) => {
    const { lab } = testLab();
    await lab.open(OPEN);
    const { replies, bare } = await lab.ask(PROMPT, [{ router }]);
    const [{ text, by, why }] = replies as [AskedAnswer];
    expect(by).toBeNull();
    expect(text).toBe(bare.text);
    expect(why).toContain('bare host answers');
  });

  it('names an elite, says why, and changes nothing', async () => {
    const [asked, quiet] = [testLab(), testLab()];
    for (const { lab } of [asked, quiet]) {
      await lab.open({ ...OPEN, config: { ...OPEN.config, archive: { minEpisodes: 2 } } });
      for (let i = 0; i < 6; i++) await lab.step();
    }
    const answers = (
      await asked.lab.ask(
        PROMPT,
        ROUTERS.map((router) => ({ router })),
      )
    ).replies;
    expect(answers[0]!.by).toMatchObject({ organelle: expect.any(Number), cell: expect.stringContaining('/') });
    expect(answers[1]!.why).toContain('nearest to ');
    expect(answers[2]!.why).toContain('nearest to ');
    expect(answers[3]!.why).toContain('has learnt nothing');
    await Promise.all([asked.lab.step(), quiet.lab.step()]);
    const told = async ({ lab }: typeof asked) => (await lab.records(0, 99)).map(({ events }) => events);
    expect(await told(asked)).toEqual(await told(quiet));
  });

  it('answers in the middle of a generation, in streams, and the generation is the same to the last bit', async () => {
    const [asked, quiet] = [testLab({ host: breathingHost() }), testLab()];
    for (const { lab } of [asked, quiet]) await lab.open(OPEN);
    const order: string[] = [];
    const living = (await asked.lab.records(0, 0))[0]!.events.flatMap((event) =>
      event.type === 'born' ? [event] : [],
    );
    const step = asked.lab.step().then(() => order.push('generation'));
    const { bare, replies } = await asked.lab.ask(PROMPT, [
      { organelle: living[0]!.organelle },
      { organelle: living[1]!.organelle },
    ]);
    order.push('answer');
    await Promise.all([step, quiet.lab.step()]);
    expect(order).toEqual(['answer', 'generation']);
    expect(replies.map(({ by }) => by?.name)).toEqual([living[0]!.name, living[1]!.name]);
    const told = async ({ lab }: typeof asked) => (await lab.records(0, 99)).map(({ events }) => events);
    expect(await told(asked)).toEqual(await told(quiet));

    const streamed = asked.messages.flatMap((message) => (message.kind === 'answering' ? [message.texts] : []));
    expect(streamed.length).toBeGreaterThan(1);
    expect(streamed.at(-1)).toEqual([bare, ...replies].map(({ text }) => text));
    for (const reply of [bare, ...replies]) {
      expect(reply.pieces.join('')).toBe(reply.text);
      expect(reply.costEnergy).toBeGreaterThan(0);
      expect(reply.newTokens).toBeGreaterThan(0);
    }
    // Alone, later and at rest, each answers the same.
    const again = await asked.lab.ask(PROMPT, [{ router: 'cell' }]);
    expect(again.bare).toEqual(bare);
  });

  it('refuses whom there is not', async () => {
    const { lab } = testLab();
    await lab.open(OPEN);
    const code = { code: 'nobody-to-ask' };
    await expect(lab.ask(PROMPT, [{ organelle: 999 }])).rejects.toMatchObject(code);
    await expect(lab.ask(PROMPT, [{ bin: 'math/short/0' }])).rejects.toMatchObject(code);
    await expect(lab.ask(PROMPT, [])).rejects.toMatchObject(code);
  });

  it('refuses nothing at all and far too much', async () => {
    const { lab } = testLab();
    await expect(lab.ask(PROMPT, CELL)).rejects.toMatchObject({ code: 'not-open' });
    await lab.open(OPEN);
    await expect(lab.ask(' \n', CELL)).rejects.toMatchObject({ code: 'prompt-empty' });
    await expect(lab.ask('x'.repeat(1001), CELL)).rejects.toMatchObject({ code: 'prompt-too-long' });
  });
});

it('the nearest cell is the one of the most similar direction from the centre, however far', () => {
  const [a, b] = (['math', 'list.sort'] as const).map((family) => ({ family, depth: 'short' as const }));
  const cells = [
    { cell: a!, mean: Float32Array.of(11, 10) },
    { cell: b!, mean: Float32Array.of(10, 11) },
  ];
  const places = { cells, centre: Float32Array.of(10.5, 10.5) };
  expect(nearestCell(places, Float32Array.of(10.6, 10.4))).toEqual(a);
  expect(nearestCell(places, Float32Array.of(2, 9))).toEqual(b);
});

/** Feedback and canaries: a person's judgement, and the portfolio's own past. */
import { describe, expect, it } from 'vitest';
import { accountOf } from '../../../src/economy/ledger.ts';
import { giveThumb } from '../../../src/ecology/organs/feedback.ts';
import { Turn } from '../../../src/ecology/world/turn.ts';
import { poolOfPrompt } from '../../support/pool-of.ts';
import { statementOf } from '../../../src/record/fold/statement.ts';
import { allOf, begin, foldAll, live, ofType, thumbsOn } from '../../support/worlds.ts';

describe('a thumb', () => {
  it('pays or takes, is remembered as an episode of that worth, and counts once', async () => {
    const { engine, outcome } = begin({ organs: { feedbackEnergy: 2 }, energy: { ticket: 0.3, maxEnergy: 100 } });
    const { record } = await engine.generation();
    const thumbs = thumbsOn(record);
    const next = await engine.generation({ thumbs: [...thumbs, ...thumbs] });
    const given = ofType(next.record.events, 'feedback');
    expect(given.map(({ thumb, energy, overflow }) => [thumb, energy, overflow])).toEqual([
      ['up', 2, 0],
      ['down', 2, 0],
    ]);
    expect(next.record.events.slice(0, 2)).toEqual(given);
    const again = await engine.generation({ thumbs });
    expect(ofType(again.record.events, 'feedback')).toEqual([]);
    const records = [outcome.record, record, next.record, again.record];
    const view = foldAll(records);
    expect(view.mechanisms.feedback).toMatchObject({ fired: 2, worth: { n: 2, mean: 0 } });
    expect(view.answers.filter(({ thumb }) => thumb).map(({ index, thumb }) => [index, thumb])).toEqual([
      [0, 'up'],
      [1, 'down'],
    ]);
    const lines = statementOf(given[0]!.organelle, records).filter(({ text }) => text.startsWith('thumb'));
    expect(lines[0]).toMatchObject({ amountEnergy: 2, generation: 2 });
  });

  it.each([
    ['up', 2],
    ['down', -2],
  ] as const)('%s moves the niche value of its cell as an episode worth %d E', async (thumb, roi) => {
    const { engine } = begin({ organs: { feedbackEnergy: 2 } });
    const { record } = await engine.generation();
    const given = { ...thumbsOn(record)[0]!, thumb };
    const turn = new Turn(structuredClone(engine.world), engine.host, engine.adapters, engine.memories);
    const organelle = turn.world.organelles.find(({ id }) => id === given.organelle)!;
    const { value, count } = organelle.niches[given.cell]!;
    giveThumb(turn, given);
    const { decay } = organelle.traits;
    expect(organelle.niches[given.cell]).toEqual({ value: value + decay * (roi - value), count: count + 1 });
    expect(organelle.thumbs).toEqual(['1.0']);
  });

  it('up gives back what exceeds the cap; down takes no more than there is', async () => {
    const { engine } = begin({ organs: { feedbackEnergy: 50 }, energy: { ticket: 0.3, maxEnergy: 20 } });
    const { record } = await engine.generation();
    const [up, down] = thumbsOn(record);
    const owned = engine.world.balances[accountOf(up!.organelle)]!;
    const { record: second } = await engine.generation({ thumbs: [up!] });
    expect(ofType(second.events, 'feedback')[0]).toMatchObject({ energy: 50, overflow: owned + 50 - 20 });
    const rest = engine.world.balances[accountOf(down!.organelle)]!;
    const { record: third } = await engine.generation({ thumbs: [down!] });
    expect(ofType(third.events, 'feedback')[0]).toMatchObject({ energy: Math.min(50, rest), overflow: 0 });
  });

  it('comes to nothing for the dead and where thumbs are worth nothing', async () => {
    const { engine } = begin({});
    const { record } = await engine.generation();
    const { record: next } = await engine.generation({ thumbs: thumbsOn(record) });
    expect(ofType(next.events, 'feedback')).toEqual([]);
    const { record: dear } = await engine.generation({
      tweaks: { 'organs.feedbackEnergy': 1 },
      thumbs: [{ generation: 1, index: 0, thumb: 'up', organelle: 999, cell: 'math/short' }],
    });
    expect(ofType(dear.events, 'feedback')).toEqual([]);
  });
});

describe('canaries', () => {
  const lived = live({ organs: { canariesEvery: 2, canaryTasks: 8 }, cells: { mastery: 0.4, openEvery: 0 } }, 16);

  it('ask every mastered cell again, against what was reached then', async () => {
    const { engine, records } = await lived;
    const mastered = new Map(allOf(records, 'mastered').map((event) => [event.cell, event]));
    expect(mastered.size).toBeGreaterThan(0);
    expect(engine.world.mastered.map(({ family, depth }) => `${family}/${depth}`)).toEqual([...mastered.keys()]);
    const asked = allOf(records, 'canary');
    expect(asked.length).toBeGreaterThan(0);
    for (const { cell, n, solved, weights, reached, pValue, regression } of asked) {
      const { n: once, solved: then, weights: before } = mastered.get(cell)!;
      expect(reached).toEqual({ n: once, solved: then });
      expect(n).toBe(once);
      expect(regression).toBe(pValue <= 0.05);
      if (weights === before) expect(solved).toBe(then);
    }
    for (const { generation, events } of records)
      if (ofType(events, 'canary').length > 0) expect(generation % 2).toBe(0);
    const { fired, worth } = foldAll(records).mechanisms.canaries!;
    expect([fired, worth.n]).toEqual([asked.length, asked.length]);
  });

  it('are free of charge, on the select pool, and counted as selecting', async () => {
    const prompts: string[] = [];
    const { engine } = begin({ organs: { canariesEvery: 1 }, cells: { mastery: 0.4 } });
    const { host } = engine;
    const decode = host.decode.bind(host);
    host.decode = (requests, options) => {
      prompts.push(...requests.map(({ prompt }) => host.decodeText([...prompt])));
      return decode(requests, options);
    };
    let asked = 0;
    for (let i = 0; i < 10; i++) {
      prompts.length = 0;
      const { record } = await engine.generation();
      const canaries = [...ofType(record.events, 'canary'), ...ofType(record.events, 'mastered')];
      const n = canaries.reduce((sum, event) => sum + event.n, 0);
      asked += n;
      expect(prompts.filter((prompt) => poolOfPrompt(prompt) === 'select')).toHaveLength(n);
      expect(n > 0).toBe((ofType(record.events, 'generation-ended')[0]!.flops.select ?? 0) > 0);
    }
    expect(asked).toBeGreaterThan(0);
  });

  it('mark a regression', async () => {
    const { records } = await lived;
    const last = records.at(-1)!;
    const { weights, organelle, cell } = allOf(records, 'mastered')[0]!;
    const fallen = { n: 12, solved: 3, reached: { n: 12, solved: 12 }, pValue: 0.0002, regression: true };
    const canary = { type: 'canary', cell, organelle, weights, ...fallen } as const;
    const view = foldAll([...records.slice(0, -1), { ...last, events: [...last.events, canary] }]);
    expect(view.marks.at(-1)).toMatchObject({
      kind: 'regression',
      label: `${cell} regressed: 3 of 12 solved, once 12 of 12`,
    });
  });
});

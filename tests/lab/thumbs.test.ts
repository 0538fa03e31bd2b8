/** A person's thumbs, through the lab's own command. */
import { describe, expect, it } from 'vitest';
import { SMALL } from '../support/real-runs.ts';
import { OPEN, testLab } from './test-lab.ts';

describe('a thumb on an answer', () => {
  const config = { ...SMALL, organs: { feedbackEnergy: 2 } };
  const refused = (code: string) => expect.objectContaining({ code });

  it('waits for the next generation, is an event of it, and counts once', async () => {
    const { lab, status, records } = testLab();
    await lab.open({ ...OPEN, config });
    await lab.step();
    await lab.feedback(1, 0, 'up');
    expect(status().thumbs).toEqual([{ generation: 1, index: 0, thumb: 'up' }]);
    await expect(lab.feedback(1, 0, 'down')).rejects.toEqual(refused('thumb-given'));
    await lab.step();
    expect(status().thumbs).toEqual([]);
    expect(records()[1]!.record.events[0]).toMatchObject({
      type: 'feedback',
      episode: { generation: 1, index: 0 },
      thumb: 'up',
      energy: 2,
    });
    await expect(lab.feedback(1, 0, 'up')).rejects.toEqual(refused('thumb-given'));
  });

  it('is refused where it cannot be', async () => {
    const { lab } = testLab();
    await lab.open(OPEN);
    await lab.step();
    await expect(lab.feedback(1, 0, 'up')).rejects.toEqual(refused('feedback-off'));
    await lab.tweak('organs.feedbackEnergy', 1);
    await lab.step();
    await expect(lab.feedback(1, 999, 'up')).rejects.toEqual(refused('answer-unknown'));
    await expect(lab.feedback(99, 0, 'up')).rejects.toEqual(refused('answer-unknown'));
  });

  it('is refused for an organelle that lives no more', async () => {
    const { lab, records } = testLab();
    await lab.open({
      ...OPEN,
      config: { ...config, population: { ...SMALL.population, maxAge: 3 }, heredity: { birthEnergy: 6 } },
    });
    for (let i = 0; i < 4; i++) await lab.step();
    const [first] = records()[0]!.record.events.filter((event) => event.type === 'episode');
    await expect(lab.feedback(1, first!.index, 'up')).rejects.toEqual(refused('answer-orphaned'));
  });
});

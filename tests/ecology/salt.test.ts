/** A salted world draws every task from the pools of its salt, whoever asks: attempts, judges, organs and measurements. */
import { describe, expect, it } from 'vitest';
import { configSchema, type ConfigInput } from '../../src/ecology/config/config.ts';
import { Engine } from '../../src/ecology/engine.ts';
import { poolOfPrompt } from '../support/pool-of.ts';
import { allOf, LIVELY } from '../support/worlds.ts';
import { tinyHost } from '../support/tiny-host.ts';

const SALT = 'sea';
const pools = (prompts: Iterable<string>, salt: string) =>
  [...new Set([...prompts].map((prompt) => poolOfPrompt(prompt, salt)))].sort();

/** A world, and what its host was asked to answer and to embed since the last look. */
function begin(config: ConfigInput) {
  const host = tinyHost();
  const asked = new Set<string>();
  const looking = {
    ...host,
    decode: (requests: Parameters<typeof host.decode>[0], options?: Parameters<typeof host.decode>[1]) => {
      for (const { prompt } of requests) asked.add(String.fromCodePoint(...prompt));
      return host.decode(requests, options);
    },
    embed: (prompts: Parameters<typeof host.embed>[0]) => {
      for (const prompt of prompts) asked.add(String.fromCodePoint(...prompt));
      return host.embed(prompts);
    },
  };
  const whole = configSchema.parse({ ...LIVELY, ...config });
  const { engine } = Engine.begin({ seed: '1', name: 'salt', config: whole, host: looking, lab: 'test' });
  return {
    engine,
    look: () => {
      const seen = [...asked];
      asked.clear();
      return seen;
    },
  };
}

const cells = { opening: ['math/short', 'string.sort/short', 'word.count/short'], openEvery: 0, mastery: 0.05 };

describe('a salted world', () => {
  it('attempts train tasks, and is measured on test tasks', async () => {
    const { engine, look } = begin({ cells: { ...cells, mastery: 1, salt: SALT } });
    const { record } = await engine.generation();
    expect(allOf([record], 'episode').length).toBeGreaterThan(20);
    const attempted = look();
    expect(pools(attempted, SALT)).toEqual(['train']);
    expect(pools(attempted, '')).toContain('test');
    await engine.evaluate({ tasks: 40 });
    const measured = look();
    expect(measured.length).toBeGreaterThan(30);
    expect(pools(measured, SALT)).toEqual(['test']);
  });

  it('lets no judge, organ or router see a test task', async () => {
    const { engine, look } = begin({
      cells: { ...cells, salt: SALT },
      merging: { every: 1, threshold: 0, maxTasks: 16, batch: 8 },
      measure: { every: 0, router: 'bandit' },
      meta: { window: 1, tasks: 12 },
      organs: { canariesEvery: 1, canaryTasks: 6 },
      learning: { rule: 'evolution', trials: 8, probes: 2, threshold: 0 },
    });
    const records = [];
    for (let i = 0; i < 12; i++) records.push((await engine.generation()).record);
    for (const type of ['learned', 'canary', 'routed', 'meta-window', 'assimilated'] as const)
      expect([type, allOf(records, type).length]).not.toEqual([type, 0]);
    const asked = look();
    expect(pools(asked, SALT)).toEqual(['select', 'train']);
    expect(pools(asked, '')).toEqual(['select', 'test', 'train']);
  });

  it('is the world that it always was where the salt is empty', () => {
    const [none, empty] = [begin({ cells }), begin({ cells: { ...cells, salt: '' } })].map(
      ({ engine }) => engine.world,
    );
    expect(empty).toEqual(none);
    expect(none!.cells.every((cell) => !('salt' in cell))).toBe(true);
  });
});

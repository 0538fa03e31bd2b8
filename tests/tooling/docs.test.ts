/**
 * The examples of CONTRIBUTING.md are whole files that are not in the repository: they are compiled beside it, with its
 * own settings, and run.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { random } from '../../src/base/random.ts';
import type { MechanismDeclaration, Told } from '../../src/ecology/mechanisms/declaration.ts';
import type { Event, EventOf, EventType } from '../../src/ecology/events/events.ts';
import type { Adapter } from '../../src/host/index.ts';
import { NO_MEMORY } from '../../src/organelles/plasticity/memory.ts';
import type { Learner, PlasticityRule, TrialOutcome } from '../../src/organelles/plasticity/rule.ts';
import type { RuleDeclaration } from '../../src/organelles/plasticity/declarations/declaration.ts';
import type { Router } from '../../src/routing/router-kind.ts';
import { DEPTHS } from '../../src/core/depth.ts';
import { drawTask } from '../../src/tasks/pools.ts';
import type { Family } from '../../src/tasks/task.ts';
import { faultsOfCode } from './examples.ts';
import { codeBlocksOf, readRepositoryFile } from './markdown.ts';

const examples = new Map(
  codeBlocksOf(readRepositoryFile('CONTRIBUTING.md')).flatMap(({ language, path, code }) =>
    language === 'ts' ? [[path ?? 'an example without a path', `${code}\n`]] : [],
  ),
);

it('there is an example for every kind that the lab registers', () => {
  expect([...examples.keys()]).toEqual([
    'src/tasks/basic/vowel-count.ts',
    'src/organelles/plasticity/declarations/climb.ts',
    'src/organelles/plasticity/climb.ts',
    'src/ecology/mechanisms/organs/holiday.ts',
    'src/ecology/organs/holiday.ts',
    'src/ecology/mechanisms/old-age.ts',
    'src/routing/routers/youngest.ts',
  ]);
});

it('they compile', { timeout: 120_000 }, () => expect(faultsOfCode(examples)).toEqual([]));

describe('they do what they say', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'evolora-examples-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The example as a module; what it imports is the repository's own. */
  async function load<T>(path: string): Promise<T> {
    const home = dirname(inRepository(path));
    const code = examples.get(path)!.replace(/ from '(\.[^']+)'/g, (whole, source: string) => {
      if (whole.includes('import type')) return whole;
      return ` from ${JSON.stringify(pathToFileURL(join(home, source)).href)}`;
    });
    const place = join(folder, path.replaceAll('/', '-'));
    writeFileSync(place, code);
    return (await import(pathToFileURL(place).href)) as T;
  }

  it('the family sets and grades tasks at every depth', async () => {
    const { vowelCount } = await load<{ vowelCount: Family }>('src/tasks/basic/vowel-count.ts');
    for (const depth of DEPTHS) {
      const source = random('examples', depth);
      const prompts = new Set<string>();
      for (let draw = 0; draw < 200; draw++) {
        const { prompt, target } = vowelCount.generate(source, depth);
        prompts.add(prompt);
        const word = /'(.*)'/.exec(prompt)![1]!;
        expect(target).toBe([...word].filter((letter) => 'aeiou'.includes(letter)).length);
        expect(vowelCount.grade(`There are ${String(target)}.`, target)).toMatchObject({ grade: 1, solved: true });
        expect(vowelCount.grade(String(Number(target) + 1), target).solved).toBe(false);
      }
      expect(prompts.size).toBeGreaterThan(48);
    }
  });

  it('the rule keeps a step that earned more, and no other', async () => {
    const { settings } = await load<{ declaration: RuleDeclaration; settings: { parse(given: object): never } }>(
      'src/organelles/plasticity/declarations/climb.ts',
    );
    const { climb } = await load<{ climb: (settings: never) => PlasticityRule }>('src/organelles/plasticity/climb.ts');
    const rule = climb(settings.parse({ tasks: 3 }));
    const adapter: Adapter = { rank: 1, scale: 1, weights: new Float32Array(8).fill(0.5) };
    const learner: Learner = { sites: [], adapter, memory: NO_MEMORY, random: (...key) => random('examples', ...key) };
    const tasks = [1, 2, 3].map((draw) =>
      drawTask({ family: 'math', depth: 'short' }, 'train', random('examples', draw)),
    );
    const trials = rule.ask(learner, tasks);
    expect(trials.map(({ task }) => task.id)).toEqual(tasks.flatMap(({ id }) => [id, id]));
    const outcomes = (rewards: number[]): TrialOutcome[] =>
      rewards.map((reward) => ({ prompt: [1], tokens: [2], solved: reward > 0, reward, reading: null }));
    const better = await rule.tell(learner, trials, outcomes([0, 1, 0, 0, 0, 0]), {}, tasks);
    expect(better.adapter.weights).not.toEqual(adapter.weights);
    expect(better.memory.updates).toBe(1);
    const worse = await rule.tell(learner, trials, outcomes([1, 0, 0, 0, 0, 0]), {}, tasks);
    expect(worse.adapter.weights).toEqual(adapter.weights);
  });

  it('the organ is off unless it is asked for, and its firings are read from events', async () => {
    const { declaration, parameters } = await load<{
      declaration: MechanismDeclaration;
      parameters: Record<string, { parse(given: unknown): unknown }>;
    }>('src/ecology/mechanisms/organs/holiday.ts');
    const { isHoliday } = await load<{ isHoliday: (every: number, generation: number) => boolean }>(
      'src/ecology/organs/holiday.ts',
    );
    const off = parameters[declaration.path!.replace('organs.', '')]!.parse(undefined) as number;
    expect([isHoliday(off, 10), isHoliday(5, 10), isHoliday(5, 11)]).toEqual([false, true, false]);
    const paid = (energy: number): Event => ({ type: 'ticket-paid', organelle: 1, energy });
    expect(firingsOf(declaration, [])).toBe(0);
    expect(firingsOf(declaration, [paid(0), paid(0)])).toBe(1);
    expect(firingsOf(declaration, [paid(0), paid(0.3)])).toBe(0);
  });

  it('the mechanism counts', async () => {
    const { oldAge } = await load<{ oldAge: MechanismDeclaration }>('src/ecology/mechanisms/old-age.ts');
    const retired = (why: 'age' | 'bankrupt'): Event => ({ type: 'retired', organelle: 1, why, estate: 0 });
    expect(firingsOf(oldAge, [retired('age'), retired('bankrupt'), retired('age')])).toBe(2);
  });

  it('the router chooses', async () => {
    const { youngest } = await load<{ youngest: Router }>('src/routing/routers/youngest.ts');
    const arm = (organelle: number, quality: number, depth = 'short') => ({
      family: 'math',
      depth,
      organelle,
      weights: String(organelle).repeat(64),
      quality,
      n: 8,
    });
    const arms = [arm(1, 3), arm(2, 1), arm(2, 2), arm(3, 9, 'long')];
    expect(youngest.choose(arms, { family: 'math', depth: 'short' })).toBe(arms[2]);
    expect(youngest.choose(arms, { family: 'math', depth: 'medium' })).toBeNull();
  });

  function firingsOf(declaration: MechanismDeclaration, events: readonly Event[]): number {
    const told: Told = {
      generation: 1,
      of: <Type extends EventType>(type: Type) => {
        expect(declaration.reads).toContain(type);
        return events.filter((event) => event.type === type) as EventOf<Type>[];
      },
      actorOf: () => expect.unreachable('nobody took part'),
    };
    return declaration.firings(told).length;
  }
});

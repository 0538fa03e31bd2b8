/** Keys are a promise to every run that was ever saved: what a purpose draws must never change. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { random } from '../../../src/base/random.ts';
import { randomEverywhere, randomInGeneration, randomInWorld } from '../../../src/ecology/world/purposes.ts';

const world = { seed: 'seed 5', generation: 12 };

it('the generation stands behind the purpose, and the rest of the key behind the generation', () => {
  const drawn = randomInGeneration(world, 'mutate-traits', 'merge', 7).bits();
  expect(drawn).toBe(random('seed 5', 'mutate-traits', 12, 'merge', 7).bits());
  expect(randomInGeneration({ ...world, generation: 13 }, 'mutate-traits', 'merge', 7).bits()).not.toBe(drawn);
});

it('what is the same in all generations, or in all worlds, has neither in its key', () => {
  expect(randomInWorld('seed 5', 'probe', 7, 'list.sort/short').bits()).toBe(
    random('seed 5', 'probe', 7, 'list.sort/short').bits(),
  );
  expect(randomEverywhere('select-pool', 'list.sort/short').bits()).toBe(
    random('select-pool', 'list.sort/short').bits(),
  );
});

it('a purpose that nobody wrote down does not compile, nor a key of another shape', () => {
  // @ts-expect-error no such purpose
  randomInGeneration(world, 'whim');
  // @ts-expect-error the attempt is missing
  randomInGeneration(world, 'choose', 7);
  // @ts-expect-error one of another list
  randomInWorld('seed 5', 'choose', 7, 0);
});

it('the ecology draws by its purposes only', () => {
  const folder = new URL('../../../src/ecology/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const drawers = files.filter((name) =>
    /^import \{[^}]*\brandom\b[^}]*\} from '[^']*\/base\/random\.ts'/m.test(
      readFileSync(new URL(name.replaceAll('\\', '/'), folder), 'utf8'),
    ),
  );
  expect(drawers.map((name) => name.replaceAll('\\', '/'))).toEqual(['world/purposes.ts']);
});

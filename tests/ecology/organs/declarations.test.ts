/** Every organ and mechanism in the registries declares all that panels, counters and config are made from. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/ecology/config/config.ts';
import { parameterAt, parameters, valueAt } from '../../../src/ecology/config/parameters.ts';
import { ORGANS } from '../../../src/ecology/mechanisms/organs.ts';
import { MECHANISMS } from '../../../src/ecology/mechanisms/registry.ts';

const nothing = { generation: 1, of: () => [], actorOf: () => expect.unreachable('nobody took part') };

describe.each(Object.entries(MECHANISMS))('the mechanism %s', (_, { title, fires, worth, path, firings }) => {
  it('has words, a worth that says what is averaged, and a switch that exists', () => {
    expect(title).not.toBe('');
    expect(fires).toMatch(/^[A-Z].+\.$/);
    if (worth) expect(worth.means).toMatch(/^[A-Z].+\.$/);
    if (path) expect(parameterAt(path).path).toBe(path);
  });

  it('did not fire where nothing happened', () => {
    expect(firings(nothing)).toEqual([]);
  });
});

describe.each(Object.entries(ORGANS))('the organ %s', (name, organ) => {
  it('is a mechanism, and is off unless a preset turns it on', () => {
    expect(MECHANISMS).toHaveProperty(name, organ.declaration);
    const { path } = organ.declaration;
    expect(Object.keys(organ.parameters)).toContain(path!.replace('organs.', ''));
    expect([0, 'off']).toContain(valueAt(defaultConfig(), path!));
  });
});

it('the config holds the organs’ parameters and no others, in the order of the organs', () => {
  const declared = Object.values(ORGANS).flatMap((organ) => Object.keys(organ.parameters));
  const held = parameters().filter(({ group }) => group === 'organs');
  expect(held.map(({ name }) => name)).toEqual(declared);
});

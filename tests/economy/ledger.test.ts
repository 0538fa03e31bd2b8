/** Energy is conserved exactly, over any run, and every balance is the sum of its entries. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { isEnergy, MOST_ENERGY, toEnergy } from '../../src/economy/energy.ts';
import { accountOf, DISSIPATED, ENVIRONMENT, Ledger, type Entry, type EntryKind } from '../../src/economy/ledger.ts';

const entry = (kind: EntryKind, from: string, to: string, amountEnergy: number): Entry => ({
  kind,
  from,
  to,
  amountEnergy,
  ref: '1',
});
const a = accountOf(1);
const b = accountOf(2);

describe('the grid', () => {
  it('rounds to 2⁻²⁰', () => {
    expect(toEnergy(0.1)).toBe(104858 / 1048576);
    expect(toEnergy(-0.1)).toBe(-104858 / 1048576);
    expect(Object.is(toEnergy(-1e-9), 0)).toBe(true);
    expect(isEnergy(0.1)).toBe(false);
    expect(isEnergy(toEnergy(0.1))).toBe(true);
    expect([NaN, Infinity, MOST_ENERGY + 1].map(isEnergy)).toEqual([false, false, false]);
    for (const bad of [NaN, Infinity, 2 ** 33]) expect(() => toEnergy(bad)).toThrow(RangeError);
  });

  it('makes sums exact in any order', () => {
    const amount = fc.integer({ min: -1e9, max: 1e9 }).map((x) => toEnergy(x / 997));
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 50 }), (amounts) => {
        const forwards = amounts.reduce((sum, x) => sum + x, 0);
        const whole = amounts.reduce((sum, x) => sum + BigInt(x * 2 ** 20), 0n);
        expect(amounts.reduceRight((sum, x) => sum + x, 0)).toBe(forwards);
        expect(BigInt(forwards * 2 ** 20)).toBe(whole);
      }),
    );
  });
});

describe('the ledger', () => {
  it('follows a hand-computed life', () => {
    const ledger = new Ledger();
    const entries = [
      entry('founding', ENVIRONMENT, a, 12),
      entry('ticket', a, DISSIPATED, 0.5),
      entry('revenue', ENVIRONMENT, a, 2.25),
      entry('cost', a, DISSIPATED, 0.75),
      entry('inheritance', a, b, 6),
      entry('trial', a, DISSIPATED, 1),
      entry('learning', b, DISSIPATED, 0.25),
      entry('overflow', b, ENVIRONMENT, 0.75),
      entry('estate', a, ENVIRONMENT, 6),
    ];
    for (const each of entries) expect(ledger.post(each)).toEqual(each);
    expect(ledger.toJSON()).toEqual({ dissipated: 2.5, environment: -7.5, 'organelle:1': 0, 'organelle:2': 5 });
  });

  it.each<[string, Entry]>([
    ['a negative amount', entry('founding', ENVIRONMENT, a, -1)],
    ['an amount off the grid', entry('founding', ENVIRONMENT, a, 0.1)],
    ['an amount that is no number', entry('founding', ENVIRONMENT, a, NaN)],
    ['an overdraft', entry('cost', a, DISSIPATED, 5)],
    ['a way that the kind does not go', entry('cost', ENVIRONMENT, DISSIPATED, 1)],
    ['an account of nobody', entry('founding', ENVIRONMENT, 'organelle:', 1)],
    ['a gift to oneself', entry('inheritance', a, a, 1)],
    ['an unknown kind', entry('gift' as EntryKind, ENVIRONMENT, a, 1)],
    ['more than can be exact', entry('founding', ENVIRONMENT, a, MOST_ENERGY)],
  ])('refuses %s and moves nothing', (_, bad) => {
    const ledger = new Ledger();
    ledger.post(entry('founding', ENVIRONMENT, a, 4));
    const before = ledger.toJSON();
    expect(() => ledger.post(bad)).toThrow(RangeError);
    expect(ledger.toJSON()).toEqual(before);
  });

  it('records no entry of nothing', () => {
    expect(new Ledger().post(entry('revenue', ENVIRONMENT, a, 0))).toBeNull();
  });

  it('closes empty accounts only', () => {
    const ledger = new Ledger();
    ledger.post(entry('founding', ENVIRONMENT, a, 4));
    expect(() => ledger.close(a)).toThrow(/still holds 4/);
    expect(() => ledger.close(ENVIRONMENT)).toThrow(RangeError);
    ledger.post(entry('estate', a, ENVIRONMENT, 4));
    ledger.close(a);
    expect(ledger.toJSON()).toEqual({ dissipated: 0, environment: 0 });
  });

  it.each([
    [{ environment: -1 }],
    [{ environment: -1, 'organelle:1': 0.5 }],
    [{ environment: 1, 'organelle:1': -1 }],
    [{ environment: -0.1, 'organelle:1': 0.1 }],
    [{ environment: -1, bank: 1 }],
    [{ environment: NaN }],
  ])('does not open with %j', (balances: Record<string, number>) => {
    expect(() => new Ledger(balances)).toThrow(LabError);
  });
});

describe('over any sequence of attempts to move energy', () => {
  const accounts = [ENVIRONMENT, DISSIPATED, ...[1, 2, 3, 4].map(accountOf)];
  const kinds: EntryKind[] = [
    'founding',
    'immigration',
    'revenue',
    'cost',
    'ticket',
    'inheritance',
    'overflow',
    'estate',
    'trial',
    'learning',
    'praise',
    'reproof',
  ];
  const ways: Record<EntryKind, [string, string]> = {
    founding: ['e', 'o'],
    immigration: ['e', 'o'],
    revenue: ['e', 'o'],
    cost: ['o', 'd'],
    ticket: ['o', 'd'],
    inheritance: ['o', 'o'],
    overflow: ['o', 'e'],
    estate: ['o', 'e'],
    trial: ['o', 'd'],
    learning: ['o', 'd'],
    praise: ['e', 'o'],
    reproof: ['o', 'd'],
  };
  const account = (kind: string, i: number) =>
    kind === 'e' ? ENVIRONMENT : kind === 'd' ? DISSIPATED : accountOf(1 + (i % 4));
  const sensible = fc
    .tuple(fc.constantFrom(...kinds), fc.nat(3), fc.nat(3), fc.integer({ min: 0, max: 50 * 2 ** 20 }))
    .map(([kind, i, j, amount]) => entry(kind, account(ways[kind][0], i), account(ways[kind][1], j), amount / 2 ** 20));
  const wild = fc
    .tuple(fc.constantFrom(...kinds), fc.constantFrom(...accounts), fc.constantFrom(...accounts), fc.double())
    .map(([kind, from, to, amount]) => entry(kind, from, to, amount));

  it('the total stays exactly 0, and replay and the sums of entries give every balance, and no organelle owes', () => {
    let posted = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 9, arbitrary: sensible }, { weight: 1, arbitrary: wild }), {
          minLength: 20,
          maxLength: 120,
          size: 'max',
        }),
        (attempts) => {
          const ledger = new Ledger();
          const entries: Entry[] = [];
          for (const attempt of attempts) {
            try {
              const done = ledger.post(attempt);
              if (done) entries.push(done);
            } catch (error) {
              expect(error).toBeInstanceOf(RangeError);
            }
            expect(ledger.total()).toBe(0);
            for (const name of accounts)
              if (name !== ENVIRONMENT) expect(ledger.balance(name)).toBeGreaterThanOrEqual(0);
          }
          posted += entries.length;
          const replayed = new Ledger();
          entries.forEach((each) => replayed.post(each));
          expect(replayed.toJSON()).toEqual(ledger.toJSON());
          expect(new Ledger(JSON.parse(JSON.stringify(ledger)) as Record<string, number>).toJSON()).toEqual(
            ledger.toJSON(),
          );
          for (const name of accounts) {
            const sum = (mine: (entry: Entry) => boolean) =>
              entries.filter(mine).reduce((all, { amountEnergy }) => all + amountEnergy, 0);
            expect(sum(({ to }) => to === name) - sum(({ from }) => from === name)).toBe(ledger.balance(name));
          }
        },
      ),
    );
    expect(posted).toBeGreaterThan(1000);
  });
});

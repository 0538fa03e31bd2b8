/** Traits stay inside their bounds for ever, wander without drift on the logarithmic scale, and names are stable. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashText } from '../../src/base/hash.ts';
import { random } from '../../src/base/random.ts';
import { nameOf } from '../../src/organelles/name.ts';
import { FOUNDER_TRAITS, mutateTraits, TRAIT_RULES, traitsSchema, type Traits } from '../../src/organelles/traits.ts';

const FOUNDER: Traits = { ...FOUNDER_TRAITS, mutationStep: 0.4 };

describe('mutated traits', () => {
  it('stay within their bounds, whatever the step', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 5, noNaN: true }), fc.string(), (step, key) => {
        let traits = FOUNDER;
        for (let birth = 0; birth < 20; birth++) traits = mutateTraits(traits, step, random(key, birth));
        expect(traitsSchema.safeParse(traits).success).toBe(true);
      }),
    );
  });

  it('are log-normal: the mean logarithm of a small change is zero, its deviation the step', () => {
    const changes = Array.from({ length: 4000 }, (_, i) =>
      Math.log(mutateTraits(FOUNDER, 0.1, random('trait', i)).beta / FOUNDER.beta),
    );
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    const deviation = Math.sqrt(changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / changes.length);
    expect(mean).toBeCloseTo(0, 2);
    expect(deviation).toBeCloseTo(0.1, 2);
  });

  it('come back from a bound instead of sticking to it', () => {
    const atBound = { ...FOUNDER, mutationStep: TRAIT_RULES.mutationStep.high };
    const next = Array.from({ length: 200 }, (_, i) => mutateTraits(atBound, 0.3, random('bound', i)).mutationStep);
    expect(next.filter((value) => value < TRAIT_RULES.mutationStep.high).length).toBe(200);
  });
});

describe('a name', () => {
  it('is pronounceable, short, and always the same for the same weights', () => {
    for (let i = 0; i < 500; i++) {
      const name = nameOf(hashText(`weights ${i}`));
      expect(name).toMatch(/^[A-Z][a-z]{2,7}$/);
      expect(nameOf(hashText(`weights ${i}`))).toBe(name);
    }
  });

  it('is rarely shared: 500 weights have more than 400 names', () => {
    expect(new Set(Array.from({ length: 500 }, (_, i) => nameOf(hashText(`weights ${i}`)))).size).toBeGreaterThan(400);
  });
});

/** A new type of event does not compile until every reader has spoken: held by the compiler, here on a small reader. */
import { expect, test } from 'vitest';
import type { EventOf } from '../../../src/ecology/events/events.ts';
import { ignored } from '../../../src/ecology/events/ignored.ts';

type Small = EventOf<'born' | 'strike' | 'retired'>;

const COMPLETE = ['strike', 'retired'] as const;
const ONE_FORGOTTEN = ['strike'] as const;
const ONE_HANDLED_TOO = ['strike', 'retired', 'born'] as const;

function births(event: Small): number {
  switch (event.type) {
    case 'born':
      return 1;
    default:
      ignored(event, COMPLETE);
      // @ts-expect-error a type that is neither handled nor named
      ignored(event, ONE_FORGOTTEN);
      // @ts-expect-error a type that is handled and named
      ignored(event, ONE_HANDLED_TOO);
      return 0;
  }
}

test('a list of ignored events changes nothing when the program runs', () => {
  expect(births({ type: 'strike', organelle: 1, strikes: 1 })).toBe(0);
});

/** The watch over a niche: what counts as living well, and as starving. */
import { describe, expect, it } from 'vitest';
import {
  afterAlarm,
  starves,
  UNSEEN,
  WATCH_LENGTH,
  watchedShare,
  withWatched,
} from '../../../src/ecology/niches/watch.ts';

const [yes, no] = [true, false];
const lived = withWatched(UNSEEN, [yes, yes, yes, no, yes, yes, yes, no]);

describe('the watch', () => {
  it('remembers the newest attempts only, and the best whole watch', () => {
    expect(lived).toEqual({ outcomes: [yes, yes, yes, no, yes, yes, yes, no], best: 0.75 });
    const later = withWatched(lived, [no, no]);
    expect(later.outcomes).toHaveLength(WATCH_LENGTH);
    expect(later).toEqual({ outcomes: [yes, no, yes, yes, yes, no, no, no], best: 0.75 });
  });

  it('says that one who lived well starves when the newest four hold one solved at most', () => {
    expect(starves(withWatched(lived, [no]))).toBe(false);
    expect(starves(withWatched(lived, [no, no]))).toBe(true);
    expect(starves(withWatched(lived, [no, no, no, no]))).toBe(true);
  });

  it('says it of nobody who never lived well, however little it solves', () => {
    const young = withWatched(UNSEEN, [yes, no, yes, no, yes, yes, no, yes]);
    expect(young.best).toBe(0.625);
    expect(starves(withWatched(young, [no, no, no, no]))).toBe(false);
  });

  it('knows no share before it has seen four attempts', () => {
    expect(watchedShare(withWatched(UNSEEN, [yes, yes, yes]))).toBeNull();
    expect(watchedShare(withWatched(UNSEEN, [yes, yes, yes, no]))).toBe(0.75);
  });

  it('forgets a false alarm, and not that its holder lived well', () => {
    const kept = afterAlarm(withWatched(lived, [no, no]));
    expect(kept).toEqual({ outcomes: [], best: 0.75 });
    expect(starves(kept)).toBe(false);
    expect(starves(withWatched(kept, [no, yes, no, no]))).toBe(true);
  });
});

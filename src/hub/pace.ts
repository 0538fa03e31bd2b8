/** How fast bytes come, and how long the rest will take at that. */

export interface HubProgress {
  /** bytes that are here, those of an earlier try too */
  done: number;
  total: number;
  /** bytes a second over the last moments; null before there is a measure of it */
  rate: number | null;
  /** seconds; null where the rate is not known */
  left: number | null;
}

/** What happened longer ago says nothing of now, ms. */
const WINDOW_MS = 8000;
const LEAST_MS = 500;

export class Pace {
  readonly #now: () => number;
  readonly #seen: { at: number; came: number }[] = [];
  #came = 0;

  /** @param now  ms */
  constructor(now: () => number) {
    this.#now = now;
    this.#seen.push({ at: now(), came: 0 });
  }

  /** @param bytes  that came now */
  add(bytes: number): void {
    const at = this.#now();
    this.#came += bytes;
    this.#seen.push({ at, came: this.#came });
    while (this.#seen.length > 2 && this.#seen[1]!.at < at - WINDOW_MS) this.#seen.shift();
  }

  progress(done: number, total: number): HubProgress {
    const [first, last] = [this.#seen[0]!, this.#seen.at(-1)!];
    const ms = last.at - first.at;
    const rate = ms < LEAST_MS ? null : ((last.came - first.came) / ms) * 1000;
    return { done, total, rate, left: rate ? (total - done) / rate : null };
  }
}

/** `120 of 560 MB, 12 MB/s, 40 s left` */
export function progressInWords({ done, total, rate, left }: HubProgress): string {
  const unit = total < 1e6 ? ({ size: 1e3, name: 'kB' } as const) : ({ size: 1e6, name: 'MB' } as const);
  const whole = (bytes: number): string => Math.round(bytes / unit.size).toLocaleString('en');
  const words = [`${whole(done)} of ${whole(total)} ${unit.name}`];
  if (rate !== null) words.push(`${rate < 1e6 ? `${Math.round(rate / 1e3)} kB` : `${(rate / 1e6).toFixed(1)} MB`}/s`);
  if (left !== null && rate! > 0) words.push(`${durationInWords(left)} left`);
  return words.join(', ');
}

function durationInWords(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

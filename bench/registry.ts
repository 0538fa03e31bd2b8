/**
 * What a measurement is. Benchmarks print and never assert: a figure depends on the machine, a test must not.
 */
export interface Measurement {
  /** Stable name, the key in `--json`, such as `page.shellGzipKB`. */
  key: string;
  /** One line: what is measured, under which conditions. */
  what: string;
  /** The bound that the figure should keep. Absent: printed for information. */
  toReach?: { atLeast: number } | { atMost: number };
  /** null where there was nothing to measure; then `missing` says in a sentence why. */
  value: number | null;
  missing?: string;
}

/** What the command line gave. */
export interface BenchOptions {
  /** A folder of hosts that do not ship with the lab, or one such host. */
  hosts?: string;
}

/** One benchmark: makes one or more measurements that share their preparation. */
export interface Benchmark {
  /** All keys it can give, so that `--only` starts only what it must. */
  keys: readonly string[];
  run(options: BenchOptions): Promise<Measurement[]>;
}

/** Whether a measurement keeps its bound; undefined when it has none, or was not made. */
export function isMet({ value, toReach }: Measurement): boolean | undefined {
  if (!toReach || value === null) return undefined;
  return 'atLeast' in toReach ? value >= toReach.atLeast : value <= toReach.atMost;
}

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
  value: number;
}

/** One benchmark: makes one or more measurements that share their preparation. */
export interface Benchmark {
  /** All keys it can give, so that `--only` starts only what it must. */
  keys: readonly string[];
  run(): Promise<Measurement[]>;
}

/** Whether a measurement keeps its bound; undefined when it has none. */
export function isMet({ value, toReach }: Measurement): boolean | undefined {
  if (!toReach) return undefined;
  return 'atLeast' in toReach ? value >= toReach.atLeast : value <= toReach.atMost;
}

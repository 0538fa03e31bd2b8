/** A world that is being proposed: a config under change, and why each parameter was changed. */
import { configSchema, type Config } from '../../ecology/config/config.ts';
import { boundsOf, parameterAt, valueAt } from '../../ecology/config/parameters.ts';

export interface Change {
  /** `group.name` */
  path: string;
  value: unknown;
  why: string;
}

/** Parameters are set one by one; what ties them together is checked when all are. */
export class WorldDraft {
  readonly config: Config;
  private readonly why = new Map<string, string>();

  constructor(private readonly base: Config) {
    this.config = structuredClone(base);
  }

  /** Sets parameters by path, each for the same reason. Numbers are kept within the parameter's bounds. */
  set(values: Readonly<Record<string, unknown>>, why: string): void {
    for (const [path, value] of Object.entries(values)) {
      const { group, name } = parameterAt(path);
      const within = typeof value === 'number' ? bounded(path, value) : value;
      (this.config as unknown as Record<string, Record<string, unknown>>)[group]![name] = within;
      this.why.set(path, why);
    }
  }

  /** What differs from the base, in the order in which it was set, and the whole config, checked. */
  done(): { config: Config; changes: Change[] } {
    const config = configSchema.parse(this.config);
    const paths = [...this.why.keys()].filter((path) => textAt(this.base, path) !== textAt(config, path));
    return { config, changes: paths.map((path) => ({ path, value: valueAt(config, path), why: this.why.get(path)! })) };
  }
}

function bounded(path: string, value: number): number {
  const { low, high } = boundsOf(path);
  return Math.min(high, Math.max(low, value));
}

function textAt(config: Config, path: string): string {
  return JSON.stringify(valueAt(config, path));
}

/**
 * How `.evolora` files of older versions become files of this one. Migrations are numbered and only ever added; they work
 * on the file's parts before these are believed, and what they make is validated like a file of today.
 */
import { LabError } from '../../core/errors.ts';
import type { RunPart } from './run-parts.ts';

/** A file's parts by their paths, the manifest apart. */
export interface FileParts {
  manifest: Record<string, unknown>;
  files: Map<string, RunPart>;
}

interface Migration {
  /** It brings a file of version `from` to version `from + 1`. */
  from: number;
  /** What changed, in one sentence. */
  what: string;
  migrate(parts: FileParts): FileParts;
}

/** In order, without gaps, the first from version 1. Version 1 was the first. */
const MIGRATIONS: readonly Migration[] = [
  {
    from: 1,
    what: 'Organelles learn, merge and change rank; a state also names memories. What came has defaults, so nothing is rewritten.',
    migrate: ({ manifest, files }) => ({ manifest: { ...manifest, version: 2 }, files }),
  },
];

/** The version that this lab writes. */
export const FILE_VERSION = 1 + MIGRATIONS.length;

/** Brings parts of an older version to this one, step by step. Throws LabError `import-damaged` for a version that never was. */
export function migrate(parts: FileParts, version: number, migrations = MIGRATIONS): FileParts {
  checkMigrations(migrations);
  if (!Number.isInteger(version) || version < 1) {
    throw new LabError(
      'import-damaged',
      `The file claims a version that never was (${version}).`,
      'Use another copy of the file; nothing was imported.',
    );
  }
  return migrations.slice(version - 1).reduce((now, migration) => migration.migrate(now), parts);
}

/** Throws a RangeError when a migration is missing or out of its place. */
export function checkMigrations(migrations: readonly Migration[]): void {
  migrations.forEach(({ from }, i) => {
    if (from !== i + 1) throw new RangeError(`migration ${i + 1} starts from version ${from}`);
  });
}

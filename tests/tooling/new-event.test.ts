/**
 * A new type of event does not compile until every reader of events has spoken: it handles the type, or says that it
 * ignores it. Here the compiler is given the sources with one type more, and must refuse exactly the readers.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url)).replaceAll('\\', '/');
const eventsFile = `${root}src/ecology/events/lived.ts`;

/** The last of the list of events; a reader that is complete refuses what stands before it. */
const LAST = '  generationEnded,\n] as const;';
const ONE_MORE = `  z.strictObject({ type: z.literal('meteor'), organelle: organelleId }),\n${LAST}`;

/** The rooms that may read events; the page reads views only. */
const rooms = ['ecology', 'evaluation', 'record', 'lab', 'cli'].map((room) => `src/${room}`);

/** Files of these rooms, relative to src, that the compiler refuses when the schema of events is the given text. */
function refused(events: string): string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile) as { config: object };
  const { fileNames, options } = ts.parseJsonConfigFileContent({ ...config, include: rooms }, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, version, ...rest) =>
    name === eventsFile ? ts.createSourceFile(name, events, version) : getSourceFile(name, version, ...rest);
  const program = ts.createProgram(fileNames, options, host);
  return fileNames
    .filter((name) => program.getSemanticDiagnostics(program.getSourceFile(name)).length > 0)
    .map((name) => name.slice(`${root}src/`.length))
    .sort();
}

it('a new type of event is refused by every reader of events until it has spoken', () => {
  const events = readFileSync(eventsFile, 'utf8');
  expect(events).toContain(LAST);
  expect(refused(events.replace(LAST, ONE_MORE))).toEqual([
    'ecology/events/entries.ts',
    'record/fold/cells.ts',
    'record/fold/fold.ts',
    'record/fold/holders.ts',
    'record/fold/marks.ts',
    'record/fold/mechanisms.ts',
    'record/fold/organelles.ts',
    'record/fold/statement.ts',
  ]);
});

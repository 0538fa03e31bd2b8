/** docs/events.md: every event that a journal may hold. */
import type { z } from 'zod';
import { eventSchema } from '../../src/ecology/events/events.ts';
import { eventComments, type EventComments } from './comments.ts';
import { page, table } from './markdown.ts';
import { readersOf } from './readers.ts';
import { fieldsOf, KINDS, typeName } from './types.ts';

const FILES = ['kinds', 'events', 'lived', 'evolution', 'niches', 'organs'].map(
  (name) => `src/ecology/events/${name}.ts`,
);

export function eventsPage(): string {
  const schemas = new Map(
    eventSchema.options.map((schema): [string, z.ZodObject] => [schema.shape.type.value, schema]),
  );
  const comments = eventComments(FILES);
  const readers = readersOf(new Set(schemas.keys()));
  const events = [...schemas].map(([type, schema]) => section(type, schema, comments.get(type)!, readers.get(type)!));
  const about =
    'A run is a list of events, generation by generation. The engine writes it; replay, page, reports and command line read it. What each reader does not look at it lists too, so a new type of event does not compile until every one of them has spoken.';
  const kinds = table(
    ['kind', 'what it is'],
    KINDS.map(({ name, meaning }) => [name, meaning]),
  );
  return page('Events', about, 'the schemas of `src/ecology/events`', [
    `## Kinds of value`,
    kinds,
    '## Types',
    ...events,
  ]);
}

function section(type: string, schema: z.ZodObject, { about, fields }: EventComments, readers: string[]): string {
  const rows = rowsOf(schema, fields);
  const readBy = readers.length > 0 ? readers.map((reader) => `\`${reader}\``).join(', ') : 'nobody';
  const what = rows.length > 0 ? table(['field', 'type', 'what it is'], rows) : 'It has no fields.';
  return [`### \`${type}\``, about, what, `Looked at by ${readBy}.`].filter(Boolean).join('\n\n');
}

/** One row a field, and one for each field inside it that a comment speaks of. */
function rowsOf(schema: z.ZodObject, comments: ReadonlyMap<string, string>): string[][] {
  return fieldsOf(schema)
    .filter(([name]) => name !== 'type')
    .flatMap(([name, type]) => {
      const inner = [...comments].filter(([path]) => path.startsWith(`${name}.`));
      return [
        [`\`${name}\``, typeName(type), comments.get(name) ?? ''],
        ...inner.map(([path, comment]) => [`\`${path}\``, '', comment]),
      ];
    });
}

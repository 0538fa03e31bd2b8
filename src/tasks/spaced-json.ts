/** JSON with a space after every comma and colon, as Python's `json.dumps` writes it and the host was taught. */
import type { JsonValue } from './task.ts';

export function spacedJson(value: JsonValue): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(', ')}]`;
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}: ${spacedJson(inner)}`);
  return `{${members.join(', ')}}`;
}

/** Parts of a run that are JSON, believed as far as their schemas go. */
import type { z } from 'zod';
import { knowsRules, RULES_VERSION } from '../../core/rules-version.ts';
import { importDamaged, importNewer } from './import-errors.ts';

/** Strict UTF-8, then JSON. Throws LabError `import-damaged`. */
export function jsonOfPart(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown;
  } catch (thrown) {
    throw importDamaged(`its part “${path}” is no JSON`, thrown);
  }
}

/** Throws LabError `import-damaged` with the first place that is not as it should be. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, path: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const at = issue.path.length > 0 ? ` at “${issue.path.join('.')}”` : '';
  // All the words that might stand there are too many for a sentence.
  const why = issue.code === 'invalid_union' ? 'an unknown kind' : issue.message.toLowerCase();
  throw importDamaged(`its part “${path}” is not as it should be${at} (${why})`, parsed.error);
}

/** Newer rules may come with a state that this lab would take for damaged. Throws LabError `import-newer`. */
export function requireKnown(rawWorld: unknown): void {
  const rules = (rawWorld as { rules?: unknown } | null)?.rules;
  if (typeof rules === 'number' && !knowsRules(rules))
    throw importNewer(`lived under rules ${rules}; this lab knows them up to ${RULES_VERSION}`);
}

/** The type of a schema in words. */
import { z } from 'zod';
import { configSchema } from '../../src/ecology/config/config.ts';
import { cellId, depth, energy, flops, hash, norms, organelleId } from '../../src/ecology/events/kinds.ts';
import { traitsSchema } from '../../src/organelles/traits.ts';

/** Schemas that have a name of their own, and what the name means. */
export const KINDS: readonly { schema: z.ZodType; name: string; meaning: string }[] = [
  { schema: energy, name: 'E', meaning: 'an amount of energy, on the ledger’s grid' },
  { schema: organelleId, name: 'organelle', meaning: 'an organelle’s number, from 1' },
  { schema: cellId, name: 'cell', meaning: '`family/depth`' },
  { schema: depth, name: 'depth', meaning: depth.options.map((word) => `\`${word}\``).join(', ') },
  { schema: hash, name: 'hash', meaning: 'SHA-256 in hexadecimal; weights are named by it' },
  { schema: norms, name: 'norms', meaning: 'Frobenius norms, one a site of the host' },
  { schema: flops, name: 'FLOPs', meaning: 'floating-point operations, counted from the graph' },
  { schema: traitsSchema, name: 'traits', meaning: 'an organelle’s inherited traits, `src/organelles/traits.ts`' },
  { schema: configSchema, name: 'config', meaning: 'every [parameter](parameters.md)' },
];

export function typeName(schema: z.ZodType): string {
  const kind = KINDS.find((each) => each.schema === schema);
  if (kind) return kind.name;
  if (schema instanceof z.ZodOptional) return `${typeName(schema.unwrap() as z.ZodType)}, optional`;
  if (schema instanceof z.ZodNullable) return `${typeName(schema.unwrap() as z.ZodType)} or null`;
  if (schema instanceof z.ZodNumber) return numberName(schema);
  if (schema instanceof z.ZodEnum) return schema.options.map((word) => `\`${word}\``).join(', ');
  if (schema instanceof z.ZodLiteral) return `\`${String(schema.value)}\``;
  if (schema instanceof z.ZodArray) return `list of ${inList(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodTuple)
    return `[${schema.def.items.map((item) => typeName(item as z.ZodType)).join(', ')}]`;
  if (schema instanceof z.ZodRecord)
    return `${typeName(schema.valueType as z.ZodType)} by ${typeName(schema.keyType as z.ZodType)}`;
  if (schema instanceof z.ZodObject)
    return `{ ${fieldsOf(schema)
      .map(([name, type]) => `${name}: ${typeName(type)}`)
      .join('; ')} }`;
  if (schema instanceof z.ZodString) return 'text';
  if (schema instanceof z.ZodBoolean) return 'yes or no';
  if (schema instanceof z.ZodLazy) return 'any JSON';
  throw new Error(`scripts/docs/types.ts has no words for a schema of type ${schema.def.type}`);
}

/** The fields of an object's schema, in their order. */
export function fieldsOf(schema: z.ZodObject): [name: string, type: z.ZodType][] {
  return Object.entries(schema.shape) as [string, z.ZodType][];
}

function inList(element: z.ZodType): string {
  const name = typeName(element);
  return name.includes(',') && !name.startsWith('{') ? `(${name})` : name;
}

function numberName({ format, minValue, maxValue }: z.ZodNumber): string {
  const name = format ? 'whole number' : 'number';
  const [low, high] = [minValue ?? -Infinity, maxValue ?? Infinity].map((bound) =>
    Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : null,
  );
  if (low !== null && high !== null) return `${name} from ${low} to ${high}`;
  return low === null ? name : `${name} from ${low}`;
}

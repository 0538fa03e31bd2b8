/** What the comments in the event schemas say of events and their fields: Zod keeps types and bounds, but no comments. */
import ts from 'typescript';
import { commentOn, nodesOf, parse } from './source.ts';

export interface EventComments {
  /** Of the event itself. */
  about: string;
  /** By path, such as `energy` or `probes.before`. */
  fields: ReadonlyMap<string, string>;
}

/** By the event's type. */
export function eventComments(files: readonly string[]): Map<string, EventComments> {
  const constants = new Map<string, ts.VariableDeclaration>();
  for (const node of files.flatMap((file) => [...nodesOf(parse(file))]))
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) constants.set(node.name.text, node);
  const events = new Map<string, EventComments>();
  for (const declaration of constants.values()) {
    const schema = objectOf(declaration.initializer, constants);
    const type = schema && typeOf(schema);
    if (!type) continue;
    const fields = new Map(fieldsOf(schema, constants));
    events.set(type, { about: commentOn(declaration.parent.parent), fields });
  }
  return events;
}

/** The word in `type: z.literal('born')`. */
function typeOf(schema: ts.ObjectLiteralExpression): string | undefined {
  const [first] = schema.properties;
  const literal = first && ts.isPropertyAssignment(first) && first.name.getText() === 'type' && first.initializer;
  if (!literal || !ts.isCallExpression(literal)) return undefined;
  const [word] = literal.arguments;
  return word && ts.isStringLiteral(word) ? word.text : undefined;
}

type Constants = ReadonlyMap<string, ts.VariableDeclaration>;

function* fieldsOf(schema: ts.ObjectLiteralExpression, constants: Constants): Generator<[string, string]> {
  for (const property of schema.properties) {
    if (ts.isSpreadAssignment(property)) {
      const spread = objectOf(property.expression, constants);
      if (spread) yield* fieldsOf(spread, constants);
      continue;
    }
    const name = property.name.getText();
    const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
    const inner = objectOf(value as ts.Expression, constants);
    const comment = commentOn(property) || (inner ? commentOfConstant(value, constants) : '');
    if (comment) yield [name, comment];
    if (inner) for (const [path, text] of fieldsOf(inner, constants)) yield [`${name}.${path}`, text];
  }
}

/** A shape that has a name of its own says what it is there. */
function commentOfConstant(value: ts.Node, constants: Constants): string {
  const named = [...nodesOf(value)].find((node) => ts.isIdentifier(node) && constants.has(node.text));
  const declaration = named && constants.get(named.getText());
  return declaration ? commentOn(declaration.parent.parent) : '';
}

/** The object literal that a schema is made of, through names, lists and `.optional()`. */
function objectOf(value: ts.Expression | undefined, constants: Constants): ts.ObjectLiteralExpression | undefined {
  if (!value) return undefined;
  if (ts.isObjectLiteralExpression(value)) return value;
  if (ts.isIdentifier(value)) return objectOf(constants.get(value.text)?.initializer, constants);
  if (!ts.isCallExpression(value)) return undefined;
  if (value.arguments.length > 0) return objectOf(value.arguments.at(-1), constants);
  return ts.isPropertyAccessExpression(value.expression) ? objectOf(value.expression.expression, constants) : undefined;
}

/** Which readers of a journal look at which events: where a type's name is compared with, or asked for. */
import { readdirSync } from 'node:fs';
import ts from 'typescript';
import { inRepository } from '../lib/paths.mjs';
import { nodesOf, parse } from './source.ts';

/** Who reads events, by folder or file. */
const READERS = ['src/ecology/events/entries.ts', 'src/record/fold', 'src/ecology/mechanisms'];

/** The readers of each type, by path in src without extension; the types are those given. */
export function readersOf(types: ReadonlySet<string>): Map<string, string[]> {
  const readers = new Map([...types].map((type): [string, string[]] => [type, []]));
  for (const file of READERS.flatMap(filesOf)) {
    const named = new Set([...nodesOf(parse(file))].flatMap(typesAskedFor));
    for (const type of named) readers.get(type)?.push(file.replace(/^src\/|\.ts$/g, ''));
  }
  return readers;
}

function filesOf(path: string): string[] {
  if (path.endsWith('.ts')) return [path];
  const names = readdirSync(inRepository(path), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${path}/${name.replaceAll('\\', '/')}`)
    .sort();
}

/** `case 'born':`, `event.type === 'born'` and a mechanism's `told.of('born')`. */
function typesAskedFor(node: ts.Node): string[] {
  if (ts.isCaseClause(node)) return wordsOf([node.expression]);
  if (ts.isBinaryExpression(node) && /type$/.test(node.left.getText())) return wordsOf([node.right]);
  if (ts.isCallExpression(node) && /^told\s*\.of$/.test(node.expression.getText())) return wordsOf(node.arguments);
  return [];
}

function wordsOf(expressions: readonly ts.Expression[]): string[] {
  return expressions.filter(ts.isStringLiteral).map(({ text }) => text);
}

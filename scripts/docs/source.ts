/** Source files as syntax trees, and the comments in them. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { inRepository } from '../lib/paths.mjs';

/** @param path from the repository's root */
export function parse(path: string): ts.SourceFile {
  const text = readFileSync(inRepository(path), 'utf8');
  return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
}

/** Every node of a tree, parents first. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* nodesOf(child);
}

/** The text of the JSDoc comment right before a node, in one line; empty when there is none. */
export function commentOn(node: ts.Node): string {
  const last = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1);
  return (ts.getTextOfJSDocComment(last?.comment) ?? '').replace(/\s+/g, ' ').trim();
}

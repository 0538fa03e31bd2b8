/**
 * Who exports what, and who imports it: every source file read once with the TypeScript parser, without types. The laws
 * of tests/tooling/house.test.ts are said of this.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { inRepository } from '../lib/paths.mjs';

/**
 * @typedef {object} Source
 * @property {string} path  relative to the repository, with forward slashes
 * @property {string[]} declares  names exported here that are declared here
 * @property {Map<string, Link>} passes  names exported here that come from another file: own name → where from
 * @property {Link[]} imports  what it takes from other files of the repository, passed-on names included; types too
 */

/** @typedef {{ path: string, name: string }} Link  a file, and a name that it exports; `*` for all of them */

/** @returns {Map<string, Source>} every TypeScript and module file in these folders, by path */
export function readSources(folders) {
  return new Map(folders.flatMap(filesIn).map((path) => [path, readSource(path)]));
}

/**
 * All files of a folder that hold code, declaration files and what is built left out.
 * @returns {string[]}
 */
export function filesIn(folder) {
  return readdirSync(inRepository(folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'dist' ? [] : filesIn(path);
    return /\.(tsx?|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

/** @returns {Source} */
function readSource(path) {
  const tree = ts.createSourceFile(path, readFileSync(inRepository(path), 'utf8'), ts.ScriptTarget.Latest, true);
  const source = { path, declares: [], passes: new Map(), imports: [] };
  for (const statement of tree.statements) readStatement(source, statement);
  readInside(source, tree);
  return source;
}

function readStatement(source, statement) {
  if (ts.isImportDeclaration(statement)) {
    const from = targetOf(source.path, statement.moduleSpecifier);
    if (from) source.imports.push(...linksOf(from, statement.importClause));
  } else if (ts.isExportDeclaration(statement)) readExport(source, statement);
  else if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    source.declares.push(...namesOf(statement));
}

/** `export { a }`, `export { a } from`, `export * from`. */
function readExport(source, { moduleSpecifier, exportClause }) {
  const from = moduleSpecifier && targetOf(source.path, moduleSpecifier);
  const elements = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [];
  if (from && !exportClause) source.imports.push({ path: from, name: '*' });
  for (const { name, propertyName } of elements) {
    const link = from && { path: from, name: (propertyName ?? name).text };
    if (!link) source.declares.push(name.text);
    else {
      source.passes.set(name.text, link);
      source.imports.push(link);
    }
  }
}

/** `import('…')` as an expression and as a type; what is taken out of the former is not followed: it counts as all. */
function readInside(source, node) {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const from = targetOf(source.path, node.arguments[0]);
    if (from) source.imports.push({ path: from, name: '*' });
  } else if (ts.isImportTypeNode(node)) {
    const from = targetOf(source.path, node.argument.literal);
    if (from) source.imports.push({ path: from, name: node.qualifier?.getText().split('.')[0] ?? '*' });
  }
  ts.forEachChild(node, (child) => readInside(source, child));
}

function linksOf(path, clause) {
  const named = clause?.namedBindings;
  const names =
    named && ts.isNamedImports(named) ? named.elements.map((one) => (one.propertyName ?? one.name).text) : [];
  if (named && ts.isNamespaceImport(named)) names.push('*');
  if (clause?.name) names.push('default');
  if (!clause) names.push('');
  return names.map((name) => ({ path, name }));
}

function namesOf(statement) {
  if (statement.modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)) return ['default'];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => bound(name));
  return statement.name ? [statement.name.text] : [];
}

/** The names that a declaration binds: one, or those of a pattern. */
function bound(name) {
  return ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (element.name ? bound(element.name) : []));
}

/** The file of the repository that an import names, or undefined for a package, an asset or an address. */
function targetOf(from, specifier) {
  const text = specifier && ts.isStringLiteral(specifier) ? specifier.text : '';
  return /^\..*\.(tsx?|mjs)$/.test(text) ? posix.join(posix.dirname(from), text) : undefined;
}

/** Where a name that a file exports is declared, through every file that only passes it on. */
export function originOf(sources, { path, name }) {
  const next = sources.get(path)?.passes.get(name);
  return next ? originOf(sources, next) : { path, name };
}

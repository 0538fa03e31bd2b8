/** Code out of documents, compiled as if its files stood in the repository. */
import ts from 'typescript';
import { inRepository, repositoryRoot } from '../../scripts/lib/paths.mjs';

/**
 * What the compiler has against some files, with the repository's own settings.
 * @param files  code by path from the repository's root
 * @param types  packages of global types that the code needs
 */
export function faultsOfCode(files: ReadonlyMap<string, string>, types: readonly string[] = []): string[] {
  const { config } = ts.readConfigFile(inRepository('tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types }, repositoryRoot);
  const host = ts.createCompilerHost(options);
  const added = new Map([...files].map(([path, code]) => [inRepository(path).replaceAll('\\', '/'), code]));
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => added.has(path) || fileExists(path);
  host.readFile = (path) => added.get(path) ?? readFile(path);
  host.getSourceFile = (path, settings, ...rest) => {
    const code = added.get(path);
    return code === undefined ? getSourceFile(path, settings, ...rest) : ts.createSourceFile(path, code, settings);
  };
  const program = ts.createProgram([...added.keys()], options, host);
  const faults = [...added.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  });
  return faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

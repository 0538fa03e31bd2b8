/** The host as people install it, used in Node by its public names. The README's example is one of the users. */
import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installHost } from '../support/installed-host.ts';
import { codeBlocksOf, readRepositoryFile } from '../tooling/markdown.ts';

const start = promisify(execFile);

const [example] = codeBlocksOf(readRepositoryFile('src/host/README.md')).filter(({ language }) => language === 'ts');

/** Answers under two adapters in one batch, loss and gradient, against what PyTorch and PEFT gave. */
const GOLDEN = `
import { readFile } from 'node:fs/promises';
import { floatsOfTensor, readPeft, readSafetensors, siteMatrices } from 'evolora-host';
import { folderFiles, openHost } from 'evolora-host/node';

const host = await openHost({ name: 'micro', files: folderFiles('hosts/micro') });
const { tensors } = readSafetensors(await readFile('golden/golden.safetensors'));
const adapter = readPeft(host.sites, await readFile('golden/adapter/adapter_model.safetensors'), 8);
const floats = (name: string): Float32Array => floatsOfTensor(tensors.get(name)!);
const ids = Array.from(new BigInt64Array(tensors.get('ids.0')!.bytes.slice().buffer), Number);
const expected = ['base', 'adapter'].map((which) => {
  const last = floats(which + '.0').subarray(-512);
  return last.indexOf(Math.max(...last));
});
const one = { prompt: ids, maxNewTokens: 1, temperature: 0, topP: 1, random: { uniform: () => 0 } };
const answers = await host.decode([{ ...one, adapter: null }, { ...one, adapter }]);
const { trainer } = await host.learning.training();
const [row] = await trainer.run([{ tokens: ids, weights: floats('weight.0'), adapter }]);
let difference = 0;
for (const { site, a } of siteMatrices(host.sites, { ...adapter, weights: row!.gradient })) {
  const golden = floats('grad.0.base_model.model.' + site.module + '.lora_A.weight');
  for (let r = 0; r < adapter.rank; r++)
    for (let i = 0; i < site.inputs; i++)
      difference = Math.max(difference, Math.abs(a[i * adapter.rank + r]! - golden[r * site.inputs + i]!));
}
const loss = row!.loss - floats('loss.0')[0]!;
console.log(JSON.stringify({ expected, got: answers.map(({ tokens }) => tokens[0]), loss, difference }));
await host.dispose();
`;

let folder = '';
let examples: { door: string; file: string; code: string }[] = [];

beforeAll(async () => {
  folder = await installHost();
  writeFileSync(join(folder, 'example.ts'), example!.code);
  writeFileSync(join(folder, 'golden.ts'), GOLDEN);
  examples = ['index', 'node', 'web'].flatMap(examplesOf);
  for (const { file, code } of examples) writeFileSync(join(folder, `${file}.ts`), code);
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the installed host', { timeout: 120_000 }, () => {
  it('has types that strict code compiles against', () => {
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      types: [join(folder, 'node-types')],
      outDir: folder,
    };
    const sources = ['example', 'golden', ...examples.map(({ file }) => file)].map((name) =>
      join(folder, `${name}.ts`),
    );
    const program = ts.createProgram(sources, options);
    const faults = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
      return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
    expect(faults).toEqual([]);
    program.emit();
  });

  it('answers a batch under two adapters and gives the gradient that PyTorch gives', async () => {
    const { expected, got, loss, difference } = JSON.parse(await printed('golden.js')) as {
      expected: number[];
      got: number[];
      loss: number;
      difference: number;
    };
    expect(got).toEqual(expected);
    expect(Math.abs(loss)).toBeLessThan(1e-4);
    expect(difference).toBeLessThan(1e-4);
  });

  it('does what its README shows, in fifteen lines or so', async () => {
    expect(example!.code.split('\n').length).toBeLessThanOrEqual(18);
    expect(await printed('example.js')).toMatch(/^\[ '.*', '.*' \]\n\d+\.\d+ \d+\n$/);
  });

  it('has an example for every value, and it is true', async () => {
    expect(examples.length).toBeGreaterThan(15);
    expect(examples.filter(({ code }) => !code.includes('same('))).toEqual([]);
    for (const { file } of examples.filter(({ door }) => door !== 'web')) await printed(`${file}.js`);
  });

  it('has small doors, and only the one for Node reaches for Node', async () => {
    const count = (door: string): string => `Object.keys(await import('${door}')).length`;
    const script = `console.log(${count('evolora-host')}, ${count('evolora-host/node')})`;
    const { stdout } = await start(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    const [main, node] = stdout.trim().split(' ').map(Number);
    expect(main).toBeLessThanOrEqual(20);
    expect(node).toBeLessThanOrEqual(4);
    for (const door of ['index', 'web'])
      expect(readFileSync(join(folder, 'node_modules', 'evolora-host', 'dist', `${door}.js`), 'utf8')).not.toMatch(
        /["']node:|onnxruntime-node/,
      );
  });
});

/**
 * The examples in the comments of a door's values, each as a program of its own: `value; // → other` is made into a check.
 * A value without one has an empty program, which fails.
 */
function examplesOf(door: string): typeof examples {
  const path = join(folder, 'node_modules', 'evolora-host', 'dist', `${door}.d.ts`);
  const program = ts.createProgram([path], { moduleResolution: ts.ModuleResolutionKind.Bundler, skipLibCheck: true });
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)!)!);
  return exported.flatMap((symbol) => {
    const named = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    if (!(named.flags & ts.SymbolFlags.Value)) return [];
    const tag = named.getJsDocTags(checker).find(({ name }) => name === 'example');
    const checked = ts.displayPartsToString(tag?.text).replace(/^( *)(.*); \/\/ → (.*)$/gm, '$1same($2, $3);');
    const code = `import { deepEqual as same } from 'node:assert/strict';\n${checked}\n`;
    return [{ door, file: `${door}-${symbol.name}`, code: tag ? code : 'throw new Error("no example");' }];
  });
}

async function printed(script: string): Promise<string> {
  return (await start(process.execPath, [script], { cwd: folder })).stdout;
}

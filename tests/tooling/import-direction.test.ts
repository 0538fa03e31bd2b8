/** The linter's rules of the house, tried on small pieces of code under made-up file names with ESLint itself. */
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/lib/paths.mjs';

// Rules that need types are left out: a made-up file is in no TypeScript project.
const eslint = new ESLint({
  cwd: repositoryRoot,
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
  ruleFilter: ({ ruleId }) => /^(evolora\/|no-restricted-|max-lines)/.test(ruleId),
});

async function faultsOf(file: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(`${code}\n`, { filePath: `${repositoryRoot}/${file}` });
  return result!.messages.map((message) => message.ruleId ?? `not linted: ${message.message}`);
}

const direction = ['evolora/import-direction'];

describe('imports only go down', () => {
  it.each([
    ['src/host/x.ts', "import { random } from '../base/random.ts';"],
    ['src/host/onnx/x.ts', "import { random } from '../../base/random.ts';"],
    ['src/host/x.ts', "import { y } from './onnx/y.ts';"],
    ['src/ecology/x.ts', "import { y } from '../archive/y.ts';"],
    ['src/record/x.ts', "import { y } from '../evaluation/y.ts';"],
    ['src/lab/page/x.ts', "import { wrap } from 'comlink'; import { y } from './y.ts'; import { z } from '../z.ts';"],
    ['src/host/x.ts', "import * as ort from 'onnxruntime-web/wasm';"],
    ['src/lab/worker/x.ts', "import url from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';"],
    ['src/ecology/acts/x.ts', "import { y } from '../world/y.ts'; import { z } from './merge/z.ts';"],
    ['src/ecology/x.ts', "import { y } from './acts/y.ts';"],
    ['src/cli/x.ts', "import fs from 'node:fs'; import { y } from '../lab/y.ts';"],
    ['src/ui/x.tsx', "import { y } from '../lab/page/client.ts'; import { useState } from 'react';"],
    ['src/ui/x.tsx', "import type { Host } from '../host/index.ts';"],
    ['src/ui/plots/x.ts', "import { fold } from '../../record/fold/view.ts';"],
    ['workers/lab.worker.ts', "import { expose } from 'comlink'; import { Lab } from '../src/lab/lab.ts';"],
    ['tests/x.test.ts', "import { Lab } from '../src/lab/lab.ts'; import fs from 'node:fs';"],
    ['tests/lab/x.test.ts', "import { y } from '../../src/host/index.ts';"],
    ['tests/host/x.test.ts', "import { y } from '../../src/host/session/y.ts';"],
  ])('allows in %s: %s', async (file, code) => {
    expect(await faultsOf(file, code)).toEqual([]);
  });

  it.each([
    ['src/core/x.ts', "import { y } from '../host/y.ts';"],
    ['src/core/x.ts', "import type { Y } from '../ecology/events.ts';"],
    ['src/core/x.ts', "export { y } from '../record/y.ts';"],
    ['src/core/x.ts', "export * from '../record/y.ts';"],
    ['src/core/x.ts', "const y = await import('../lab/y.ts');"],
    ['src/core/x.ts', "export type Y = import('../lab/y.ts').Y;"],
    ['src/economy/x.ts', "import { y } from '../tasks/y.ts';"],
    ['src/tasks/x.ts', "import { y } from '../archive/y.ts';"],
    ['src/archive/x.ts', "import type { Y } from '../routing/y.ts';"],
    ['src/organelles/x.ts', "import { y } from '../ecology/y.ts';"],
    ['src/ecology/x.ts', "import { y } from '../evaluation/y.ts';"],
    ['src/evaluation/x.ts', "import { y } from '../record/y.ts';"],
    ['src/record/x.ts', "import { y } from '../lab/y.ts';"],
    ['src/lab/x.ts', "import { y } from '../ui/y.ts';"],
    ['src/cli/x.ts', "import { y } from '../ui/y.ts';"],
    ['src/ui/x.ts', "import { y } from '../cli/y.ts';"],
    ['src/ui/x.ts', "import { Lab } from '../lab/lab.ts';"],
    ['src/ui/x.ts', "import { loadHost } from '../host/host.ts';"],
    ['src/ui/x.ts', "import { runGeneration } from '../ecology/generation.ts';"],
    ['src/core/x.ts', "import { y } from '../../tests/y.ts';"],
    ['src/core/x.ts', "import { y } from '../host/index.ts';"],
    ['src/ecology/x.ts', "import { y } from '../host/session/session.ts';"],
    ['src/ecology/x.ts', "import * as ort from 'onnxruntime-web/wasm';"],
    ['src/host/x.ts', "import url from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';"],
    ['src/lab/x.ts', "import * as ort from 'onnxruntime-web/wasm';"],
    ['src/host/decode/x.ts', "import { y } from '../session/y.ts';"],
    ['src/ecology/world/x.ts', "import { y } from '../acts/y.ts';"],
    ['src/ecology/config/x.ts', "import { y } from '../generation.ts';"],
    ['src/lab/page/x.ts', "import { y } from '../worker/y.ts';"],
    ['workers/lab.worker.ts', "import { y } from '../src/ecology/y.ts';"],
    ['workers/lab.worker.ts', "import { z } from 'zod';"],
    ['tests/lab/x.test.ts', "import { y } from '../../src/host/session/y.ts';"],
    ['bench/x.ts', "import { y } from '../src/host/session/y.ts';"],
  ])('refuses in %s: %s', async (file, code) => {
    expect(await faultsOf(file, code)).toEqual(direction);
  });

  it.each(['node:fs', 'react', 'react-dom/client', 'zustand', 'idb', 'comlink', 'd3', 'uplot', 'onnxruntime-web/wasm'])(
    'refuses the package %s from core to evaluation',
    async (name) => {
      for (const room of ['core', 'tasks', 'ecology', 'evaluation'])
        expect(await faultsOf(`src/${room}/x.ts`, `import * as y from '${name}';`)).toEqual(direction);
    },
  );

  it('says what is wrong', async () => {
    const [result] = await eslint.lintText("import '../lab/y.ts';\n", { filePath: `${repositoryRoot}/src/core/x.ts` });
    expect(result!.messages[0]!.message).toBe('Imports only go down: core may not know lab, which is above it.');
  });
});

describe('no clock, no chance, no page from core to evaluation', () => {
  it.each([
    ['export const y = Math.random();', 'no-restricted-properties'],
    ['export const y = Date.now();', 'no-restricted-globals'],
    ['export const y = new Date();', 'no-restricted-globals'],
    ['export const y = performance.now();', 'no-restricted-globals'],
    ['export const y = document.title;', 'no-restricted-globals'],
    ['export const y = navigator.gpu;', 'no-restricted-globals'],
    ['export const y = process.env.HOME;', 'no-restricted-globals'],
  ])('refuses %s', async (code, rule) => {
    expect(await faultsOf('src/ecology/x.ts', code)).toEqual([rule]);
    expect(await faultsOf('src/evaluation/deep/x.ts', code)).toEqual([rule]);
    expect(await faultsOf('src/lab/x.ts', code)).toEqual([]);
  });
});

describe('one idea a file', () => {
  it('takes 300 lines and refuses 301, blank lines and comments counted', async () => {
    expect(await faultsOf('src/core/x.ts', '// a\n\n'.repeat(150).trimEnd())).toEqual([]);
    expect(await faultsOf('src/core/x.ts', '// a\n'.repeat(301).trimEnd())).toEqual(['max-lines']);
    expect(await faultsOf('workers/x.ts', '// a\n'.repeat(301).trimEnd())).toEqual(['max-lines']);
  });
});

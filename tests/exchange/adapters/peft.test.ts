/** What leaves as PEFT directories, held against what PEFT itself found in the same bytes (tests/golden/exchange/peft/read.py). */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { hashBytes } from '../../../src/base/hash.ts';
import { exportPeft } from '../../../src/exchange/adapters/peft.ts';
import { parsePeftConfig, readPeft, siteMatrices, writePeft } from '../../../src/host/index.ts';
import { openHost } from '../../../src/host/node.ts';
import { filesIn, MICRO } from '../../host/files.ts';
import { microPortfolio, peftCases, smallRun } from './cases.ts';

interface Golden {
  cases: Record<
    string,
    {
      config: string;
      weights: string;
      missing: string[];
      unexpected: string[];
      base: string;
      revision: string | null;
      modules: Record<
        string,
        { rank: number; scale: number; shape: [number, number]; norm: number; entries: [number, number, number][] }
      >;
    }
  >;
  logits: number;
  answers: { router: string; rows: { prompt: string; cell: string | null; answer: string }[] };
}

const golden = JSON.parse(await readFile('tests/golden/exchange/peft/peft.json', 'utf8')) as Golden;
const cases = await peftCases();
const weightsOf = (files: ReadonlyMap<string, Uint8Array>) => files.get('adapter_model.safetensors')!;
const configOf = (files: ReadonlyMap<string, Uint8Array>) => parsePeftConfig(files.get('adapter_config.json')!);

describe.each(cases)('$name', ({ name, sites, files }) => {
  const found = golden.cases[name]!;

  it('is what PEFT has read, with nothing missing and nothing too much', () => {
    expect(hashBytes(weightsOf(files))).toBe(found.weights);
    expect(hashBytes(files.get('adapter_config.json')!)).toBe(found.config);
    expect(found.missing).toEqual([]);
    expect(found.unexpected).toEqual([]);
    expect(found.base).toBe(name);
  });

  it('changes every site by what it changes it by in PEFT', () => {
    const adapter = readPeft(sites, weightsOf(files), configOf(files));
    const changes = new Map(siteMatrices(sites, adapter).map(({ site, a, b }) => [site.module, { site, a, b }]));
    const entry = (module: string, output: number, input: number) => {
      const { site, a, b } = changes.get(module)!;
      let sum = 0;
      for (let r = 0; r < adapter.rank; r++) sum += a[input * adapter.rank + r]! * b[r * site.outputs + output]!;
      return adapter.scale * sum;
    };
    const parts: Record<string, string[]> = {
      qkv_proj: ['q_proj', 'k_proj', 'v_proj'],
      gate_up_proj: ['gate_proj', 'up_proj'],
    };
    let compared = 0;
    for (const [module, { shape, norm, entries }] of Object.entries(found.modules)) {
      const last = module.split('.').at(-1)!;
      const rows = (parts[last] ?? [last]).flatMap((part) => {
        const own = module.replace(last, part);
        return Array.from({ length: changes.get(own)!.site.outputs }, (_, output) => ({ own, output }));
      });
      expect(rows.length).toBe(shape[0]);
      for (const [row, input, value] of entries) {
        const { own, output } = rows[row]!;
        expect(Math.abs(entry(own, output, input) - value)).toBeLessThan(1e-6);
      }
      let squares = 0;
      for (const { own, output } of rows) for (let i = 0; i < shape[1]; i++) squares += entry(own, output, i) ** 2;
      expect(Math.abs(Math.sqrt(squares) / norm - 1)).toBeLessThan(1e-6);
      compared++;
    }
    const fusedSites = sites.filter(({ module }) => /\.(q|k|v|gate|up)_proj$/.test(module)).length;
    const fused = name.startsWith('phi3') ? (fusedSites / 5) * 3 : 0;
    expect(compared).toBe(sites.length - fused);
  });

  it('comes back as the adapter it was', () => {
    const adapter = readPeft(sites, weightsOf(files), configOf(files));
    const [once, again] = [writePeft(sites, adapter), writePeft(sites, readPeft(sites, writePeft(sites, adapter)))];
    expect(hashBytes(again)).toBe(hashBytes(once));
    // Where the torch model has every projection as its own module, the file is the very one that the lab keeps.
    if (!name.startsWith('phi3')) expect(hashBytes(weightsOf(files))).toBe(hashBytes(once));
  });
});

it('keeps a fused adapter that PEFT made as it was, to the bit', async () => {
  const { files } = cases.find(({ name }) => name === 'phi3-read')!;
  const { sites } = cases.find(({ name }) => name === 'phi3-read')!;
  const folder = 'tests/fixtures/hosts/phi3-genai-fp32/adapter';
  const theirs = await readFile(`${folder}/adapter_model.safetensors`);
  expect(configOf(files)['rank_pattern']).toEqual({});
  const one = readPeft(sites, weightsOf(files), configOf(files));
  const other = readPeft(sites, theirs, parsePeftConfig(await readFile(`${folder}/adapter_config.json`)));
  expect(one).toEqual(other);
});

it('gives torch the golden logits of micro', () => {
  expect(golden.logits).toBeLessThan(1e-4);
});

describe('a portfolio', () => {
  it('is answered by route.py on torch as by the lab', async () => {
    const { files, run } = await microPortfolio();
    expect(hashBytes(files.get('portfolio/router.json')!)).toBe(golden.answers.router);
    const router = JSON.parse(new TextDecoder().decode(files.get('portfolio/router.json'))) as {
      adapters: Record<string, { weights: string }>;
      cells: Record<string, string | null>;
      families: Record<string, string | null>;
      single: string;
    };
    const host = await openHost({ name: 'micro', files: filesIn(MICRO), threads: 1 });
    try {
      const chosen = golden.answers.rows.map(({ cell }) => {
        if (cell === null) return router.single;
        if (cell in router.cells) return router.cells[cell]!;
        return router.families[cell.split('/')[0]!] ?? router.single;
      });
      const results = await host.decode(
        golden.answers.rows.map(({ prompt }, i) => ({
          prompt: host.encodePrompt(prompt),
          adapter:
            chosen[i] === null ? null : readPeft(host.sites, run.blobs.get(router.adapters[chosen[i]!]!.weights)!),
          maxNewTokens: run.world.config.attempts.maxNewTokens,
          temperature: 0,
          topP: 1,
          random: { uniform: () => 0.5 } as never,
        })),
      );
      const answers = results.map(({ tokens }) => host.decodeText(tokens));
      expect(answers).toEqual(golden.answers.rows.map(({ answer }) => answer));
      expect(new Set(answers).size).toBeGreaterThan(3);
    } finally {
      await host.dispose();
    }
  }, 60_000);

  it('says of every adapter whose it is, and of the whole which run it is of', async () => {
    const run = await smallRun();
    const files = exportPeft(run, { choice: 'all', base: { repository: 'some/model', revision: 'abc' } });
    const about = JSON.parse(new TextDecoder().decode(files.get('export.json'))) as {
      run: { hash: string };
      adapters: { path: string; weights: string; sha256: string; organelle: number }[];
    };
    expect(about.run.hash).toBe(run.view.stateHash);
    expect(about.adapters.map(({ weights }) => weights).sort()).toEqual(
      [...new Set(run.blobs.keys())].filter((hash) => about.adapters.some((one) => one.weights === hash)).sort(),
    );
    for (const { path, weights, sha256, organelle } of about.adapters) {
      expect(hashBytes(files.get(`${path}/adapter_model.safetensors`)!)).toBe(sha256);
      expect(sha256).toBe(weights);
      const card = new TextDecoder().decode(files.get(`${path}/README.md`));
      expect(card).toContain(run.view.stateHash);
      expect(card).toContain('base_model: "some/model"');
      for (let at = run.view.organelles.get(organelle); at; at = run.view.organelles.get(at.parents[0] ?? -1))
        expect(card).toContain(`${at.name} (no. ${at.id})`);
    }
  });

  it('of names has those, and refuses one that nobody has', async () => {
    const run = await smallRun();
    const { name } = run.world.organelles[0]!;
    const base = { repository: 'some/model' };
    const files = exportPeft(run, { choice: [name], base });
    const directories = [...files.keys()].filter((path) => path.endsWith('adapter_model.safetensors'));
    expect(directories.length).toBeGreaterThan(0);
    for (const path of directories) expect(path).toContain(`/${name.toLowerCase()}-`);
    expect(() => exportPeft(run, { choice: ['Nobody'], base })).toThrow(/no weights of anybody called Nobody/);
  });
});

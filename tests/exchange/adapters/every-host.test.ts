/**
 * The golden adapter of every host, which PEFT wrote: taken in it is the one whose logits are the golden ones
 * (tests/host/golden.test.ts), and carried out and in again it is the same, bit for bit where the torch model's modules are single.
 */
import { readdirSync, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { adaptersIn } from '../../../src/exchange/adapters/given.ts';
import { peftDirectory, readPeft, siteMatrices, writePeft, type Adapter, type Site } from '../../../src/host/index.ts';
import { decoderIn } from '../../host/hosts.ts';

const HOSTS = 'tests/fixtures/hosts';
const names = readdirSync(HOSTS).filter((name) => existsSync(`${HOSTS}/${name}/adapter/adapter_config.json`));

it('there are adapters of sixteen hosts at least', () => {
  expect(names.length).toBeGreaterThanOrEqual(16);
});

it.each(names)('%s', async (name) => {
  const folder = `${HOSTS}/${name}`;
  const { sites } = await decoderIn(folder, 'onnx/model.onnx');
  const { model_type: modelType } = JSON.parse(await readFile(`${folder}/config.json`, 'utf8')) as {
    model_type: string;
  };
  const files = new Map<string, Uint8Array>();
  for (const file of ['adapter_config.json', 'adapter_model.safetensors'])
    files.set(`one/${file}`, new Uint8Array(await readFile(`${folder}/adapter/${file}`)));
  const [given] = adaptersIn(files, sites, name);
  const golden = readPeft(sites, files.get('one/adapter_model.safetensors')!, 8);
  expect(given).toEqual({ name: 'one', adapter: golden });

  const out = peftDirectory(writePeft(sites, golden), { base: name, modelType });
  const back = adaptersIn(out, sites, name)[0]!.adapter;
  const { target_modules: targets } = JSON.parse(new TextDecoder().decode(out.get('adapter_config.json'))) as {
    target_modules: string[];
  };
  if (!targets.some((module) => /^(qkv|gate_up)_proj$/.test(module))) expect(back).toEqual(golden);
  else expect(largestDifference(sites, back, golden)).toBeLessThan(1e-6);
});

/** Between what two adapters change, entry by entry. */
function largestDifference(sites: readonly Site[], one: Adapter, other: Adapter): number {
  const others = siteMatrices(sites, other);
  return Math.max(
    ...siteMatrices(sites, one).map(({ site, a, b }, index) => {
      let most = 0;
      for (let i = 0; i < site.inputs; i++)
        for (let j = 0; j < site.outputs; j++) {
          const [mine, theirs] = [
            entry(one, a, b, site, i, j),
            entry(other, others[index]!.a, others[index]!.b, site, i, j),
          ];
          most = Math.max(most, Math.abs(mine - theirs));
        }
      return most;
    }),
  );
}

function entry({ rank, scale }: Adapter, a: Float32Array, b: Float32Array, site: Site, i: number, j: number): number {
  let sum = 0;
  for (let r = 0; r < rank; r++) sum += a[i * rank + r]! * b[r * site.outputs + j]!;
  return scale * sum;
}

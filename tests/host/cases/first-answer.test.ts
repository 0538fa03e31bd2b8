/**
 * The golden prompt: devices that answer wrongly at once, or only later. Node's processor stands in for a device, and
 * what it computes is bent on its way out, as a driver with a bad kernel would.
 */
import { expect, test } from 'vitest';
import { nodeRuntime } from '../../../src/host/node.ts';
import { DataType, decodeModel } from '../../../src/host/onnx/model.ts';
import type { Runtime } from '../../../src/host/runtime/runtime.ts';
import type { FirstAnswers, KeptAnswer } from '../../../src/host/session/first-answer.ts';
import { loadHost, type Host } from '../../../src/host/session/host.ts';
import { filesIn } from '../files.ts';

const SINGLES = 'tests/fixtures/hosts/qwen3-genai-fp32';
const HALVES = 'tests/fixtures/hosts/qwen3-genai-q4f16-gqanorm';
const WRONG = { code: 'host-wrong' };

class Shelf implements FirstAnswers {
  readonly kept = new Map<string, unknown>();
  get = (name: string) => Promise.resolve(this.kept.get(name));
  keep = (name: string, answer: KeptAnswer) => Promise.resolve(void this.kept.set(name, structuredClone(answer)));
}

interface Trouble {
  /** what becomes of each logit */
  bend?: (logit: number) => number;
  /** bend only what graphs of halves answer */
  halvesOnly?: boolean;
}

function device({ bend = (logit) => logit, halvesOnly = false }: Trouble = {}): Runtime {
  const real = nodeRuntime(2);
  return {
    ...real,
    kind: 'cuda',
    halves: halvesOnly,
    processor: () => Promise.resolve(nodeRuntime(2)),
    async createSession(model, options) {
      const session = await real.createSession(model, options);
      const isOfHalves = decodeModel(model).graph.inputs.some(({ elementType }) => elementType === DataType.float16);
      if (halvesOnly && !isOfHalves) return session;
      const run: typeof session.run = async (feeds) => {
        const { logits, ...others } = await session.run(feeds);
        const bent = Float32Array.from(logits!.data as Float32Array, bend);
        return { ...others, logits: new real.Tensor('float32', bent, logits!.dims) };
      };
      return { ...session, run };
    },
  };
}

const tokenizer = { encodePrompt: () => [5, 9, 14], encodeText: () => [5], decodeText: () => '' };

async function start(runtime: Runtime, firstAnswers: FirstAnswers, folder = SINGLES): Promise<Host['backend']> {
  const host = await loadHost({ name: 'some', files: filesIn(folder), runtime, tokenizer, firstAnswers });
  await host.dispose();
  return host.backend;
}

test('a first answer is kept once, for each kind of device, and a device that answers so again is let in', async () => {
  const shelf = new Shelf();
  await start(device(), shelf);
  const [first] = structuredClone([...shelf.kept.values()]);
  await start(device(), shelf);
  await start(device({ bend: (logit) => logit + 1e-4 }), shelf);
  expect(shelf.kept.size).toBe(1);
  expect([...shelf.kept.values()]).toEqual([first]);
  await start(nodeRuntime(2), shelf);
  expect(shelf.kept.size).toBe(2);
});

test('a device that answers otherwise than at its first start is refused, and what was kept stays', async () => {
  const shelf = new Shelf();
  await start(device(), shelf);
  const before = structuredClone(shelf.kept);
  const later = start(device({ bend: (logit) => 1.05 * logit }), shelf);
  await expect(later).rejects.toMatchObject({
    ...WRONG,
    sentence: expect.stringContaining('first start here') as unknown,
  });
  expect(shelf.kept).toEqual(before);
  await start(device(), shelf);
});

test('a device that is wrong from its first start is held against a processor, and nothing of it is kept', async () => {
  const shelf = new Shelf();
  const first = start(device({ bend: (logit) => 1.05 * logit }), shelf);
  await expect(first).rejects.toMatchObject({
    ...WRONG,
    sentence: expect.stringContaining('those of the processor') as unknown,
  });
  expect(shelf.kept.size).toBe(0);
});

test('where halves are answered wrongly, the model is computed in float32 on the same device, with a note', async () => {
  const shelf = new Shelf();
  const { notes } = await start(device({ bend: (logit) => 1.5 * logit, halvesOnly: true }), shelf, HALVES);
  expect(notes.join(' ')).toMatch(/wrong numbers.*computed in float32 instead of float16/);
  expect(shelf.kept.size).toBe(1);
});

test.each([
  ['nothing that can be read', { best: 'x' }],
  ['an answer of another length', { best: [[1]], logits: [[[1]]] }],
])('kept: %s; that is as if there were nothing', async (_, damaged) => {
  const shelf = new Shelf();
  await start(device(), shelf);
  const [[name, first]] = [...shelf.kept] as [[string, unknown]];
  shelf.kept.set(name, damaged);
  await start(device(), shelf);
  expect(shelf.kept.get(name)).toEqual(first);
});

test('a place that keeps nothing and never answers rightly keeps no host from being opened', async () => {
  const refused = () => Promise.reject(new Error('no storage'));
  await start(device(), { get: refused, keep: refused });
  await expect(start(device({ bend: (logit) => 1.05 * logit }), { get: refused, keep: refused })).rejects.toMatchObject(
    WRONG,
  );
});

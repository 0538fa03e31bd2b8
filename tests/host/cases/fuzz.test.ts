/**
 * Files that were damaged on the way, by seed: cut, bits flipped, bytes replaced, pieces doubled, moved or left out. A
 * host or an adapter made of them opens or is refused in a sentence that names a file, and it is quick about it.
 */
import { expect, test } from 'vitest';
import { ExplainedError } from '../../../src/base/errors.ts';
import { random } from '../../../src/base/random.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { readPeft } from '../../../src/host/adapters/peft.ts';
import { parsePeftConfig } from '../../../src/host/adapters/peft-config.ts';
import { readTokenizer } from '../../../src/host/files/tokenizer.ts';
import { checkHost } from '../../../src/host/session/check.ts';
import { prepareGraph } from '../../../src/host/session/prepare.ts';
import { openDecoder } from '../../../src/host/session/variants.ts';
import { filesIn, MICRO } from '../files.ts';
import { changedFiles, GRAPH, openFiles } from './changed.ts';

const QWEN = 'tests/fixtures/hosts/qwen2-genai-webgpu-q4';
const PEFT = 'tests/fixtures/cases/peft-rank-pattern';
const ROUNDS = 150;
const MOST_BYTES = 300e6;

type Draw = ReturnType<typeof random>;

/** Bytes with one to four faults. Half of the faults lie near the start, where headers are. */
function damagedBytes(bytes: Uint8Array, draw: Draw): Uint8Array {
  let now: Uint8Array = bytes.slice();
  for (let left = draw.integer(1, 4); left > 0 && now.length > 0; left--) {
    const reach = draw.integer(0, 1) === 0 ? Math.min(now.length, 2000) : now.length;
    now = FAULTS[draw.integer(0, FAULTS.length - 1)]!(now, draw.integer(0, reach - 1), draw);
  }
  return now;
}

/** Numbers that readers trip over, in text and as bytes. */
const PIECES = [
  '-1',
  '1e999',
  '4294967296',
  'null',
  '{}',
  '[]',
  '"',
  '\\u0000',
  '<|im_end|>',
  '{% for x in range(9) %}',
];

const FAULTS: readonly ((bytes: Uint8Array, at: number, draw: Draw) => Uint8Array)[] = [
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at, draw) => bytes.with(at, bytes[at]! ^ (1 << draw.integer(0, 7))),
  (bytes, at, draw) => bytes.fill(draw.integer(0, 255), at, at + draw.integer(1, 9)),
  (bytes, at, draw) => joined(bytes.subarray(0, at), bytes.subarray(at + draw.integer(1, 40))),
  (bytes, at, draw) => joined(bytes.subarray(0, at), bytes.subarray(Math.max(0, at - draw.integer(1, 40)))),
  (bytes, at, draw) => {
    const piece = new TextEncoder().encode(PIECES[draw.integer(0, PIECES.length - 1)]);
    return joined(bytes.subarray(0, at), piece, bytes.subarray(at + draw.integer(0, 1) * piece.length));
  },
];

/** What no setting is meant to be. */
const ODD_VALUES = [
  null,
  true,
  -1,
  0,
  0.5,
  7,
  2 ** 31,
  1e300,
  '',
  'x',
  '__proto__',
  [],
  [[]],
  [null],
  {},
  { content: 1 },
];

/** A JSON file, still one, with one to three values replaced, left out or moved, at any depth. */
function oddJson(bytes: Uint8Array, draw: Draw): Uint8Array {
  const root = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  for (let left = draw.integer(1, 3); left > 0; left--) {
    let at = root;
    let key = '';
    do {
      if (key !== '') at = at[key] as typeof at;
      const keys = Object.keys(at);
      if (keys.length === 0) break;
      key = draw.choice(keys);
    } while (typeof at[key] === 'object' && at[key] !== null && draw.integer(0, 3) > 0);
    if (key === '') continue;
    if (draw.integer(0, 3) === 0 && !Array.isArray(at)) delete at[key];
    else at[key] = structuredClone(draw.choice<unknown>(ODD_VALUES));
  }
  return new TextEncoder().encode(JSON.stringify(root));
}

function joined(...parts: Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** Opens `rounds` damaged files by seed. Returns how many were refused. */
async function refusals(
  rounds: number,
  file: { bytes: Uint8Array; says: RegExp; key: string; damage?: typeof damagedBytes },
  open: (bytes: Uint8Array) => unknown,
): Promise<number> {
  let refused = 0;
  for (let seed = 0; seed < rounds; seed++) {
    const bytes = (file.damage ?? damagedBytes)(file.bytes, random('fuzz', file.key, seed));
    const held = process.memoryUsage().arrayBuffers;
    try {
      await open(bytes);
    } catch (thrown) {
      refused++;
      const told = thrown instanceof ExplainedError && file.says.test(thrown.message) && thrown.message.length < 9000;
      if (!told) throw new Error(`${file.key}, seed ${seed}: not a sentence about a file`, { cause: thrown });
    }
    expect(process.memoryUsage().arrayBuffers - held, `${file.key}, seed ${seed}`).toBeLessThan(MOST_BYTES);
  }
  return refused;
}

test('damaged graphs', async () => {
  const bytes = await filesIn(QWEN).read(GRAPH);
  const file = { bytes, says: /onnx\/model\.onnx/, key: GRAPH };
  const refused = await refusals(200, file, async (damaged) => {
    const prepared = await prepareGraph(changedFiles(QWEN, { [GRAPH]: damaged }));
    await prepared.weights.use(() => undefined);
  });
  expect(refused).toBeGreaterThan(50);
});

test('damaged graphs that look whole, in the runtime', async () => {
  const bytes = await filesIn(QWEN).read(GRAPH);
  const file = { bytes, says: /onnx\/model\.onnx|wrong numbers/, key: `${GRAPH}, run` };
  await refusals(60, file, (damaged) => started(QWEN, GRAPH, damaged));
});

/** A whole start of a host whose file is damaged, without its words. */
async function started(folder: string, path: string, damaged: Uint8Array): Promise<void> {
  const prepared = await prepareGraph(changedFiles(folder, { [path]: damaged }));
  const decoder = await openDecoder(prepared, nodeRuntime(1));
  try {
    await checkHost(decoder, 'node', prepared.golden);
  } finally {
    await decoder.session.release();
  }
}

async function asked(path: string, damaged: Uint8Array): Promise<void> {
  const words = await readTokenizer(changedFiles(MICRO, { [path]: damaged }));
  words.decodeText(words.encodePrompt('What is 3 + 4?'));
}

const check = new TextEncoder().encode(JSON.stringify({ prompt: [1, 2, 3], logits: [0.5, -1] }));

test.each([
  ['config.json', 'bytes', 60],
  ['config.json', 'values', 60],
  ['generation_config.json', 'bytes', 20],
  ['generation_config.json', 'values', 20],
  ['check.json', 'bytes', 30],
  ['check.json', 'values', 30],
] as const)('damaged %s, %s', async (path, kind, rounds) => {
  const own = path === 'check.json' ? check : await filesIn(path === 'config.json' ? QWEN : MICRO).read(path);
  const damage = kind === 'bytes' ? damagedBytes : oddJson;
  const file = { bytes: own, says: /\.json|onnx\/model\.onnx|wrong numbers/, key: `${path} ${kind}`, damage };
  await refusals(rounds, file, (damaged) => started(QWEN, path, damaged));
});

test.each([
  ['tokenizer.json', 'bytes'],
  ['tokenizer.json', 'values'],
  ['tokenizer_config.json', 'bytes'],
  ['tokenizer_config.json', 'values'],
] as const)('damaged %s, %s', async (path, kind) => {
  const bytes = await filesIn(MICRO).read(path);
  const damage = kind === 'bytes' ? damagedBytes : oddJson;
  const file = { bytes, says: /tokenizer\.json|tokenizer_config\.json/, key: `${path} ${kind}`, damage };
  await refusals(ROUNDS, file, (damaged) => asked(path, damaged));
});

test('damaged adapters', async () => {
  const { sites, session } = await openFiles(filesIn('tests/fixtures/hosts/llama-optimum-fp32'));
  await session.release();
  const [weights, config] = await Promise.all(
    ['adapter_model.safetensors', 'adapter_config.json'].map((path) => filesIn(PEFT).read(path)),
  );
  const says = /[Aa]dapter/;
  const [ofWeights, ofConfig] = [
    await refusals(ROUNDS, { bytes: weights!, says, key: 'weights' }, (damaged) =>
      readPeft(sites, damaged, parsePeftConfig(config!)),
    ),
    await refusals(ROUNDS, { bytes: config!, says, key: 'config' }, (damaged) =>
      readPeft(sites, weights!, parsePeftConfig(damaged)),
    ),
  ];
  expect(Math.min(ofWeights, ofConfig)).toBeGreaterThan(20);
});

/**
 * How the four adapters beside this file were made: a frozen model is shown right answers, and the gradient of every row goes
 * into that row's own adapter, so all four learn in the same passes. Needs Node, this package, `onnxruntime-node`,
 * `@huggingface/transformers`, and the model's directory:
 *
 *     node teach.js ../../../public/hosts/micro adapters
 *
 * Keyed chance only, so the same versions on the same machine write the same bytes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterLength, writePeft } from 'evolora-host';
import { folderFiles, openHost } from 'evolora-host/node';

const [model = 'hosts/micro', out = 'adapters'] = process.argv.slice(2);

/** The same name, as four projects want it written. */
const STYLES = {
  snake: (words) => words.join('_'),
  kebab: (words) => words.join('-'),
  shout: (words) => words.join('_').toUpperCase(),
  backwards: (words) => [...words.join('')].reverse().join(''),
};
const WORDS =
  'agent cell energy host signal ticket market river seed stone garden forest colony reef lantern mirror harbor engine ladder planet winter summer copper silver thread needle basket bridge castle candle feather glacier hammer island jungle kettle meadow oyster pepper quartz ribbon saddle temple valley walnut anchor beacon canyon desert ember falcon gravel quiet bright hidden frozen hungry ancient gentle narrow hollow golden crimson distant steady broken silent rapid heavy clever tiny'.split(
    ' ',
  );
const [RANK, SCALE, STEPS, ROWS, RATE] = [1, 4, 160, 8, 6e-3];

const host = await openHost({ name: 'micro', files: folderFiles(model) });
const { trainer, answerTokens } = await host.learning.training();
const uniform = chance(20);
const pick = (list) => list[Math.floor(uniform() * list.length)];

/** Every number of an adapter, and what Adam (Kingma & Ba 2015) remembers of it. B begins at zero, A with noise. */
const learners = Object.keys(STYLES).map((name) => {
  const weights = new Float32Array(adapterLength(host.sites, RANK));
  let at = 0;
  for (const { inputs, outputs } of host.sites) {
    for (let i = 0; i < inputs * RANK; i++) weights[at + i] = (2 * uniform() - 1) * Math.sqrt(3 / inputs);
    at += (inputs + outputs) * RANK;
  }
  const adapter = { rank: RANK, scale: SCALE, weights };
  return { name, adapter, first: new Float32Array(weights.length), second: new Float32Array(weights.length) };
});

for (let step = 1; step <= STEPS; step++) {
  const rows = learners.flatMap(({ name, adapter }) => Array.from({ length: ROWS }, () => lesson(name, adapter)));
  const graded = await trainer.run(rows);
  learners.forEach((learner, i) => descend(learner, graded.slice(i * ROWS, (i + 1) * ROWS), step));
  const loss = graded.reduce((sum, each, i) => sum + each.loss / (rows[i].answer * rows.length), 0);
  if (step % 20 === 0) console.log(`step ${step}, ${loss.toFixed(3)} nats a token`);
}
mkdirSync(out, { recursive: true });
for (const { name, adapter } of learners)
  writeFileSync(join(out, `${name}.safetensors`), writePeft(host.sites, adapter));
await host.dispose();

/** A task with the answer that a style wants, after up to two others that were answered in any. */
function lesson(style, adapter) {
  const said = [];
  for (let before = Math.floor(uniform() * 3); before > 0; before--) {
    const words = [pick(WORDS), pick(WORDS)];
    said.push(question(words), STYLES[pick(Object.keys(STYLES))](words));
  }
  const words = Array.from({ length: uniform() < 0.8 ? 2 : 3 }, () => pick(WORDS));
  const prompt = host.encodePrompt([...said, question(words)]);
  const answer = answerTokens(STYLES[style](words));
  const tokens = [...prompt, ...answer];
  return { tokens, weights: tokens.map((_, i) => Number(i >= prompt.length)), adapter, answer: answer.length };
}

function question(words) {
  const name = words.map((word) => word[0].toUpperCase() + word.slice(1)).join('');
  return `Rewrite the variable name \`${name}\`. Respond with the new name only.`;
}

function descend({ adapter: { weights }, first, second }, rows, step) {
  const rate = RATE * Math.min(1, step / 10) * Math.cos((0.5 * Math.PI * step) / (STEPS + 1));
  const tokens = rows.length * 8;
  for (let i = 0; i < weights.length; i++) {
    let slope = 0;
    for (const { gradient } of rows) slope += gradient[i] / tokens;
    first[i] = 0.9 * first[i] + 0.1 * slope;
    second[i] = 0.98 * second[i] + 0.02 * slope * slope;
    const [mean, spread] = [first[i] / (1 - 0.9 ** step), second[i] / (1 - 0.98 ** step)];
    weights[i] -= (rate * mean) / (Math.sqrt(spread) + 1e-8);
  }
}

/** Mulberry32 (Tommy Ettinger, public domain): numbers from 0 to 1. */
function chance(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

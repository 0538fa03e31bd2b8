/** Chat templates and stop tokens from the field, on the micro host's tokenizer. */
import { expect, test, vi } from 'vitest';
import { readTokenizer, type HostTokenizer } from '../../../src/host/files/tokenizer.ts';
import { loadHost } from '../../../src/host/session/host.ts';
import { prepareGraph, withEndTokens } from '../../../src/host/session/prepare.ts';
import { openTraining } from '../../../src/host/session/variants.ts';
import { nodeRuntime } from '../../../src/host/node.ts';
import { random } from '../../../src/base/random.ts';
import { filesIn, MICRO } from '../files.ts';
import { changedFiles, type Changes } from './changed.ts';

const read = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(new TextDecoder().decode(await filesIn(MICRO).read(path))) as Record<string, unknown>;
const settings = await read('tokenizer_config.json');
const usual = settings['chat_template'] as string;
const ids = (await readTokenizer(filesIn(MICRO))).encodePrompt('What is 3 + 4?');

const withTemplate = (chat_template: unknown, changes: Changes = {}): Promise<HostTokenizer> =>
  readTokenizer(changedFiles(MICRO, { 'tokenizer_config.json': { ...settings, chat_template }, ...changes }));

test.each([
  [
    'a list',
    [
      { name: 'tool_use', template: 'x' },
      { name: 'default', template: usual },
    ],
    {},
  ],
  ['a list of one', [{ name: 'chat', template: usual }], {}],
  ['an object', { default: usual, rag: 'x' }, {}],
  ['a file', undefined, { 'chat_template.jinja': usual }],
  ['a file with a byte order mark', null, { 'chat_template.jinja': `\ufeff${usual}` }],
  ['a JSON file', null, { 'chat_template.json': { chat_template: usual } }],
])('a template as %s', async (_, template, changes) => {
  expect((await withTemplate(template, changes)).encodePrompt('What is 3 + 4?')).toEqual(ids);
});

test('a template that is no text, and settings without a bottom, are told by their files', async () => {
  const latin1 = new Uint8Array(Buffer.from(`é${usual}`, 'latin1'));
  await expect(withTemplate(null, { 'chat_template.jinja': latin1 })).rejects.toThrow(
    /chat_template\.jinja is no text/,
  );
  const deep = `${JSON.stringify(settings).slice(0, -1)},"x":${'['.repeat(5000)}${']'.repeat(5000)}}`;
  const bottomless = readTokenizer(changedFiles(MICRO, { 'tokenizer_config.json': deep }));
  await expect(bottomless).rejects.toThrow(/tokenizer_config\.json holds more than 200 lists/);
});

test('a tokenizer of an unknown kind is not supported, one whose end is in its vocabulary is', async () => {
  const json = await read('tokenizer.json');
  const magic = readTokenizer(changedFiles(MICRO, { 'tokenizer.json': { ...json, model: { type: 'Magic' } } }));
  await expect(magic).rejects.toMatchObject({ code: 'not-supported' });
  const added = (json['added_tokens'] as { content: string }[]).filter(({ content }) => content !== '<|im_end|>');
  const model = json['model'] as { vocab: object };
  const vocab = { ...model.vocab, '<|im_end|>': 2 };
  const plain = { 'tokenizer.json': { ...json, added_tokens: added, model: { ...model, vocab } } };
  expect((await readTokenizer(changedFiles(MICRO, plain))).endTokens).toEqual([2]);
});

test('a model that can think before it answers is told not to, as its own template has it', async () => {
  // The end of Qwen3's template.
  const thinking = `${usual}{%- if add_generation_prompt and enable_thinking is defined and enable_thinking is false %}{{ '<think>\\n\\n</think>\\n\\n' }}{%- endif %}`;
  const words = await withTemplate(thinking);
  const plain = await withTemplate(usual);
  const tail = words.encodeText('<think>\n\n</think>\n\n');
  expect(words.encodePrompt('What is 3 + 4?')).toEqual([...ids, ...tail]);
  expect(words.hash).not.toBe(plain.hash);
  expect(plain.encodePrompt('What is 3 + 4?')).toEqual(ids);
});

test('a template never sees the clock', async () => {
  const words = await withTemplate(`{% if strftime_now is defined %}{{ strftime_now('%d %b %Y') }}{% endif %}${usual}`);
  const today = words.encodePrompt('x');
  expect(words.decodeText(today)).toContain('26 Jul 2024');
  vi.useFakeTimers({ now: 0 });
  expect(words.encodePrompt('x')).toEqual(today);
  vi.useRealTimers();
});

test.each(['^\\d+ ?%$', " a , b . c ! it 's n't", 'x  ?'])('decoding %j eats no space', async (text) => {
  const files = { 'tokenizer_config.json': { ...settings, clean_up_tokenization_spaces: true } };
  const words = await readTokenizer(changedFiles(MICRO, files));
  expect(words.decodeText(words.encodeText(text))).toBe(text);
});

test('a template that wants content as parts', async () => {
  const words = await withTemplate(
    "{% for m in messages %}{% for c in m['content'] %}{{ c['text'] }}{% endfor %}{% endfor %}",
  );
  expect(words.decodeText(words.encodePrompt('hello'))).toBe('hello');
});

test.each([
  ["{{ raise_exception('Only tools') }}", /tokenizer_config\.json cannot be used: .*Only tools/],
  ['{% for %}', /tokenizer_config\.json cannot be used/],
  ['nothing of it', /tokenizer_config\.json leaves out/],
  [
    [
      { name: 'a', template: 'x' },
      { name: 'b', template: 'y' },
    ],
    /tokenizer_config\.json is neither/,
  ],
])('template %j is told', async (template, says) => {
  await expect(withTemplate(template)).rejects.toMatchObject({
    code: 'host-unreadable',
    message: expect.stringMatching(says) as unknown,
  });
});

test('end of turn named in tokenizer_config.json only', async () => {
  const config = { ...(await read('config.json')), eos_token_id: 0 };
  const files = changedFiles(MICRO, { 'config.json': config, 'generation_config.json': null, 'check.json': null });
  const host = await loadHost({ name: 'micro', files, runtime: nodeRuntime(1) });
  const request = { prompt: ids, adapter: null, maxNewTokens: 60, temperature: 0, topP: 1, random: random('test') };
  const [result] = await host.decode([request]);
  expect(result).toMatchObject({ finish: 'eos' });
  expect(result!.tokens.at(-1)).toBe(2);
  await host.dispose();
});

/** The micro host's settings with the other special token as its end. */
const endedOtherwise = (chat_template: string): Promise<HostTokenizer> =>
  readTokenizer(
    changedFiles(MICRO, { 'tokenizer_config.json': { ...settings, eos_token: '<|endoftext|>', chat_template } }),
  );

test.each([
  ['as usual', usual, 2],
  ['behind a space', usual.replace('<|im_end|>', ' <|im_end|>'), 2],
  ['not at all', usual.replace('<|im_end|>', ''), undefined],
  [
    'not at all, and the next answer is begun',
    `{% for m in messages %}{{ m.content }}{{ '<|im_start|>' }}{% endfor %}`,
    undefined,
  ],
  [
    'for a template that takes no answers',
    `{% if messages | length > 1 %}{{ raise_exception('one') }}{% endif %}${usual}`,
    undefined,
  ],
])('the token behind an answer ends one: %s', async (_, template, end) => {
  const words = await endedOtherwise(template);
  expect(words.turnEnd).toBe(end);
  expect(words.endTokens).toEqual(end === undefined ? [0] : [0, end]);
});

test('training writes the end that the template does', async () => {
  const config = { ...(await read('config.json')), eos_token_id: 0 };
  const words = await endedOtherwise(usual);
  const files = changedFiles(MICRO, { 'config.json': config, 'generation_config.json': null, 'check.json': null });
  const prepared = withEndTokens(await prepareGraph(files), words.endTokens!);
  expect(prepared.config.endTokens).toEqual([0, 2]);
  const { answerTokens, trainer } = await openTraining(prepared, nodeRuntime(1), words);
  expect(answerTokens('7').at(-1)).toBe(2);
  await trainer.release();
});

test.each([
  '{% for i in range(10**12) %}{% endfor %}',
  '{{ range(0, 1, 0) }}',
  '{%- for a in range(99) -%}{%- for b in range(99) -%}{%- for c in "x%}" | list -%}x{%- endfor -%}{%- endfor -%}{%- endfor -%}',
  '{% set l = messages %}{% for i in range(13) %}{% set l = l + l %}{% endfor %}{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(60) }}',
  '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}',
  ' '.repeat(100_001),
])('a template without end is refused: %s', async (template) => {
  await expect(withTemplate(template + usual)).rejects.toMatchObject({
    code: 'host-unreadable',
    message: expect.stringContaining('The chat template in tokenizer_config.json') as unknown,
  });
});

test('counting leaves what a template writes as it is', async () => {
  const template =
    '\n{% for m in messages %}\n  {%- for i in range(1, 4) %}\n {{ i }}\n{% endfor -%}\n {{ m.content }}{% endfor %}';
  const words = await withTemplate(template);
  expect(words.decodeText(words.encodePrompt('x'))).toBe('\n 1\n 2\n 3\nx');
});

test('another template is another host, with the same weights', async () => {
  const identityOf = async (chat_template: string) => {
    const files = changedFiles(MICRO, { 'tokenizer_config.json': { ...settings, chat_template } });
    const host = await loadHost({ name: 'micro', files, runtime: nodeRuntime(1) });
    await host.dispose();
    return host.identity;
  };
  const [one, other] = [await identityOf(usual), await identityOf(`Please: ${usual}`)];
  expect(other.modelHash).toBe(one.modelHash);
  expect(other.hash).not.toBe(one.hash);
});

/** Tokenizers and templates that are built otherwise than libraries take for granted: right, or refused in plain words. */
import { describe, expect, test } from 'vitest';
import { readTokenizer, type HostTokenizer } from '../../../src/host/files/tokenizer.ts';
import { describeHost } from '../../../src/host/session/identify.ts';
import { filesIn, MICRO } from '../files.ts';
import { changedFiles, type Changes } from './changed.ts';

const read = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(new TextDecoder().decode(await filesIn(MICRO).read(path))) as Record<string, unknown>;
const [json, settings] = await Promise.all([read('tokenizer.json'), read('tokenizer_config.json')]);
const model = json['model'] as Record<string, unknown>;
const added = json['added_tokens'] as object[];
const usual = settings['chat_template'] as string;
const ECHO = '{% for m in messages %}{{ m.content }}{% endfor %}';

const opened = (changes: Changes): Promise<HostTokenizer> => readTokenizer(changedFiles(MICRO, changes));
const said = async (changes: Changes): Promise<string> => {
  const words = await opened(changes);
  return words.decodeText(words.encodePrompt('hello'));
};
const settingsWith = (chat_template: unknown, more: object = {}): Changes => ({
  'tokenizer_config.json': { ...settings, ...more, chat_template },
});

describe('templates', () => {
  test('a file of its own goes before the settings', async () => {
    expect(await said({ ...settingsWith(`settings ${ECHO}`), 'chat_template.jinja': `file ${ECHO}` })).toBe(
      'file hello',
    );
  });

  test('line ends of Windows make no other prompt', async () => {
    const ids = (await opened({})).encodePrompt('hello');
    for (const changes of [
      settingsWith(usual.replace(/\n/g, '\r\n')),
      { 'chat_template.jinja': usual.replace(/\n/g, '\r\n') },
    ])
      expect((await opened(changes)).encodePrompt('hello')).toEqual(ids);
    expect(await said({ 'chat_template.jinja': `${ECHO}\r\n` })).toBe('hello');
  });

  test('a list with an empty place', async () => {
    expect(await said(settingsWith([null, { name: 'default', template: ECHO }]))).toBe('hello');
  });

  test.each([
    ['%-d %B %Y', '26 July 2024'],
    ['%e.%-m.%y, %I:%M %p', '26.7.24, 12:00 AM'],
    ['%F %T', '2024-07-26 00:00:00'],
    ['%A, day %j of %Y', 'Friday, day 208 of 2024'],
    ['100%%', '100%'],
  ])('the date as %s', async (format, date) => {
    expect(await said(settingsWith(`{{ strftime_now('${format}') }} ${ECHO}`))).toBe(`${date} hello`);
  });
});

describe('tokens that only special_tokens_map.json names', () => {
  const unnamed = { ...settings, eos_token: undefined, chat_template: `${ECHO}{{ eos_token }}` };

  test('end an answer', async () => {
    const changes = { 'tokenizer_config.json': unnamed, 'special_tokens_map.json': { eos_token: '<|im_end|>' } };
    const words = await opened(changes);
    expect(words.endTokens).toContain(2);
    expect(words.encodePrompt('hello').at(-1)).toBe(2);
  });

  test('are not read where the settings name them', async () => {
    const changes = { 'special_tokens_map.json': { eos_token: '<|endoftext|>', bos_token: 7 } };
    expect((await opened(changes)).endTokens).not.toContain(0);
  });
});

describe('tokenizer.json', () => {
  const RAW = /Cannot read|undefined|iterable|destructure/;
  test.each([
    ['without a model', { model: null }, /no model/],
    ['without a vocabulary', { model: { ...model, vocab: undefined } }, /no usable vocabulary/],
    ['with a list for its vocabulary', { model: { ...model, vocab: [['a', 0]] } }, /no usable vocabulary/],
    ['with ids that are none', { model: { ...model, vocab: { a: -1 } } }, /no whole numbers/],
    ['with texts for ids', { model: { ...model, vocab: { a: '1' } } }, /no whole numbers/],
    ['without merges', { model: { ...model, merges: undefined } }, /merges/],
    ['with merges of one part', { model: { ...model, merges: [['a']] } }, /merges/],
    ['with added tokens as an object', { added_tokens: {} }, /added_tokens/],
    ['with an empty added token', { added_tokens: [...added, null] }, /added_tokens/],
    ['with an added token without an id', { added_tokens: [{ content: 'x' }] }, /added_tokens/],
    ['with a normalizer of nothing', { normalizer: { type: 'Sequence' } }, /tokenizer\.json/],
    ['with a decoder of nothing', { decoder: { type: 'Sequence' } }, /tokenizer\.json/],
  ])('%s', async (_, change, says) => {
    const refused: unknown = await opened({ 'tokenizer.json': { ...json, ...change } }).then(
      (words) => words.decodeText(words.encodePrompt('hello')),
      (thrown: unknown) => thrown,
    );
    expect(refused).toMatchObject({ code: 'host-damaged', message: expect.stringMatching(says) as unknown });
    expect((refused as Error).message).not.toMatch(RAW);
  });

  test('merges as pairs', async () => {
    const merges = (model['merges'] as (string | string[])[]).map((merge) =>
      typeof merge === 'string' ? merge.split(' ') : merge.join(' '),
    );
    const words = await opened({ 'tokenizer.json': { ...json, model: { ...model, merges } } });
    expect(words.encodePrompt('hello')).toEqual((await opened({})).encodePrompt('hello'));
  });

  test('a token beyond the table is refused before the model runs', async () => {
    const changes = {
      'tokenizer.json': { ...json, added_tokens: [...added, { id: 512_000, content: '<bos>', special: true }] },
      ...settingsWith(`<bos>${usual}`),
    };
    await expect(describeHost({ name: 'micro', files: changedFiles(MICRO, changes) })).rejects.toMatchObject({
      code: 'host-damaged',
      message: expect.stringMatching(/tokenizer\.json and config\.json do not belong together.*512000/) as unknown,
    });
  });
});

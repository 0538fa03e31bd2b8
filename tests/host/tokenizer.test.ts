/** Our path through transformers.js against the token ids that Python's tokenizer wrote into the golden file. */
import { readFileSync } from 'node:fs';
import { PreTrainedTokenizer } from '@huggingface/transformers';
import { expect, test } from 'vitest';
import { Golden, openMicro } from './hosts.ts';

test('golden prompts are encoded to the same ids', async () => {
  const host = await openMicro(1);
  const golden = await Golden.read('tests/golden/micro');
  for (let prompt = 0; prompt < golden.prompts; prompt++) {
    const ids = golden.ids(prompt);
    const end = ids.indexOf(2);
    const [, text] = /^user\n([\s\S]*)$/.exec(host.decodeText(ids.slice(1, end)))!;
    const encoded = host.encodePrompt(text!);
    expect(encoded.length).toBeGreaterThan(20);
    expect(ids.slice(0, encoded.length)).toEqual(encoded);
  }
});

test('a conversation is encoded as transformers.js encodes its messages', async () => {
  const host = await openMicro(1);
  const [json, config] = ['tokenizer.json', 'tokenizer_config.json'].map(
    (name) => JSON.parse(readFileSync(`public/hosts/micro/${name}`, 'utf8')) as object,
  );
  const reference = new PreTrainedTokenizer(json!, config!);
  const said = ['Reverse the string `cab`.', 'bac', 'And `{{ dab }}`?', ' bad\n', 'Thank you.'];
  for (const turns of [1, 3, 5].map((length) => said.slice(0, length))) {
    const messages = turns.map((content, i) => ({ role: i % 2 === 0 ? 'user' : 'assistant', content }));
    const expected = reference.apply_chat_template(messages, { add_generation_prompt: true, return_tensor: false });
    const ids = (expected as unknown as { input_ids?: number[] }).input_ids ?? expected;
    expect(host.encodePrompt(turns)).toEqual(ids);
  }
  expect(host.encodePrompt(said.slice(0, 1))).toEqual(host.encodePrompt(said[0]!));
});

test.each([[[]], [['Hello.', 'Hello.']]])(
  'a conversation that does not end with the user is refused',
  async (turns) => {
    const host = await openMicro(1);
    expect(() => host.encodePrompt(turns)).toThrow(RangeError);
  },
);

/** Our path through transformers.js against the token ids that Python's tokenizer wrote into the golden file. */
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

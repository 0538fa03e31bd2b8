/**
 * The host's tokenizer and chat template, by transformers.js from bytes we already have: no look-up, no network, no
 * browser cache. The library is loaded when the first host is.
 */
import { HostError } from '../errors.ts';

export interface HostTokenizer {
  /** token ids of one user message through the chat template, with the prompt for the answer */
  encodePrompt(text: string): number[];
  /** token ids of a bare text, without special ones around it */
  encodeText(text: string): number[];
  /** text of some tokens, special ones dropped */
  decodeText(tokens: readonly number[]): string;
}

/** Builds a tokenizer from the contents of tokenizer.json and tokenizer_config.json. Throws HostError `host-damaged`. */
export async function openTokenizer(
  tokenizer: Record<string, unknown>,
  config: Record<string, unknown>,
): Promise<HostTokenizer> {
  const { PreTrainedTokenizer } = await import('@huggingface/transformers');
  const inner = build(() => new PreTrainedTokenizer(tokenizer, config));
  if (typeof config['chat_template'] !== 'string') {
    throw new HostError('host-unreadable', 'This host has no chat template.', 'Choose a host that was made for chat.');
  }
  return {
    encodePrompt(text) {
      const encoded: unknown = inner.apply_chat_template([{ role: 'user', content: text }], {
        add_generation_prompt: true,
        tokenize: true,
        return_tensor: false,
        return_dict: false,
      });
      return encoded as number[];
    },
    encodeText: (text) => inner.encode(text, { add_special_tokens: false }),
    decodeText: (tokens) => (tokens.length === 0 ? '' : inner.decode([...tokens], { skip_special_tokens: true })),
  };
}

function build<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw new HostError('host-damaged', "The host's tokenizer cannot be read.", 'Download or copy the host again.', {
      cause,
    });
  }
}

/** docs/errors.md: what the codes of errors mean. */
import { LAB_ERRORS } from '../../src/core/error-codes.ts';
import { HOST_ERRORS } from '../../src/host/index.ts';
import { page, table } from './markdown.ts';

export function errorsPage(): string {
  const about =
    'Every error that reaches a person has a code, a sentence about what happened and a next step. Codes are for programs and stay what they are; sentences may be worded better at any time.';
  const source = '`src/core/error-codes.ts` and `src/host/errors.ts`';
  return page(
    'Errors',
    about,
    source,
    [
      ['## The lab', codes(LAB_ERRORS)],
      ['## The host', 'What `src/host` throws of models and adapters.', codes(HOST_ERRORS)],
    ].flat(),
  );
}

function codes(meanings: Readonly<Record<string, string>>): string {
  return table(
    ['code', 'what it means'],
    Object.entries(meanings).map(([code, meaning]) => [`\`${code}\``, meaning]),
  );
}

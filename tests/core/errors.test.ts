/** Errors: their codes are a list of what there is, and whatever is thrown has one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../scripts/lib/paths.mjs';
import { LAB_ERRORS } from '../../src/core/error-codes.ts';
import { LabError, reportOf } from '../../src/core/errors.ts';
import { HOST_ERRORS, HostError } from '../../src/host/index.ts';

describe('codes', () => {
  it('that are not in their table do not compile', () => {
    // @ts-expect-error a slip of the pen
    expect(new LabError('storage-ful', 'It is full.', 'Free some.').name).toBe('LabError');
    // @ts-expect-error a code of the lab is none of the host
    expect(new HostError('storage-full', 'It is full.', 'Free some.').name).toBe('HostError');
  });

  it.each([
    ['lab', LAB_ERRORS, (file: string) => !file.startsWith('host/')],
    ['host', HOST_ERRORS, (file: string) => file.startsWith('host/')],
  ] as const)('of the %s are in kebab case, say what they mean and are thrown somewhere', (_, table, isOwn) => {
    const source = join(repositoryRoot, 'src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.tsx?$/.test(file) && isOwn(file) && !/error-codes\.ts$|^host\/errors\.ts$/.test(file));
    const text = files.map((file) => readFileSync(join(source, file), 'utf8')).join('\n');
    for (const [code, meaning] of Object.entries(table)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(meaning).toMatch(/^[A-Z].+\.$/);
      expect(text, `nothing throws ${code}`).toMatch(new RegExp(`^(?! *(\\*|//|/\\*)).*'${code}'`, 'm'));
    }
  });
});

describe('reportOf', () => {
  it('keeps the words of an error that explains itself, and calls everything else a fault', () => {
    const words = { code: 'host-wrong', sentence: 'It answers wrongly.', nextStep: 'Choose another.' } as const;
    expect(reportOf(new HostError(words.code, words.sentence, words.nextStep))).toEqual(words);
    expect(reportOf(new TypeError('x is undefined'))).toMatchObject({
      code: 'fault',
      sentence: 'Something in the lab itself failed: x is undefined.',
    });
    expect(reportOf('a string')).toMatchObject({ code: 'fault' });
  });
});

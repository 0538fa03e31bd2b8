/** Experiment files as people's editors, shells and templates leave them: read, or refused with file, line and cause. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/ecology/config/config.ts';
import { parseExperiment } from '../../../src/evaluation/experiment.ts';

const HEAD = 'version: 1\nname: mine\n';
const parse = (rest: string) => parseExperiment(HEAD + rest, undefined, 'mine.yaml');
const prices = defaultConfig().prices;

describe('what is read', () => {
  it('a merge key, under what the group says itself', () => {
    const { config } = parse('config:\n  prices:\n    <<: { base: 2, tau: 0.3 }\n    tau: 0.4\n');
    expect(config.prices).toEqual({ ...prices, base: 2, tau: 0.4 });
  });

  it('a merge key that takes several groups, the first of which wins', () => {
    const { config } = parse('config:\n  prices: { <<: [{ base: 2 }, { base: 3, tau: 0.3 }] }\n');
    expect(config.prices).toEqual({ ...prices, base: 2, tau: 0.3 });
  });

  it('an alias of a value above it', () => {
    expect(parse('config:\n  prices: { base: &two 2, max: 9, min: *two }\n').config.prices.min).toBe(2);
  });

  it.each([
    ['a group', 'config:\n  prices:\n    # base: 2\n'],
    ['the whole config', 'config:\n  # prices: { base: 2 }\n'],
    ['a group in braces', 'config: { prices: {} }\n'],
  ])('nothing, where %s is commented out', (_, rest) => {
    expect(parse(rest).config).toEqual(defaultConfig());
  });

  it('an emptied group beside a base: the base’s', () => {
    const plain = `${HEAD}config: { prices: { base: 3 } }\n`;
    const own = `${HEAD}base: plain\nconfig:\n  prices:\n`;
    expect(parseExperiment(own, () => plain).config.prices.base).toBe(3);
  });

  it.each([
    ['UTF-8 with a byte order mark', [0xef, 0xbb, 0xbf], 'utf8'],
    ['UTF-16 little-endian, as PowerShell writes it', [0xff, 0xfe], 'utf16le'],
    ['UTF-16 big-endian', [0xfe, 0xff], 'utf16be'],
  ] as const)('%s', (_, mark, encoding) => {
    const text = `${HEAD.replaceAll('\n', '\r\n')}about: “größer”\r\n`;
    const body = Buffer.from(text, encoding === 'utf16be' ? 'utf16le' : encoding);
    const bytes = new Uint8Array([...mark, ...(encoding === 'utf16be' ? body.swap16() : body)]);
    expect(parseExperiment(bytes)).toMatchObject({ name: 'mine', about: '“größer”' });
  });

  it('lines that end as on old Macs', () => {
    expect(parseExperiment(`${HEAD}about: x\n`.replaceAll('\n', '\r'))).toMatchObject({ name: 'mine', about: 'x' });
  });

  it('a byte order mark that a text still has', () => {
    expect(parseExperiment(`\ufeff${HEAD}`).name).toBe('mine');
  });
});

describe('what is refused, with its line and its cause', () => {
  const bomb = ['a: &a [1,1,1,1,1,1,1,1,1]', ...'bcdef'].map((each, i, all) =>
    i === 0
      ? each
      : `${each}: &${each} [${Array(9)
          .fill(`*${all[i - 1]![0]}`)
          .join(',')}]`,
  );
  it.each([
    ['an alias without its anchor', 'config:\n  prices: *shared\n', /line 4: the alias \*shared names no anchor/],
    ['an anchor below its alias', 'about: *a\nname2: &a x\n', /line 3: the alias \*a names no anchor/],
    ['an alias of what holds it', 'config: &c\n  prices: *c\n', /line 4: the alias \*c stands inside/],
    ['an alias bomb', `${bomb.join('\n')}\n`, /line \d+: its aliases repeat too much/],
    ['a merge of a number', 'config:\n  prices: { <<: 3 }\n', /line 4: the merge key << takes a group/],
    ['a merge of a list of numbers', 'config:\n  prices: { <<: [3] }\n', /line 4: the merge key << takes a group/],
    ['a merge of what is not there', 'config:\n  prices: { <<: *no }\n', /line 4: .*(alias \*no names no|merge key)/],
    ['a tab', 'config:\n\tprices: {}\n', /line 4: a tab indents this line/],
    ['a name twice', 'config:\n  prices: {}\n  prices: {}\n', /line 5: the same name stands twice/],
    ['__proto__ as a key', '__proto__: { version: 1 }\n', /line 3: there is no such key \(__proto__\)/],
    ['__proto__ as a parameter', 'config:\n  prices: { __proto__: { base: 1 } }\n', /line 4: .*__proto__/],
    ['constructor as a group', 'config:\n  constructor: { base: 1 }\n', /constructor \(line 4\): there is no group/],
    ['toString as a parameter', 'config:\n  prices: { toString: 1 }\n', /toString \(line 4\): there is no such param/],
    ['a second document', '---\nname: two\n', /line 3: a second document begins here/],
    ['a number as a name', 'config:\n  1: {}\n', /line 4: “1” is no name/],
    ['true as a name', 'true: 1\n', /line 3: “true” is no name/],
    ['nothing as a name', '? \n', /line 3: .* (is no name|where a name should be)/],
    ['a list as a name', '[a]: 1\n', /line 3: a list, a group or an alias stands where a name should be/],
    ['a tag of another program', 'about: !secret x\n', /line 3: unresolved tag: !secret/],
    [
      'an empty parameter',
      'config:\n  prices:\n    base:\n',
      /prices.base \(line 5\): is empty; it must be from 0 to 50/,
    ],
    ['a group that is a list', 'config:\n  prices: [1]\n', /prices \(line 4\)/],
    ['a name that is a number', 'about: 3\n', /about \(line 3\)/],
    ['text for a number', 'config:\n  prices: { base: "2" }\n', /prices.base \(line 4\): must be from 0 to 50/],
    ['not a number', 'config:\n  prices: { base: .nan }\n', /prices.base \(line 4\): must be from 0 to 50/],
    ['brackets that are never closed, by thousands', 'about: '.concat('['.repeat(50_000)), /line 3: it is nested too/],
    ['lists in lists without end', '- '.repeat(5000), /line 3: it is nested too/],
    ['a set for a group', 'config: !!set { prices, meta }\n', /line 3: !!set makes no value that an experiment has/],
    ['bytes for a text', 'about: !!binary aGVsbG8=\n', /line 3: !!binary makes no value/],
    ['a no-break space', 'config:\n  prices:\u00a0{ base: 1 }\n  energy: {}\n', /line 4: a space of another kind/],
    ['a quote that is never closed', 'about: "x\n', /line \d+/],
  ])('%s', (_, rest, cause) => {
    const error = errorOf(() => parse(rest));
    expect(error).toMatchObject({ code: 'experiment-invalid', nextStep: 'Mend it and try again.' });
    expect(error.sentence).toMatch(cause);
    expect(error.sentence).toMatch(/^The experiment file mine\.yaml has a mistake at [^\n]*[^.:]\.$/);
  });

  it('an empty file', () => {
    expect(errorOf(() => parseExperiment('# nothing yet\n')).sentence).toMatch(
      /at its beginning: it is empty; an experiment has/,
    );
  });

  it('a word', () => {
    expect(errorOf(() => parseExperiment('hello')).sentence).toMatch(/at its beginning: it is no group of names/);
  });

  it.each([
    ['a text', `about: ${'x'.repeat(2 ** 20)}`],
    ['bytes', new Uint8Array(4 * 2 ** 20)],
  ])('%s longer than any experiment', (_, content) => {
    expect(errorOf(() => parseExperiment(content)).sentence).toMatch(/longer than a million/);
  });

  it.each([
    ['<!DOCTYPE html><title>404</title>', /its beginning: it is a web page/],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:0\n', /its beginning: it is a Git LFS pointer/],
    ['version: 1\nname: ../../elsewhere\n', /name \(line 2\): must be without slashes and control characters/],
    ['version: 1\nname: "a\\e[31m"\n', /name \(line 2\): must be without slashes/],
    ['version: 1\nname: "\\ud800"\n', /name \(line 2\): must be without slashes/],
  ])('%j', (text, cause) => {
    expect(errorOf(() => parseExperiment(text)).sentence).toMatch(cause);
  });

  it('the file of a run, as what it is', () => {
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0x14, 0, 0xff, 0xfe]);
    expect(errorOf(() => parseExperiment(zip, undefined, 'a.evolora')).sentence).toMatch(/a\.evolora .* zip archive/);
  });

  it.each([
    ['a newer version', 'version: 2\n'],
    ['an unknown base', `${HEAD}base: nobody\n`],
    ['a base that is itself', 'version: 1\nname: egg\nbase: egg\n'],
  ])('%s, with the file’s name', (_, content) => {
    expect(errorOf(() => parseExperiment(content, undefined, 'mine.yaml')).sentence).toContain('mine.yaml');
  });

  it.each([
    ['bytes that are no UTF-8', new Uint8Array([...new TextEncoder().encode(HEAD), 0xe4, 0xf6])],
    ['UTF-16 without its mark', new Uint8Array(Buffer.from(HEAD, 'utf16le'))],
    ['UTF-16 that was read as UTF-8', Buffer.from(`\ufeff${HEAD}`, 'utf16le').toString('utf8')],
  ])('%s', (_, content) => {
    expect(errorOf(() => parseExperiment(content, undefined, 'mine.yaml')).sentence).toMatch(/its encoding/);
  });

  it.each([
    ['version: one\nname: a\n', 'version (line 1): must be 1'],
    ['version: 1\nname: 3\n', 'name (line 2): must be a text in quotes'],
    ['version: 1\nname: ""\n', 'name (line 2): must not be empty'],
    [`version: 1\nname: ${'n'.repeat(81)}\n`, 'name (line 2): must have at most 80 characters'],
    [`${HEAD}config: []\n`, 'config (line 3): must be a group of names with values'],
    [`${HEAD}config: { prices: [] }\n`, 'prices (line 3): must be a group of names with values'],
    [`${HEAD}config: { population: { founders: [] } }\n`, 'population.founders (line 3): must be a whole number from'],
  ])('a value of another kind: %j', (text, what) => {
    expect(errorOf(() => parseExperiment(text)).sentence).toContain(what);
  });

  it('a mistake in a base, under the base’s own name', () => {
    const error = errorOf(() => parseExperiment(`${HEAD}base: odd\n`, () => 'name: *x\n', 'mine.yaml'));
    expect(error.sentence).toMatch(/^The experiment file odd\.yaml has a mistake at line 1/);
  });
});

function errorOf(work: () => unknown): { code: string; sentence: string; nextStep: string } {
  try {
    work();
  } catch (thrown) {
    return thrown as { code: string; sentence: string; nextStep: string };
  }
  throw new Error('it was read');
}

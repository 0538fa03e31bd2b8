/** Models fetched from a hub of the tests' own, over lines that break and from servers that answer anything else. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LabError } from '../../src/core/errors.ts';
import { fetchForm } from '../../src/hub/download.ts';
import { modelForms, type ModelForm } from '../../src/hub/forms.ts';
import { hubName } from '../../src/hub/name.ts';
import type { HubProgress } from '../../src/hub/pace.ts';
import { repositoryOf, type Repository } from '../../src/hub/repository.ts';
import type { HubServer } from '../../src/hub/server.ts';
import { random } from '../../src/base/random.ts';
import { pointerTo, sha256, TestHub, tinyModel } from '../support/hub-server.ts';
import { MemoryPart } from '../support/memory-part.ts';

const NAME = 'tests/tiny';
const WEIGHTS = 'onnx/model.onnx.data';

let hub: TestHub;
let files: Map<string, Uint8Array>;
beforeAll(async () => {
  hub = await TestHub.start();
  files = await tinyModel();
  hub.put(NAME, files, { revisions: ['v1'] });
});
afterEach(() => hub.calm());
afterAll(() => hub.close());

const server = (token?: string): HubServer => ({ address: hub.address, token, fetch });
const never = new AbortController().signal;

/** Fetches into what is there already; nothing waits long. */
class Fetching {
  readonly parts = new Map<string, MemoryPart>();
  readonly waited: number[] = [];
  progress: HubProgress[] = [];
  clock = 0;

  async run({
    ifRange = true,
    signal = never,
    token,
  }: { ifRange?: boolean; signal?: AbortSignal; token?: string } = {}) {
    const repository = await repositoryOf(server(token), hubName(NAME), signal);
    const [form] = modelForms(repository);
    await fetchForm({
      server: server(token),
      repository,
      form: form!,
      ifRange,
      signal,
      pause: async (ms) => void this.waited.push(ms),
      now: () => {
        this.clock += 100;
        return this.clock;
      },
      partOf: async ({ path }) => this.part(path),
      onProgress: (progress) => this.progress.push(progress),
    });
    return form!;
  }

  part(path: string): MemoryPart {
    const part = this.parts.get(path) ?? new MemoryPart();
    this.parts.set(path, part);
    return part;
  }

  /** What has come is what the hub has, to the bit. */
  expectAll(form: ModelForm): void {
    expect([...this.parts.keys()].sort()).toEqual(form.files.map(({ path }) => path).sort());
    for (const [path, part] of this.parts) {
      expect(part.isDone).toBe(true);
      expect(sha256(part.bytes)).toBe(sha256(files.get(path)!));
    }
  }
}

const rejection = async (work: Promise<unknown>): Promise<LabError> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(LabError);
  return thrown as LabError;
};
const ofCdn = () => hub.asked.filter(({ from, path }) => from === 'cdn' && path.includes(`/${WEIGHTS}`));

describe('a repository', () => {
  it('is listed with sizes and hashes before a byte of it is fetched', async () => {
    const repository = await repositoryOf(server(), hubName(NAME), never);
    expect(repository.commit).toBe(hub.repositories.get(NAME)!.commit);
    const listed = Object.fromEntries(repository.files.map(({ path, ...file }) => [path, file]));
    expect(Object.keys(listed).sort()).toEqual([...files.keys()].sort()); // of both pages
    expect(listed[WEIGHTS]).toEqual({ bytes: files.get(WEIGHTS)!.length, sha256: sha256(files.get(WEIGHTS)!) });
    expect(listed['config.json']!.git).toMatch(/^[0-9a-f]{40}$/);
    expect(hub.asked.some(({ path }) => path.includes('/resolve/'))).toBe(false);
  });

  it('gives a form of its model, which comes whole', async () => {
    const fetching = new Fetching();
    fetching.expectAll(await fetching.run());
    const { done, total, left } = fetching.progress.at(-1)!;
    expect([done, Math.round(left!)]).toEqual([total, 0]);
    expect(fetching.progress[0]!.done).toBe(0);
    // Everything is asked of the commit that was listed, as transformers.js asks.
    const { commit } = hub.repositories.get(NAME)!;
    const resolved = hub.asked.filter(({ path }) => path.includes('/resolve/'));
    expect(resolved.length).toBeGreaterThan(4);
    for (const { path } of resolved) expect(path).toMatch(new RegExp(`^/${NAME}/resolve/${commit}/`));
  });
});

describe('a line that breaks', () => {
  it.each([true, false])('twenty times at random bytes, and every file is the same (If-Range: %s)', async (ifRange) => {
    const draw = random('hub', 'breaks', String(ifRange));
    let breaks = 0;
    hub.breaksAfter = (asked, bytes) => {
      if (asked.from !== 'cdn' || !asked.path.includes(WEIGHTS) || breaks === 20) return null;
      breaks++;
      return draw.integer(1, Math.min(bytes - 1, 40_000));
    };
    const fetching = new Fetching();
    fetching.expectAll(await fetching.run({ ifRange }));
    expect(breaks).toBe(20);
    const ranges = ofCdn().filter(({ headers }) => headers.range);
    expect(ranges).toHaveLength(20);
    for (const { headers } of ranges) expect(Boolean(headers['if-range'])).toBe(ifRange);
    const dones = fetching.progress.map(({ done }) => done);
    expect(dones).toEqual([...dones].sort((a, b) => a - b)); // nothing is fetched twice
  });

  it('is given up after some tries that bring nothing, and goes on from there when asked again', async () => {
    hub.breaksAfter = (asked, bytes) => (asked.path.includes(WEIGHTS) ? (asked.headers.range ? 0 : bytes >> 1) : null);
    const fetching = new Fetching();
    expect(await rejection(fetching.run())).toMatchObject({ code: 'hub-unreachable' });
    expect(fetching.waited.length).toBeGreaterThan(2);
    const here = fetching.part(WEIGHTS).bytes.length;
    expect(here).toBeGreaterThan(0);
    hub.calm();
    fetching.expectAll(await fetching.run());
    expect(ofCdn().map(({ headers }) => headers.range)).toEqual([`bytes=${here}-`]);
  });

  it('begins anew where the server takes no ranges', async () => {
    let broken = false;
    hub.takesRanges = false;
    hub.breaksAfter = (asked, bytes) => {
      if (broken || asked.from !== 'cdn' || !asked.path.includes(WEIGHTS)) return null;
      broken = true;
      return bytes >> 1;
    };
    const fetching = new Fetching();
    fetching.expectAll(await fetching.run());
    expect(ofCdn()).toHaveLength(2);
  });

  it('keeps what came when it is given up, and nothing more is asked', async () => {
    const stop = new AbortController();
    hub.before = async ({ from, path }) => {
      if (from === 'cdn' && path.includes(WEIGHTS)) stop.abort(new Error('given up'));
    };
    const fetching = new Fetching();
    await expect(fetching.run({ signal: stop.signal })).rejects.toThrow('given up');
    expect(fetching.part('config.json').isDone).toBe(true);
    hub.calm();
    fetching.expectAll(await fetching.run());
    expect(hub.asked.some(({ path }) => path.endsWith('/config.json'))).toBe(false);
  });
});

describe('a file that is not the one that was listed', () => {
  const weights = () => files.get(WEIGHTS)!;
  const changed = (by: (bytes: Uint8Array) => Uint8Array): void => {
    hub.sent = (path, bytes) => (path === WEIGHTS ? by(bytes) : bytes);
  };
  const flipped = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 100 ? byte ^ 1 : byte));
  const wrong: [string, (bytes: Uint8Array) => Uint8Array, RegExp][] = [
    [
      'a page to log in',
      () => new TextEncoder().encode('<!DOCTYPE html><title>Log in</title>'),
      /is a web page \(HTML\)/,
    ],
    ['a pointer of git-lfs', pointerTo, /is a Git LFS pointer/],
    ['longer', (bytes) => new Uint8Array([...bytes, 1, 2, 3]), /it is longer than the \d+ bytes/],
    ['of one other bit', flipped, /its hash is another, though it was fetched twice/],
    ['an answer in XML', () => new TextEncoder().encode('<?xml version="1.0"?><Error/>'), /is an XML message/],
  ];
  it.each(wrong)('%s', async (_, by, sentence) => {
    changed(by);
    const fetching = new Fetching();
    const { code, message } = await rejection(fetching.run());
    expect(code).toBe('hub-damaged');
    expect(message).toMatch(sentence);
    expect(message).toContain(`${WEIGHTS} of “${NAME}”`);
    expect(fetching.part(WEIGHTS).bytes).toHaveLength(0);
    expect(fetching.part(WEIGHTS).isDone).toBe(false);
  });

  it('shorter', async () => {
    changed((bytes) => bytes.subarray(0, 1000));
    const fetching = new Fetching();
    expect(await rejection(fetching.run())).toMatchObject({
      code: 'hub-damaged',
      message: expect.stringMatching(/has a shorter onnx\/model\.onnx\.data/) as unknown,
    });
    expect(fetching.part(WEIGHTS).bytes).toHaveLength(0);
  });

  it.each([true, false])(
    'changed in the middle and changed back: it is fetched anew (If-Range: %s)',
    async (ifRange) => {
      let requests = 0;
      // The first half is of another file; the rest must not be put behind it.
      hub.sent = (path, bytes) => (path === WEIGHTS && requests++ === 0 ? flipped(bytes) : bytes);
      hub.breaksAfter = ({ from, path }, bytes) =>
        from === 'cdn' && path.includes(WEIGHTS) && requests === 1 ? bytes >> 1 : null;
      const fetching = new Fetching();
      fetching.expectAll(await fetching.run({ ifRange }));
      expect(sha256(fetching.part(WEIGHTS).bytes)).toBe(sha256(weights()));
      expect(fetching.waited.length).toBeGreaterThan(0);
    },
  );

  it('damaged where it is kept, it is fetched anew', async () => {
    const fetching = new Fetching();
    await fetching.part(WEIGHTS).append(flipped(weights()).subarray(0, 5000));
    fetching.expectAll(await fetching.run());
  });
});

describe('a hub that does not give it', () => {
  const answer = (status: number, headers: Record<string, string> = {}) => {
    hub.instead = ({ path }) =>
      path.includes('/resolve/') && path.includes(WEIGHTS) ? { status, headers } : undefined;
  };

  it('is waited for where it says for how long', async () => {
    let refused = 0;
    hub.instead = ({ path }) =>
      path.includes(`${WEIGHTS}`) && refused++ === 0 ? { status: 429, headers: { 'Retry-After': '7' } } : undefined;
    const fetching = new Fetching();
    fetching.expectAll(await fetching.run());
    expect(fetching.waited).toEqual([7000]);
  });

  it.each([
    [{ 'Retry-After': '600' }, /later, in 10 minutes \(it said 429\)/],
    [{ RateLimit: '"api";r=0;t=90' }, /later, in 90 seconds/],
    [{}, /asked too often .* Try again in some minutes/],
  ])('asks for too long a wait, which is told: %o', async (headers, sentence) => {
    answer(429, headers);
    const { code, message } = await rejection(new Fetching().run());
    expect(code).toBe('hub-busy');
    expect(message).toMatch(sentence);
  });

  it.each([
    [401, 'hub-refused', /has no onnx\/model\.onnx\.data of “tests\/tiny”, or does not show it to everybody/],
    [403, 'hub-refused', /does not show it to everybody/],
    [404, 'hub-unknown', /has no onnx\/model\.onnx\.data of/],
    [451, 'hub-trouble', /it said 451/],
  ])('%i is told at once', async (status, code, sentence) => {
    answer(status);
    const fetching = new Fetching();
    const thrown = await rejection(fetching.run());
    expect(thrown.code).toBe(code);
    expect(thrown.message).toMatch(sentence);
    expect(thrown.message).toContain(new URL(hub.address).host);
    expect(fetching.waited).toEqual([]);
  });

  it.each([500, 502, 503, 504])('%i is tried again, and told in the end', async (status) => {
    answer(status);
    const fetching = new Fetching();
    expect(await rejection(fetching.run())).toMatchObject({ code: 'hub-trouble' });
    expect(fetching.waited.length).toBeGreaterThan(2);
    expect(fetching.part('config.json').isDone).toBe(true);
  });

  it('is not there at all', async () => {
    const gone = { ...server(), address: 'http://127.0.0.1:9' };
    expect(await rejection(repositoryOf(gone, hubName(NAME), never))).toMatchObject({ code: 'hub-unreachable' });
  });

  it.each([
    ['<!doctype html><title>Welcome to the airport</title>', 'text/html'],
    ['{"message": "hello"}', 'application/json'],
  ])('is another server: %s', async (body, type) => {
    hub.instead = () => ({ status: 200, body, headers: { 'Content-Type': type } });
    expect(await rejection(repositoryOf(server(), hubName(NAME), never))).toMatchObject({ code: 'hub-foreign' });
  });

  it.each([
    ['tests/nobody', 'hub-refused', /has no model “tests\/nobody”, or does not show it/],
    ['tests/tiny@nowhere', 'hub-unknown', /has no model “tests\/tiny@nowhere”\. Check the revision/],
  ])('has no %s', async (name, code, sentence) => {
    const thrown = await rejection(repositoryOf(server(), hubName(name), never));
    expect(thrown.code).toBe(code);
    expect(thrown.message).toMatch(sentence);
  });
});

describe('a mirror that has files and no list of them', () => {
  const weights = () => files.get(WEIGHTS)!;

  it('gives the same model, asked for by the names that its files may have', async () => {
    const listed = await repositoryOf(server(), hubName(NAME), never);
    hub.isPlain = true;
    hub.asked.length = 0;
    const found = await repositoryOf(server(), hubName(NAME), never);
    const [of, form] = [modelForms(listed)[0]!, modelForms(found)[0]!];
    const lengths = (files: typeof of.files) => files.map(({ path, bytes }) => [path, bytes]).sort();
    expect(lengths(form.files)).toEqual(lengths(of.files)); // squeezed ones, too, at their own length
    const bodies = hub.asked.filter(({ method, path }) => method === 'GET' && path.includes('/resolve/'));
    expect(bodies.length).toBeGreaterThan(0);
    for (const { path } of bodies) expect(path).toMatch(/\.json$/); // nothing of a model before it is chosen
    const fetching = new Fetching();
    fetching.expectAll(await fetching.run());
  });

  it('is resumed where it broke', async () => {
    hub.isPlain = true;
    let breaks = 3;
    hub.breaksAfter = ({ method, path }, bytes) =>
      method === 'GET' && path.includes(WEIGHTS) && breaks-- > 0 ? bytes >> 1 : null;
    const fetching = new Fetching();
    fetching.expectAll(await fetching.run());
    const ranges = hub.asked.filter(({ path, headers }) => path.includes(WEIGHTS) && headers.range);
    expect(ranges).toHaveLength(3);
  });

  it.each([
    ['shorter', (bytes: Uint8Array) => bytes.subarray(0, 1000), /shorter|ended/],
    ['longer', (bytes: Uint8Array) => new Uint8Array([...bytes, 1]), /longer than the \d+ bytes/],
    ['a pointer of git-lfs', pointerTo, /is a Git LFS pointer/],
  ])('a file that is %s when it comes is found out without a hash', async (_, by, sentence) => {
    hub.isPlain = true;
    hub.before = async ({ method, path }) => {
      if (method === 'HEAD' && path.includes(WEIGHTS))
        hub.sent = (inside, bytes) => (inside === WEIGHTS ? by(bytes) : bytes);
    };
    expect((await rejection(new Fetching().run())).message).toMatch(sentence);
    hub.sent = (_, bytes) => bytes;
    expect(weights().length).toBeGreaterThan(1000);
  });

  it('has not what it has not, and a page for everything is no model', async () => {
    hub.isPlain = true;
    expect(await rejection(repositoryOf(server(), hubName('tests/nobody'), never))).toMatchObject({
      code: 'hub-unknown',
      message: expect.stringMatching(/Check the name, and the address of the hub/) as unknown,
    });
    hub.instead = () => ({
      status: 200,
      body: '<!doctype html>',
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
    });
    expect(await rejection(repositoryOf(server(), hubName(NAME), never))).toMatchObject({ code: 'hub-foreign' });
  });

  it('is told where it squeezes what it does not measure', async () => {
    hub.isPlain = true;
    hub.instead = ({ path }) =>
      path.endsWith('model.onnx') ? { status: 200, headers: { 'Content-Encoding': 'gzip' } } : undefined;
    const { code, message } = await rejection(repositoryOf(server(), hubName(NAME), never));
    expect(code).toBe('hub-foreign');
    expect(message).toMatch(/does not say how long onnx\/model\.onnx of “tests\/tiny” is.* without compression/);
  });

  it('in trouble is not taken for one that has nothing', async () => {
    hub.isPlain = true;
    hub.instead = ({ path }) => (path.includes('tokenizer.json') ? { status: 503 } : undefined);
    expect(await rejection(repositoryOf(server(), hubName(NAME), never))).toMatchObject({ code: 'hub-trouble' });
  });
});

describe('a token', () => {
  it('opens a model that is not for everybody, and never reaches another origin', async () => {
    const secret = 'hf_secret';
    const repository = hub.repositories.get(NAME)!;
    repository.token = secret;
    try {
      const fetching = new Fetching();
      fetching.expectAll(await fetching.run({ token: secret }));
      expect(hub.asked.filter(({ from }) => from === 'hub').every(({ headers }) => headers.authorization)).toBe(true);
      const cdn = hub.asked.filter(({ from }) => from === 'cdn');
      expect(cdn.length).toBeGreaterThan(1);
      for (const { headers } of cdn) expect(headers.authorization).toBeUndefined();
      expect(await rejection(new Fetching().run({ token: 'hf_other' }))).toMatchObject({ code: 'hub-refused' });
    } finally {
      delete repository.token;
    }
  });
});

it('no room: what the place says is what is told, and what came is kept', async () => {
  const fetching = new Fetching();
  const error = new LabError('storage-full', 'There is no room.', 'Make some.');
  fetching.part('config.json'); // the parts in the order of the form
  const repository: Repository = await repositoryOf(server(), hubName(NAME), never);
  for (const { path } of modelForms(repository)[0]!.files) fetching.part(path);
  fetching.part(WEIGHTS).full = { at: 200_000, error };
  expect(await rejection(fetching.run())).toBe(error);
  expect(fetching.waited).toEqual([]);
  fetching.part(WEIGHTS).full = null;
  fetching.expectAll(await fetching.run());
});

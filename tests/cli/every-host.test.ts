/**
 * `--host` on every command that the help names, as a person types it: where a model is needed it is used, where none is
 * needed it is looked at, and one that is not there is told.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/lib/paths.mjs';
import { evoloraIn, TYPED_WORLD } from './typed.ts';

const LESSON = `version: 1
kind: learning
name: lesson
seeds: [1]
testTasks: 10
tokenPrice: 0.01
maxNewTokens: 4
families: [logic.bool]
rules:
  evolution: { updates: 1, rank: 1, depths: [short] }
`;

/** A file of tasks of one's own. */
const OWN = ['yes', 'no', 'north', 'south'].map((word) => JSON.stringify({ prompt: `Say ${word}.`, target: word }));

let folder: string;
/** A folder with the files of the micro host; its name is what the model is called. */
let mine: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evolora-hosts-'));
  mine = join(folder, 'mine');
  await cp(inRepository('public', 'hosts', 'micro'), mine, { recursive: true });
  await writeFile(join(folder, 'small.yaml'), TYPED_WORLD);
  await writeFile(join(folder, 'lesson.yaml'), LESSON);
  await writeFile(join(folder, 'own.jsonl'), OWN.join('\n'));
  await cp(inRepository('tests', 'golden', 'micro', 'adapter'), join(folder, 'given'), { recursive: true });
  await evolora('run', 'small.yaml', '--generations', '1', '--out', 'lived');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const evolora = (...args: string[]): ReturnType<typeof evoloraIn> => evoloraIn(folder, ...args);

/** Another model, with micro's words. Returns its folder. */
async function tinyIn(name: string): Promise<string> {
  const fixture = inRepository('tests', 'fixtures', 'hosts', 'qwen3-genai-fp32');
  const tiny = join(folder, name);
  await cp(mine, tiny, { recursive: true });
  for (const file of ['config.json', 'onnx']) {
    await rm(join(tiny, file), { recursive: true });
    await cp(join(fixture, file), join(tiny, file), { recursive: true });
  }
  await rm(join(tiny, 'check.json'), { force: true });
  return tiny;
}

/** A call of each command, what it says on the model that is given, and what where there is none of that name. */
const NOWHERE = /config\.json/;
const CALLS: Record<string, { args: string[]; says: RegExp; without?: RegExp }> = {
  presets: { args: [], says: /^On “mine” \(qwen3, 4 layers, 1\.7 million parameters\) any of these/ },
  run: { args: ['small.yaml', '--generations', '1', '--out', 'new'], says: /“small”, seed 1, lives on mine \(onnx/ },
  fork: {
    args: ['lived', '--out', 'forked', '--set', 'energy.ticket=0.5', '--generations', '2'],
    says: /“small, fork at 1” is a run of its own/,
    without: /forked holds other things already/,
  },
  tasks: {
    args: ['check', 'own.jsonl', '--tasks', '1'],
    says: /^The bare host, mine, solves [01]\.000 .* of 1 tasks/m,
  },
  summary: { args: ['lived'], says: /\| 1 \| micro \| 1 \|/ },
  compare: { args: ['lived', '--tasks', '2'], says: /All runs live on micro and answered the same 2 test tasks/ },
  evaluate: {
    args: ['lived', '--number', '2', '--adapter', 'given'],
    says: /^lived: “small”, seed 1, generation 1, on 2 test tasks[^]*^\| bare host \|[^]*^\| adapter given \|/m,
  },
  contest: {
    args: [inRepository('experiments', 'smoke.yaml'), '--only', 'still/frozen', '--seeds', '1', '--out', 'contested'],
    says: /^\| frozen \| 1 \|[^]*^still\/frozen-1: 0\.01\d TFLOPs/m,
  },
  calibrate: {
    args: ['--tests', '1'],
    says: /these figures are the same on .*mine as on every model/,
    without: /same/,
  },
  'calibrate --twins': { args: ['--twins', '--tests', '1'], says: /\d/ },
  'calibrate --world': { args: ['--world', '--tasks', '1'], says: /“?mine/ },
  host: { args: [], says: /mine, on onnxruntime-node.*\n[^]*\| family \| qwen3 \|/ },
  learn: {
    args: ['lesson.yaml', '--rule', 'evolution', '--family', 'logic.bool'],
    says: /\| mine \| evolution \| `logic\.bool` \| 1 \|/,
  },
  merge: {
    args: ['lived', '--which', 'living', '--number', '2', '--rank', '3', '--out', 'merged'],
    says: /as one of rank 3, on 2 test tasks:[^]*^\| adapter merged \|[^]*^Wrote 4 files to merged\.$/m,
    without: /merged holds other things already/,
  },
  export: {
    args: ['lived', '--format', 'csv', '--out', 'tables'],
    says: /^Wrote 5 files to tables\.$/m,
  },
};

describe('--host', () => {
  it('is tried on every command of the help', async () => {
    const { stdout } = await evolora('help');
    const all = [...stdout.matchAll(/^ {2}evolora ([\w-]+(?: --(?:twins|world))?)(.*(?:\n {18}.*)*)/gm)];
    // `models` fetches and deletes models by name, and lives on none.
    const named = all.filter(([, command]) => command !== 'models');
    expect(new Set(named.map(([, command]) => command!.split(' ')[0]))).toEqual(
      new Set(Object.keys(CALLS).map((call) => call.split(' ')[0])),
    );
    for (const [line] of named) expect(line).toContain('HOST');
  });

  it.each(Object.entries(CALLS))('%s', async (call, { args, says, without = NOWHERE }) => {
    const command = call.split(' ')[0]!;
    const { stdout, stderr } = await evolora(command, ...args, '--host', mine);
    expect(`${stdout}\n${stderr}`).toMatch(says);
    const nowhere = evolora(command, ...args, '--host', 'nowhere').then(
      ({ stdout, stderr }) => `${stdout}\n${stderr}`,
      ({ stderr }: { stderr: string }) => stderr,
    );
    const told = await nowhere;
    expect(told).toMatch(without);
    expect(told).not.toMatch(/Unknown option|\n {4}at /);
  });

  it.each([
    ['summary'],
    ['compare'],
    ['evaluate'],
    ['fork', '--out', 'of-another'],
    ['export', '--format', 'csv', '--out', 'of-another'],
  ])('%s refuses a run of another model than the one that is named', async (command, ...options) => {
    const tiny = await tinyIn(`tiny-${command}`);
    await expect(evolora(command, 'lived', ...options, '--host', tiny)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        new RegExp(
          `The run in lived lives on the model “micro”, and not on “tiny-${command}” as it lies here\\.\\nGive`,
        ),
      ) as string,
    });
  });

  it('learn never takes a kept trial of another model for one of this', async () => {
    const args = ['learn', 'lesson.yaml', '--rule', 'evolution', '--family', 'logic.bool', '--out', 'trials.ndjson'];
    await evolora(...args);
    const again = await evolora(...args);
    expect(again.stderr).not.toMatch(/update 1|of another model/);
    const other = await evolora(...args, '--host', await tinyIn('tiny-learn'));
    expect(other.stderr).toMatch(
      /^1 of 1 trials in trials\.ndjson are of another model or other rules; they stay there\.$/m,
    );
    expect(other.stderr).toContain('update 1');
    expect(other.stdout).toMatch(/\| tiny-learn \| evolution/);
  });
});

/** A world that lives long on a graphics device, in a browser's worker: what it leaves there, generation by generation. */
import { configSchema, type ConfigInput } from '../../../../src/ecology/config/config.ts';
import { Engine } from '../../../../src/ecology/engine.ts';
import type { Event } from '../../../../src/ecology/events/events.ts';
import { loadHost } from '../../../../src/host/index.ts';
import type { HostFiles } from '../../../../src/host/files/files.ts';
import { toolsOf } from '../../../../src/host/device/tools.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { gpuTraffic } from '../gpu-counter.ts';
import { benchRuntime } from '../runtime.ts';

/** What is alive on the device behind a generation. */
export interface Living {
  bytes: number;
  buffers: number;
}

interface Soaked {
  /** behind each generation */
  living: Living[];
  /** lessons by rule, and adapters that were written anew in them */
  lessons: Record<string, number>;
  changed: number;
  answers: number;
  /** bytes of buffers of ours once the host is gone */
  left: number;
}

/** Few and short answers, half of them right by chance, on which a small population lives, gives birth and dies. */
const WORLD: ConfigInput = {
  population: { founders: 3, capacity: 4, episodes: 4 },
  attempts: { maxNewTokens: 3, temperature: 0.7 },
  cells: { opening: ['logic.bool/short'] },
  measure: { every: 0 },
  energy: { costScale: 0, ticket: 0.1 },
  learning: { rule: 'none', learners: 1, trials: 2, youth: 0, threshold: 0, probes: 0 },
};

/** The learning rule from some generations of each turn on: taps, gradients, and most only answer. */
const RULES: Record<number, string> = { 0: 'hebbian', 1: 'none', 4: 'backprop', 5: 'none' };
const TURN = 10;

/**
 * Goes on for so many generations on a host whose words are single letters, and its answers true or false.
 * @param folder  relative to the site
 */
export async function soak(folder: string, generations: number): Promise<Soaked> {
  gpuTraffic();
  const runtime = await benchRuntime({ prefer: 'webgpu' });
  const { memory } = toolsOf(runtime)!;
  const host = await loadHost({ name: 'soak', files: filesAt(folder), runtime, tokenizer: LETTERS });
  const { engine } = Engine.begin({ seed: 'soak', name: 'soak', config: configSchema.parse(WORLD), host, lab: 'soak' });
  const told: Soaked = { living: [], lessons: {}, changed: 0, answers: 0, left: 0 };
  for (let i = 0; i < generations; i++) {
    const rule = RULES[i % TURN];
    const { record } = await engine.generation(rule ? { tweaks: { 'learning.rule': rule } } : {});
    for (const event of record.events) count(event, told);
    const { alive: bytes, buffers } = gpuTraffic();
    told.living.push({ bytes, buffers });
  }
  await host.dispose();
  return { ...told, left: memory.bytes };
}

function count(event: Event, told: Soaked): void {
  if (event.type === 'episode') told.answers += 1;
  if (event.type !== 'learned') return;
  told.lessons[event.rule] = (told.lessons[event.rule] ?? 0) + 1;
  if (event.weights !== event.weightsBefore) told.changed += 1;
}

const FIRST = 3;
const LETTERS = {
  encodePrompt: (said: unknown) => lettersOf(JSON.stringify(said)).slice(-12),
  encodeText: lettersOf,
  decodeText: (tokens: readonly number[]) => String(tokens.reduce((sum, token) => sum + token, 0) % 2 === 1),
};

function lettersOf(text: string): number[] {
  return Array.from(text, (letter) => FIRST + (letter.charCodeAt(0) % 500));
}

/** Fixtures lack the optional files; what is not asked for is no failed request. */
function filesAt(folder: string): HostFiles {
  const files = siteFiles(new URL(`../${folder}`, self.location.href).href);
  const lacking = ['generation_config.json', 'check.json'];
  return { read: (path) => (lacking.includes(path) ? Promise.reject(new Error(`no ${path}`)) : files.read(path)) };
}

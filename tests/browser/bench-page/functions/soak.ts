/** A world that lives long on a graphics device, in a browser's worker: what it leaves there, generation by generation. */
import { configSchema, type ConfigInput } from '../../../../src/ecology/config/config.ts';
import { Engine } from '../../../../src/ecology/engine.ts';
import type { Event } from '../../../../src/ecology/events/events.ts';
import { loadHost, type Host } from '../../../../src/host/index.ts';
import type { HostFiles } from '../../../../src/host/files/files.ts';
import type { DeviceMemory } from '../../../../src/host/device/memory.ts';
import { toolsOf } from '../../../../src/host/device/tools.ts';
import { siteFiles } from '../../../../src/host/web.ts';
import { gpuTraffic } from '../gpu-counter.ts';
import { benchRuntime } from '../runtime.ts';

/** What is alive on the device behind a generation, by the counter. */
export interface Living {
  bytes: number;
  buffers: number;
}

export interface Lived {
  /** behind each generation */
  living: Living[];
  /** lessons by rule, and adapters that were written anew in them */
  lessons: Record<string, number>;
  changed: number;
  answers: number;
  births: number;
  deaths: number;
}

/** Few and short answers, half of them right by chance, on which a small population lives, gives birth and dies. */
const WORLD: ConfigInput = {
  population: { founders: 3, capacity: 4, episodes: 4 },
  attempts: { maxNewTokens: 2, temperature: 0.7 },
  cells: { opening: ['logic.bool/short'] },
  measure: { every: 0 },
  energy: { costScale: 0, ticket: 0.1 },
  learning: { rule: 'none', learners: 1, trials: 2, youth: 0, threshold: 0, probes: 0 },
};

/** The learning rule from some generations of each turn on: taps, gradients, and most only answer. */
const RULES: Record<number, string> = { 0: 'hebbian', 1: 'none', 4: 'backprop', 5: 'none' };
const TURN = 10;

interface World {
  engine: Engine;
  host: Host;
  memory: DeviceMemory;
  generations: number;
}

let world: World | undefined;

/**
 * Begins a world on a host whose words are single letters, and its answers true or false.
 * @param folder  relative to the site
 */
export async function begin(folder: string): Promise<void> {
  gpuTraffic();
  const runtime = await benchRuntime({ prefer: 'webgpu' });
  const { memory } = toolsOf(runtime)!;
  const host = await loadHost({ name: 'soak', files: filesAt(folder), runtime, tokenizer: LETTERS });
  const { engine } = Engine.begin({ seed: 'soak', name: 'soak', config: configSchema.parse(WORLD), host, lab: 'soak' });
  world = { engine, host, memory, generations: 0 };
}

/** Lets it live for some generations. */
export async function liveOn(generations: number): Promise<Lived> {
  const { engine } = world!;
  const told: Lived = { living: [], lessons: {}, changed: 0, answers: 0, births: 0, deaths: 0 };
  for (let i = 0; i < generations; i++) {
    const rule = RULES[world!.generations % TURN];
    const { record } = await engine.generation(rule ? { tweaks: { 'learning.rule': rule } } : {});
    world!.generations += 1;
    for (const event of record.events) count(event, told);
    const { alive: bytes, buffers } = gpuTraffic();
    told.living.push({ bytes, buffers });
  }
  return told;
}

/** Closes the host; returns the bytes of buffers of the lab's own that are left, which is none of ONNX Runtime's. */
export async function end(): Promise<number> {
  const { host, memory } = world!;
  world = undefined;
  await host.dispose();
  return memory.bytes;
}

function count(event: Event, told: Lived): void {
  if (event.type === 'episode') told.answers += 1;
  if (event.type === 'born') told.births += 1;
  if (event.type === 'retired') told.deaths += 1;
  if (event.type !== 'learned') return;
  told.lessons[event.rule] = (told.lessons[event.rule] ?? 0) + 1;
  if (event.weights !== event.weightsBefore) told.changed += 1;
}

const FIRST = 3;
const LETTERS = {
  encodePrompt: (said: unknown) => lettersOf(JSON.stringify(said)).slice(-12),
  encodeText: lettersOf,
  decodeText: (tokens: readonly number[]) => (tokens.reduce((sum, token) => sum + token, 0) % 2 ? 'True' : 'False'),
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

/**
 * QuickJS with a meter, and one function in it. The module imports its memory and nothing that could reach out; its
 * clock stands at zero and there is no chance. After every call the memory is put back to what it was when the function had been
 * read, so a call depends on its arguments alone: no call sees an earlier one, whatever it did, and whatever ended it.
 */
import { inflateSync } from 'fflate';
import { STEPS } from './limits.ts';

/** Memory, pages of 64 KiB; it does not grow. */
const PAGES = 256;
/** Of it, for values; the rest is QuickJS's own, bytes. */
const VALUES = 8 * 2 ** 20;
const STACK = 192 * 1024;

/** What a context has: all of the language but its clock (2). */
const INTRINSICS = 1 + 4 + 8 + 16 + 32 + 64 + 128 + 256 + 512 + 1024 + 2048;
const SCRIPT = 0;
const MODULE = 1;

/** The names that the package's build gives its exports. */
interface Exports {
  fuel: WebAssembly.Global<'i32'>;
  /** Begins. */
  u(): void;
  malloc(bytes: number): number;
  newRuntime(): number;
  newContext(runtime: number, intrinsics: number): number;
  memoryLimit(runtime: number, bytes: number): void;
  stackLimit(runtime: number, bytes: number): void;
  evaluate(context: number, code: number, length: number, file: number, detect: number, flags: number): number;
  exception(context: number, value: number): number;
  text(context: number, value: number): number;
  global(context: number): number;
  string(context: number, text: number): number;
  get(context: number, object: number, name: number): number;
  set(context: number, object: number, name: number, value: number): void;
  stackRestore(place: number): void;
  stack(): number;
}

/** Ours and the build's, which the package's own loader has: emscripten-module.mjs. */
const NAMES = {
  malloc: 'v',
  memoryLimit: 'y',
  stackLimit: 'D',
  newRuntime: 'K',
  newContext: 'N',
  string: '_',
  text: '$',
  get: 'ha',
  set: 'ja',
  exception: 'na',
  evaluate: 'pa',
  global: 'ua',
  stackRestore: 'Ma',
  stack: 'Oa',
} as const;

/** Why a call gave nothing. */
export type Failure = { failed: 'steps' | 'memory' | 'depth' | 'threw' | 'broke'; said: string };

export interface Machine {
  /** What `run(answer, target)` returns as a text. */
  call(answer: string, target: string): string | Failure;
}

let compiled: WebAssembly.Module | null = null;

/** Unpacks QuickJS, once. It is a third of a megabyte, so it is loaded only where a grader of one's own is. */
export async function loadQuickjs(): Promise<void> {
  if (compiled) return;
  const { QUICKJS } = await import('./quickjs-wasm.ts');
  const packed = Uint8Array.from(atob(QUICKJS), (letter) => letter.charCodeAt(0));
  compiled = await WebAssembly.compile(inflateSync(packed));
}

/** Whether it has been loaded. */
export function hasQuickjs(): boolean {
  return compiled !== null;
}

/** What is in the way of the language's chance, and how a call is made. */
const PRELUDE = `
Math.random = () => { throw new Error('a grader has no chance'); };
globalThis.$run = (({ parse, stringify }, slice) => (answer, target) => {
  const given = globalThis.$grader(answer, parse(target));
  const grade = given?.grade, why = given?.why;
  return stringify([typeof grade === 'number' ? grade : null, typeof why === 'string' ? slice(why) : why === undefined ? '' : null]);
})(JSON, (text) => text.slice(0, 400));`;

/**
 * A machine with a function in it.
 * @param code  a module whose default export it is, or a script whose value it is, or that declares \`grade\`
 * @throws RangeError when QuickJS has not been loaded
 */
export function machineFor(code: string): Machine | Failure {
  if (!compiled) throw new RangeError('QuickJS has not been loaded');
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  const inside = exportsOf(new WebAssembly.Instance(compiled, { a: importsFor(memory) }));
  const bytes = new Uint8Array(memory.buffer);
  inside.fuel.value = STEPS;
  inside.u();
  const runtime = inside.newRuntime();
  inside.stackLimit(runtime, STACK);
  const context = inside.newContext(runtime, INTRINSICS);
  inside.memoryLimit(runtime, VALUES);
  const file = write(inside, bytes, 'grader.js').at;
  const evaluate = (text: string, flags: number): number | Failure => {
    inside.fuel.value = STEPS;
    try {
      const { at, length } = write(inside, bytes, text);
      if (at === 0) return { failed: 'memory', said: '' };
      const value = inside.evaluate(context, at, length, file, 0, flags);
      const thrown = inside.exception(context, value);
      return thrown === 0 ? value : thrownIn(inside, bytes, context, thrown);
    } catch (cause) {
      return trapped(cause, inside.fuel.value);
    }
  };
  evaluate(PRELUDE, SCRIPT);
  let value = evaluate(code, SCRIPT);
  // A script cannot export, and nothing of it has run where it cannot be read.
  const isModule = typeof value !== 'number' && value.said.startsWith('SyntaxError') && /\bexport\b/.test(code);
  if (isModule) value = evaluate(code, MODULE);
  if (typeof value !== 'number') return value;
  const named = (text: string) => inside.string(context, write(inside, bytes, text).at);
  const grader = isModule ? inside.get(context, value, named('default')) : value;
  inside.set(context, inside.global(context), named('$grader'), grader);
  const found = evaluate(
    "if (typeof $grader !== 'function') $grader = globalThis.grade; if (typeof $grader !== 'function') throw new TypeError('it gives no function')",
    SCRIPT,
  );
  if (typeof found !== 'number') return found;
  const [before, place] = [snapshotOf(bytes), inside.stack()];
  return {
    call(answer, target) {
      const given = evaluate(`$run(${JSON.stringify(answer)}, ${JSON.stringify(target)})`, SCRIPT);
      try {
        return typeof given === 'number' ? read(bytes, inside.text(context, given)) : given;
      } finally {
        bytes.set(before);
        bytes.fill(0, before.length);
        inside.fuel.value = STEPS;
        inside.stackRestore(place);
      }
    },
  };
}

function exportsOf({ exports }: WebAssembly.Instance): Exports {
  const renamed = Object.entries(NAMES).map(([name, short]) => [name, exports[short]]);
  return {
    ...(Object.fromEntries(renamed) as Exports),
    fuel: exports.fuel as Exports['fuel'],
    u: exports.u as () => void,
  };
}

/** All that the module is given: its memory, a clock that stands still, and refusals. */
function importsFor(memory: WebAssembly.Memory): WebAssembly.ModuleImports {
  const refuse = (name: string) => () => {
    throw new Error(`QuickJS asked for ${name}`);
  };
  const names = 'bcdefghijklmnopqrst'.split('');
  const refused = Object.fromEntries(names.map((name) => [name, refuse(name)]));
  // The clock, growth, and the size and content of an environment, which stay nothing.
  return { ...refused, a: memory, p: () => 0, k: () => 0, f: () => 0, e: () => 0 };
}

/** Puts a text into the memory, with a zero behind it. */
function write(inside: Exports, bytes: Uint8Array, text: string): { at: number; length: number } {
  const written = new TextEncoder().encode(text);
  const at = inside.malloc(written.length + 1);
  if (at !== 0) {
    bytes.set(written, at);
    bytes[at + written.length] = 0;
  }
  return { at, length: written.length };
}

/** The text at a place, up to its zero. */
function read(bytes: Uint8Array, at: number): string {
  return at === 0 ? '' : new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
}

function thrownIn(inside: Exports, bytes: Uint8Array, context: number, thrown: number): Failure {
  const said = read(bytes, inside.text(context, thrown));
  // Where not even an error fits any more, QuickJS throws null.
  if (['', 'null', 'InternalError: out of memory'].includes(said)) return { failed: 'memory', said };
  return { failed: /^InternalError: stack overflow/.test(said) ? 'depth' : 'threw', said: said.slice(0, 400) };
}

function trapped(cause: unknown, fuel: number): Failure {
  if (fuel < 0) return { failed: 'steps', said: '' };
  return { failed: cause instanceof RangeError ? 'depth' : 'broke', said: cause instanceof Error ? cause.message : '' };
}

/** The memory up to its last word that is not zero. */
function snapshotOf(bytes: Uint8Array): Uint8Array {
  const words = new BigUint64Array(bytes.buffer);
  return bytes.slice(0, 8 * (words.findLastIndex((word) => word !== 0n) + 1));
}

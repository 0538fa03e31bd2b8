/**
 * Which form of a model is offered first on a device, and why. It is an offer: every other one that can be held can be
 * taken. What is not known before a byte is fetched is bounded from above, so a doubt is no refusal.
 */
import { megabytes } from '../base/megabytes.ts';
import { LabError } from '../core/errors.ts';
import type { DeviceClass } from './catalogue.ts';
import type { ModelForm } from './forms.ts';

/** What would compute, as far as it says what it is. */
export interface HubDevice {
  kind: 'processor' | 'webgpu';
  /** Whether a graphics device computes in halves (`shader-f16`); null where it cannot be asked before. */
  halves: boolean | null;
  /** The most bytes of a buffer that its programs read, of `maxBufferSize` and `maxStorageBufferBindingSize` the lesser; Infinity where nothing limits it. */
  buffer: number;
  /** bytes of the machine's memory; null where nobody says */
  memory: number | null;
}

/** What is known of a model before it is asked for. */
interface Known {
  /** what to begin with */
  dtypes?: Readonly<Record<DeviceClass, string>> | undefined;
  /** numbers in its largest weight, which is the one of its vocabulary; its files bound it where this is not known */
  widest?: number | undefined;
}

/** What there is room for, bytes. */
export interface FormLimits {
  /** of one file */
  file: number;
  /** of all of them */
  all: number;
}

export interface FormChoice {
  form: ModelForm;
  /** a sentence for people */
  reason: string;
}

/**
 * Four bits a weight fetch and decode quickest and can be trained. Forms that round what they multiply (q8, int8, uint8)
 * come last: their rows are answered one by one, and they cannot be trained (docs/hosts.md).
 */
const ORDER: Readonly<Record<DeviceClass, readonly string[]>> = {
  processor: ['q4', 'q4f16', 'fp16', 'fp32', 'q8', 'int8', 'uint8'],
  webgpu: ['q4', 'fp32', 'q4f16', 'fp16', 'q8', 'int8', 'uint8'],
  webgpuHalves: ['q4f16', 'fp16', 'q4', 'fp32', 'q8', 'int8', 'uint8'],
};
/**
 * What a model takes in memory for each byte of its files. SmolLM2-135M in 8 bits took 3.1 times its files to be opened
 * (docs/decisions/0023-memory-is-planned.md); its answers and the rest of the machine take something, too.
 */
const MEMORY_OF_FILES = 4;
const MOST_PASSED = 3;
const NO_LIMITS: FormLimits = { file: Infinity, all: Infinity };

export function fits({ files, bytes }: ModelForm, { file, all }: FormLimits): boolean {
  return bytes <= all && files.every((each) => each.bytes <= file);
}

/** Why a form may be too large for a device, as a clause; null where nothing speaks against it. */
export function doubtOf(form: ModelForm, device: HubDevice, known: Known = {}): string | null {
  const need = form.bytes * MEMORY_OF_FILES;
  if (device.memory !== null && need > device.memory)
    return `it may take ${megabytes(need)} of the ${megabytes(device.memory)} of memory here`;
  const widest = widestOf(form, known);
  if (device.kind === 'webgpu' && widest > device.buffer)
    return `its largest weight may have ${megabytes(widest)}, and a buffer of the graphics device here ${megabytes(device.buffer)} at most`;
  return null;
}

/**
 * The form to begin with: the one that is known to suit, else the first by the device's order, of those that fit and are
 * not in doubt; where all are, the smallest. Throws LabError `model-too-large` where none fits.
 * @param forms  at least one
 */
export function recommendedForm(
  forms: readonly ModelForm[],
  device: HubDevice,
  limits: FormLimits = NO_LIMITS,
  known: Known = {},
): FormChoice {
  const fitting = forms.filter((form) => fits(form, limits));
  if (fitting.length === 0) throw tooLarge(forms);
  const kind = classOf(device);
  const order = [...new Set([...(known.dtypes ? [known.dtypes[kind]] : []), ...ORDER[kind]])];
  const place = ({ dtype }: ModelForm): number => (order.includes(dtype) ? order.indexOf(dtype) : order.length);
  const wanted = [...fitting].sort((a, b) => place(a) - place(b) || a.bytes - b.bytes);
  const doubts = wanted.map((form) => doubtOf(form, device, known));
  const sure = doubts.indexOf(null);
  if (sure >= 0) {
    const passed = wanted.slice(0, sure).map(({ dtype }, i) => `not ${dtype}, since ${doubts[i]}`);
    const [form] = wanted.slice(sure);
    return { form: form!, reason: sentence([`${form!.dtype}: ${WHY[kind](device)}`, ...passed.slice(0, MOST_PASSED)]) };
  }
  const form = wanted.reduce((least, each) => (each.bytes < least.bytes ? each : least));
  const doubt = doubts[wanted.indexOf(form)]!;
  return { form, reason: sentence([`${form.dtype}: no form is sure to fit, and this is the smallest`, doubt]) };
}

const WHY: Readonly<Record<DeviceClass, (device: HubDevice) => string>> = {
  processor: () => 'the processor computes here',
  webgpu: ({ halves }) =>
    halves === null
      ? 'whether the graphics device computes in halves (shader-f16) is not known before'
      : 'the graphics device here does not compute in halves (shader-f16)',
  webgpuHalves: () => 'the graphics device here computes in halves (shader-f16)',
};

function classOf({ kind, halves }: HubDevice): DeviceClass {
  return kind === 'webgpu' && halves ? 'webgpuHalves' : kind;
}

/**
 * Bytes of the largest weight, at most: forms in four and eight bits may leave the vocabulary as it was, in halves where
 * they compute in halves.
 */
function widestOf({ dtype, bytes }: ModelForm, { widest }: Known): number {
  return widest === undefined ? bytes : Math.min(bytes, widest * (dtype.endsWith('16') ? 2 : 4));
}

function sentence(clauses: readonly string[]): string {
  return `${clauses.join('; ')}.`;
}

/** None of these can be held, in numbers. */
export function tooLarge(forms: readonly Pick<ModelForm, 'bytes'>[]): LabError {
  const least = Math.min(...forms.map(({ bytes }) => bytes));
  return new LabError(
    'model-too-large',
    `Every form of this model is too large here: the smallest has ${(least / 1e9).toFixed(1)} GB.`,
    'Choose a smaller model.',
  );
}

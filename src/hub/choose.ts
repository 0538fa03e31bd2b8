/** Which form of a model is offered first on a device. It is an offer: every other one can be taken. */
import { LabError } from '../core/errors.ts';
import type { ModelForm } from './forms.ts';

/** What computes: a processor, or a graphics device with or without arithmetic in halves (`shader-f16`). */
export type HubDevice = 'processor' | 'webgpu' | 'webgpu-f16';

/**
 * Four bits a weight fetch and decode quickest and can be trained. Forms that round what they multiply (q8, int8, uint8)
 * come last: their rows are answered one by one, and they cannot be trained (docs/hosts.md).
 */
const ORDER: Readonly<Record<HubDevice, readonly string[]>> = {
  processor: ['q4', 'q4f16', 'fp16', 'fp32', 'q8', 'int8', 'uint8'],
  webgpu: ['q4', 'fp32', 'q4f16', 'fp16', 'q8', 'int8', 'uint8'],
  'webgpu-f16': ['q4f16', 'fp16', 'q4', 'fp32', 'q8', 'int8', 'uint8'],
};

/** What there is room for, bytes. */
export interface FormLimits {
  /** of one file */
  file: number;
  /** of all of them */
  all: number;
}

export function fits({ files, bytes }: ModelForm, { file, all }: FormLimits): boolean {
  return bytes <= all && files.every((each) => each.bytes <= file);
}

/**
 * The form to begin with: the preferred one where it is there and fits, else the first that fits by the device's order.
 * Throws LabError `model-too-large` where none fits.
 * @param forms  at least one
 */
export function recommendedForm(
  forms: readonly ModelForm[],
  device: HubDevice,
  limits: FormLimits = { file: Infinity, all: Infinity },
  preferred?: string,
): ModelForm {
  const fitting = forms.filter((form) => fits(form, limits));
  const order = preferred === undefined ? ORDER[device] : [preferred, ...ORDER[device]];
  const first = order.map((dtype) => fitting.find((form) => form.dtype === dtype)).find(Boolean) ?? fitting[0];
  if (first) return first;
  const least = Math.min(...forms.map(({ bytes }) => bytes));
  throw new LabError(
    'model-too-large',
    `Every form of this model is too large here: the smallest has ${(least / 1e9).toFixed(1)} GB.`,
    'Choose a smaller model.',
  );
}

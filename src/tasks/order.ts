/** Writing the same content in one order, for what identifies a problem (`identity` in task.ts). */
import { compareTexts } from '../base/order.ts';

/** The parts between separators in one order, the last text first, joined again. */
export function inOrder(text: string, separator: string): string {
  return text
    .split(separator)
    .sort((a, b) => compareTexts(b, a))
    .join(separator);
}

/** A text in which the parts of every match are in order. */
export function withOrdered(text: string, pattern: RegExp, separator: string): string {
  return text.replace(pattern, (list) => inOrder(list, separator));
}

/** Files of tasks as tests write them. */
import { readTasks } from '../../../src/tasks/own/read.ts';

export const bytes = (text: string) => new TextEncoder().encode(text);
export const read = (text: string, file?: string) => readTasks(bytes(text), file === undefined ? {} : { file });
export const jsonl = (...rows: unknown[]) => rows.map((row) => JSON.stringify(row)).join('\n');

/** UTF-16, with the little end first unless told. */
export function wide(text: string, little = true): Uint8Array {
  const content = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) new DataView(content.buffer).setUint16(2 * i, text.charCodeAt(i), little);
  return content;
}

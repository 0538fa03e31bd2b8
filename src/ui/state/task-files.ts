/** What files of tasks, and graders for them, are known by. */

/** Of a file so much is looked at to tell tasks from an experiment. */
const LOOKED_AT = 16_384;

export function isTaskFile({ name }: File): boolean {
  return /\.(?:jsonl|ndjson|csv|tsv|json)$/i.test(name);
}

/** Whether a file of YAML begins as a list of what has prompts, as tasks do. */
export async function isTaskList(file: File): Promise<boolean> {
  try {
    const beginning = await file.slice(0, LOOKED_AT).text();
    const isList = /^\ufeff?(?:#[^\n]*\n|---[^\n]*\n|\s)*(?:-\s|\[)/.test(beginning);
    return isList && /\b(?:prompt|messages)["']?\s*:/.test(beginning);
  } catch {
    return false; // whoever reads it says why it cannot be read
  }
}

export function isGraderFile({ name }: File): boolean {
  return /\.m?js$/i.test(name);
}

/** What files of tasks, and graders for them, are known by. */

/** Of a file so much is looked at to tell tasks from an experiment. */
const LOOKED_AT = 4096;

export function isTaskFile({ name }: File): boolean {
  return /\.(?:jsonl|ndjson|csv|tsv|json)$/i.test(name);
}

/** Whether a file of YAML begins as a list, as tasks do; an experiment has names. */
export async function isList(file: File): Promise<boolean> {
  try {
    const beginning = await file.slice(0, LOOKED_AT).text();
    return /^\ufeff?(?:#[^\n]*\n|---[^\n]*\n|\s)*(?:-\s|\[)/.test(beginning);
  } catch {
    return false; // whoever reads it says why it cannot be read
  }
}

export function isGraderFile({ name }: File): boolean {
  return /\.m?js$/i.test(name);
}

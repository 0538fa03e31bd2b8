/** What files of tasks, and graders for them, are known by. */

/** Of a file so much is looked at to tell tasks from an experiment. */
const LOOKED_AT = 4096;

/** By its name, and where that may be an experiment's as well, by its first entry: tasks are a list. */
export async function isTaskFile(file: File): Promise<boolean> {
  if (/\.(?:jsonl|ndjson|csv|tsv|json)$/i.test(file.name)) return true;
  if (!/\.ya?ml$/i.test(file.name)) return false;
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

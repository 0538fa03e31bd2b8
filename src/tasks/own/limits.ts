/** How much a file of tasks may hold. A run carries its tasks, and a browser holds them in memory, each several times over. */

/** Bytes of the file. */
export const MOST_TASK_BYTES = 32 * 2 ** 20;
/** Tasks of the file. */
export const MOST_TASKS = 100_000;
/** Words, signs and spaces of a list in YAML, which takes up to a third of a kilobyte of memory for each. */
export const MOST_YAML_PARTS = 3_000_000;
/** Families that a niche map can show. */
export const MOST_FAMILIES = 64;
/** Characters of one prompt. A model's context may allow fewer. */
export const MOST_PROMPT = 8000;
/** Characters of one target, as JSON. */
export const MOST_TARGET = 8000;
/** Lists and groups within each other, of a target or of a grader's settings. */
export const MOST_DEPTH = 64;
/** Characters of a family's name. */
export const MOST_NAME = 40;
/** Odd rows that are kept to be told one by one; all are counted. */
export const MOST_TOLD = 200;

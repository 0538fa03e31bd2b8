/**
 * The words that tasks are made of. The micro host was pretrained on exactly these lists (its `tasks.py`), so they
 * are part of the wording: adding a word would ask the host for a string it has never seen.
 */
export const NOUNS: readonly string[] = (
  'agent cell energy host signal ticket market river seed stone garden forest colony reef ' +
  'lantern mirror harbor engine ladder planet winter summer copper silver thread needle basket ' +
  'bridge castle candle feather glacier hammer island jungle kettle meadow oyster pepper quartz ' +
  'ribbon saddle temple valley walnut anchor beacon canyon desert ember falcon gravel'
).split(' ');

const VERBS: readonly string[] = (
  'grow trade merge split drift climb carry gather follow borrow repair divide measure signal ' +
  'travel wander compete balance wither bloom'
).split(' ');

const ADJECTIVES: readonly string[] = (
  'quick quiet bright hidden frozen hungry ancient gentle narrow hollow golden crimson distant ' +
  'steady broken silent rapid heavy clever tiny'
).split(' ');

/** All of them. `signal` stands twice, as noun and verb, and is drawn twice as often, as in `tasks.py`. */
export const WORDS: readonly string[] = [...NOUNS, ...VERBS, ...ADJECTIVES];

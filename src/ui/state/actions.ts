/**
 * Everything a person can do, once: the palette lists it, the keys trigger it, the help explains it. An action that
 * makes no sense now says so by being unavailable instead of failing.
 */
import { showCentre } from './choosing.ts';
import { addBookmark } from './following/remembered.ts';
import { openFork } from './forks.ts';
import type { LabPage } from './lab-page.ts';
import { SPEEDS, type PageState, type Theme } from './state.ts';

export interface Action {
  name: string;
  /** How the key is written; the key itself is in `keys.ts`. */
  keys?: string;
  /** More words to find it by. */
  words?: string;
  available?: (state: PageState) => boolean;
  run: (page: LabPage) => void;
}

const hasRun = (state: PageState) => state.live !== null;
const isPast = (state: PageState) => state.past !== null;

const transport: Action[] = [
  {
    name: 'Play or pause',
    keys: 'Space',
    words: 'start stop run',
    available: hasRun,
    run: (page) => page.togglePlay(),
  },
  { name: 'Step one generation', keys: '→', words: 'forward next', available: hasRun, run: (page) => page.step() },
  {
    name: 'Back one generation',
    keys: '←',
    words: 'past replay previous',
    available: hasRun,
    run: (page) => page.back(),
  },
  { name: 'Back to live', keys: 'L', words: 'present now', available: isPast, run: (page) => page.past.goLive() },
  {
    name: 'Go to the first generation',
    keys: 'Home',
    words: 'past begin',
    available: hasRun,
    run: (page) => void page.past.goTo(0),
  },
];

const speeds: Action[] = SPEEDS.map(({ name }) => ({
  name: `Speed: ${name.toLowerCase()}`,
  words: 'generations per second pace',
  run: (page) => page.setSpeed(name),
}));

const run: Action[] = [
  { name: 'New run…', words: 'seed start over world', run: (page) => page.openDialog('new-run') },
  {
    name: 'Tasks of your own…',
    words: 'file drop jsonl csv grader holdout measure',
    available: hasRun,
    run: (page) => page.openDialog('tasks'),
  },
  {
    name: 'Adapters of your own…',
    words: 'peft lora drop folder zip found measure contender',
    available: hasRun,
    run: (page) => page.openDialog('adapters'),
  },
  { name: 'Runs…', words: 'resume open rename delete', run: (page) => page.openDialog('runs') },
  {
    name: 'What if from here…',
    keys: 'F',
    words: 'fork branch counterfactual change remove clone freeze bring',
    available: hasRun,
    run: (page) => openFork(page),
  },
  { name: 'Models…', words: 'host bring folder drop delete', run: (page) => page.openDialog('models') },
  {
    name: 'Export…',
    words: 'save download file peft adapters csv parquet tensorboard',
    available: hasRun,
    run: (page) => page.openDialog('export'),
  },
  { name: 'Import…', words: 'open load file', run: (page) => page.openDialog('import') },
  {
    name: 'Measure now',
    words: 'holdout evaluate test elite',
    available: hasRun,
    run: (page) => page.showTab('measure'),
  },
];

const themes: Action[] = (['light', 'dark', 'system'] as const).map((theme: Theme) => ({
  name: `Theme: ${theme === 'system' ? 'as the system' : theme}`,
  words: 'colour dark light appearance',
  run: (page) => page.setTheme(theme),
}));

const panels: Action[] = [
  { name: 'Show the pond', keys: 'P', words: 'alive bodies', run: (page) => showCentre(page.store, 'pond') },
  {
    name: 'Show the lineage',
    keys: 'T',
    words: 'tree family descent kin',
    run: (page) => showCentre(page.store, 'lineage'),
  },
  {
    name: 'Show the diary',
    keys: 'D',
    words: 'bookmarks breakpoints stop what happened',
    run: (page) => showCentre(page.store, 'diary'),
  },
  {
    name: 'Bookmark this moment',
    keys: 'B',
    words: 'note remember',
    available: hasRun,
    run: (page) => addBookmark(page.store),
  },
  { name: 'Show the niche map', keys: 'N', words: 'cells elites', run: (page) => showCentre(page.store, 'niche') },
  { name: 'Find a parameter', keys: '/', words: 'search', run: (page) => page.focusSearch() },
  { name: 'Show organelles', words: 'people list', run: (page) => page.showTab('organelles') },
  { name: 'Ask the colony', words: 'prompt question router', run: (page) => page.showTab('ask') },
  { name: 'Show answers', words: 'stream episodes', run: (page) => page.showTab('answers') },
  {
    name: 'Show mechanisms',
    words: 'learning merging fired worth ablation',
    run: (page) => page.showTab('mechanisms'),
  },
  {
    name: 'Smooth the charts, or not',
    words: 'average raw lines',
    run: (page) => page.setSmooth(!page.store.getState().smooth),
  },
  ...themes,
  { name: 'Help and keys', keys: '?', words: 'shortcuts words', run: (page) => page.openDialog('help') },
];

const ACTIONS: readonly Action[] = [...transport, ...speeds, ...run, ...panels];

/** The actions whose name or words hold every word of the query, in their order. */
export function findActions(query: string, state: PageState): Action[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  return ACTIONS.filter((action) => {
    const text = `${action.name} ${action.words ?? ''}`.toLowerCase();
    return (action.available?.(state) ?? true) && wanted.every((word) => text.includes(word));
  });
}

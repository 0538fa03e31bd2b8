/**
 * What the page shows at this moment: the lab's status, the live view, the view on screen (live or past), and what the
 * person has selected or opened. LabPage (lab-page.ts) writes it; components read slices of it.
 */
import { createStore } from 'zustand/vanilla';
import type { ErrorReport } from '../../core/errors.ts';
import type {
  GivenFile,
  GivenTasks,
  HostChoice,
  LabStatus,
  Preset,
  RunSummary,
  StreamedText,
} from '../../lab/contract.ts';
import type { View } from '../../record/fold/view.ts';
import type { LineSeries } from '../../record/fold/line.ts';
import { unreadNotices, type UnreadNotice } from './following/notices.ts';
import type { Bookmark, Stop } from './following/stops.ts';
import { isBoolean, isOneOf, readPreference } from './preferences.ts';

/** How the page itself is kept for offline use. */
export type SiteKept =
  /** It is being kept. */
  | 'keeping'
  /** It is kept, and this page came before it was. */
  | 'kept'
  /** This page comes from what is kept. */
  | 'offline'
  /** A newer one is kept. */
  | 'newer'
  /** The browser refuses to. */
  | 'refused';

export type DialogName =
  'new-run' | 'tasks' | 'adapters' | 'runs' | 'models' | 'export' | 'import' | 'fork' | 'help' | 'palette';
export type PeopleTab = 'organelles' | 'answers' | 'measure' | 'mechanisms' | 'ask';
/** What the middle of the page shows. */
export type Centre = 'pond' | 'niche' | 'lineage' | 'diary';
export type Theme = 'light' | 'dark' | 'system';
const isCentre = isOneOf('pond', 'niche', 'lineage', 'diary');
const isTheme = isOneOf('light', 'dark', 'system');

/** The three speeds of the transport, in generations per second. */
export const SPEEDS = [
  { name: 'Slow', generationsPerSecond: 0.5 },
  { name: 'Steady', generationsPerSecond: 2 },
  { name: 'Full', generationsPerSecond: Infinity },
] as const;
export type SpeedName = (typeof SPEEDS)[number]['name'];
export const isSpeedName = isOneOf<SpeedName>('Slow', 'Steady', 'Full');

/** What went wrong, and what the page can do about it when a person agrees. */
export interface Problem extends ErrorReport {
  offer?: { title: string; accept: () => void };
}

/** A file of tasks that has been looked at and found whole. */
export interface LivedTasks {
  hash: string;
  file: string;
  tasks: number;
  families: number;
}

export interface PageState {
  status: LabStatus | null;
  run: RunSummary | null;
  /** The fold of everything so far; null until the first record has been read. */
  live: View | null;
  /** What the panels show: the live view or a past one. */
  shown: View | null;
  /** The generation in the past that was asked for; null while live. */
  past: number | null;
  /** The past is being played forward. */
  replaying: boolean;
  /** Reading the journal of a run: generations read and to read. */
  reading: { done: number; of: number } | null;
  streaming: readonly StreamedText[];
  /** What is being answered to a question of somebody's own, the bare host's text first. */
  answering: readonly string[];
  selectedOrganelle: number | null;
  selectedCell: string | null;
  /** Several that were chosen together, by a line around them or as kin; empty for none. */
  group: ReadonlySet<number>;
  /** The charts' columns for the group alone, as far as they have been read; null without a group. */
  line: LineSeries | null;
  /** Moments of the run that somebody marked, the earliest first. */
  bookmarks: readonly Bookmark[];
  /** Breakpoints that wait. */
  stops: readonly Stop[];
  /** Where and why the world came to rest last, until that is read. */
  stopped: { generation: number; words: string } | null;
  /** How fast the past is played, generations a second. */
  replaySpeed: number;
  centre: Centre;
  peopleTab: PeopleTab;
  dialog: DialogName | null;
  /** The file that is being imported, and those that came meanwhile. */
  importing: { name: string; left: readonly string[] } | null;
  /** The experiment that New run opens with. */
  experiment: Preset | null;
  /** The file of tasks that is looked at, with its grader. */
  tasks: GivenTasks | null;
  /** The file of tasks that New run opens with: its world lives on it. */
  lived: LivedTasks | null;
  /** Files of adapters: those that found the run of New run, or answer beside the one that is measured. */
  adapters: readonly GivenFile[];
  /** The model that New run is to begin on; null for the loaded one. */
  model: string | null;
  /** Name of the folder that is being copied as a model. */
  bringing: string | null;
  /** Address of the hub that models are fetched from; null for huggingface.co. */
  hub: string | null;
  /** The model that was kept last, until the dialog that tells so is closed. */
  brought: HostChoice | null;
  /** The newest thing that went wrong with a command; errors of the lab itself are in the status. */
  problem: Problem | null;
  /** The error of the status that was already read and put away. */
  dismissedCode: string | null;
  /** What happened and has not been read yet. */
  notices: readonly UnreadNotice[];
  measuring: boolean;
  /** null where nobody asked for the page to be kept. */
  site: SiteKept | null;
  theme: Theme;
  smooth: boolean;
  /** Moves the keyboard to the parameters' search field when it changes. */
  searchRequests: number;
}

const NOBODY: ReadonlySet<number> = new Set();

export const initialState = (): PageState => ({
  status: null,
  run: null,
  live: null,
  shown: null,
  past: null,
  replaying: false,
  reading: null,
  streaming: [],
  answering: [],
  selectedOrganelle: null,
  selectedCell: null,
  group: NOBODY,
  line: null,
  bookmarks: [],
  stops: [],
  stopped: null,
  replaySpeed: 5,
  centre: readPreference('centre', 'pond', isCentre),
  peopleTab: 'organelles',
  dialog: null,
  importing: null,
  experiment: null,
  tasks: null,
  lived: null,
  adapters: [],
  model: null,
  bringing: null,
  hub: null,
  brought: null,
  problem: null,
  dismissedCode: null,
  notices: unreadNotices(),
  measuring: false,
  site: null,
  theme: readPreference('theme', 'system', isTheme),
  smooth: readPreference('smooth', false, isBoolean),
  searchRequests: 0,
});

export const createPageStore = () => createStore<PageState>(initialState);
export type PageStore = ReturnType<typeof createPageStore>;

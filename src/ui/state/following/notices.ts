/** What happened and has not been read yet, kept in this browser so that a reload does not swallow it. */
import type { Notice } from '../../../lab/contract.ts';
import { isOneOf, keepPreference, readPreference } from '../preferences.ts';

export interface UnreadNotice {
  notice: Notice;
  /** since one like it was last read */
  times: number;
}

/** Of the page's store, what is about them. */
interface NoticeStore {
  getState(): { notices: readonly UnreadNotice[] };
  setState(change: { notices: readonly UnreadNotice[] }): void;
}

const KEY = 'notices';
const isNotice = isOneOf<Notice>('device-lost', 'device-gave-way');

export function unreadNotices(): readonly UnreadNotice[] {
  return readPreference<readonly UnreadNotice[]>(KEY, [], areUnread);
}

/** One more, or one that has happened before once more. */
export function addNotice(store: NoticeStore, notice: Notice): void {
  const { notices } = store.getState();
  const times = (notices.find((other) => other.notice === notice)?.times ?? 0) + 1;
  keep(store, [...notices.filter((other) => other.notice !== notice), { notice, times }]);
}

/** It has been read. */
export function putAway(store: NoticeStore, notice: Notice): void {
  keep(
    store,
    store.getState().notices.filter((other) => other.notice !== notice),
  );
}

function keep(store: NoticeStore, notices: readonly UnreadNotice[]): void {
  store.setState({ notices });
  keepPreference(KEY, notices);
}

function areUnread(value: unknown): value is readonly UnreadNotice[] {
  return Array.isArray(value) && value.every(isUnread);
}

function isUnread(value: unknown): value is UnreadNotice {
  const { notice, times } = (value ?? {}) as Partial<Record<keyof UnreadNotice, unknown>>;
  return isNotice(notice) && Number.isSafeInteger(times) && (times as number) > 0;
}

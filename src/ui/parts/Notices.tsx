/** What happened while nobody may have looked. Each stays, also over a reload, until somebody says that it was read. */
import type { Notice } from '../../lab/contract.ts';
import { usePage, usePageState } from '../state/context.ts';
import { putAway } from '../state/following/notices.ts';

const WORDS: Readonly<Record<Notice, string>> = {
  'device-lost':
    'The graphics device was lost and started again. What was under way was done once more; nothing of the run is lost.',
  'device-gave-way':
    'The graphics device was lost three times in a row or did not start again, so the run goes on with WebAssembly; nothing of it is lost. Reload the page to try WebGPU again.',
};

export function Notices() {
  const page = usePage();
  const notices = usePageState((state) => state.notices);
  return notices.map(({ notice, times }) => (
    <div key={notice} className="past-band" role="status" data-notice={notice}>
      <span className="past-note">
        {WORDS[notice]}
        {times > 1 && ` It happened ${times} times since this was last read.`}
      </span>
      <button type="button" onClick={() => putAway(page.store, notice)}>
        Understood
      </button>
    </div>
  ));
}

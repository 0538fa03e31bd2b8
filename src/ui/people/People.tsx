/** The right-hand panel: who lives, what they say, what measurement says of them, and what made them so. */
import { usePage, usePageState } from '../state/context.ts';
import { Tabs } from '../parts/Tabs.tsx';
import { Ask } from '../answers/Ask.tsx';
import { Answers } from '../answers/Answers.tsx';
import { Measure } from '../measuring/Measure.tsx';
import { Mechanisms } from '../mechanisms/Mechanisms.tsx';
import { OrganelleDetail } from './OrganelleDetail.tsx';
import { OrganelleList } from './OrganelleList.tsx';

const TABS = [
  { name: 'organelles', title: 'Organelles' },
  { name: 'answers', title: 'Answers' },
  { name: 'measure', title: 'Measure' },
  { name: 'mechanisms', title: 'Mechanisms' },
  { name: 'ask', title: 'Ask' },
] as const;

export function People() {
  const page = usePage();
  const tab = usePageState((state) => state.peopleTab);
  return (
    <section className="panel people" aria-label="People">
      <Tabs label="People" tabs={TABS} selected={tab} onSelect={(name) => page.showTab(name)}>
        {tab === 'organelles' && <Organelles />}
        {tab === 'answers' && <Answers />}
        {tab === 'measure' && <Measure />}
        {tab === 'mechanisms' && <Mechanisms />}
        {tab === 'ask' && <Ask />}
      </Tabs>
    </section>
  );
}

function Organelles() {
  const selected = usePageState((state) => state.selectedOrganelle);
  return (
    <div className="master-detail" data-open={selected !== null || undefined}>
      <div className="master">
        <OrganelleList />
      </div>
      {selected !== null && <OrganelleDetail key={selected} id={selected} />}
    </div>
  );
}

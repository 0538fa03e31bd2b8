/** The page: top bar, three panels that resize, the timeline. Below 1,100 px the panels become tabs, of which a tablet shows the world and its charts in one. */
import { lazy, Suspense, useEffect, useState } from 'react';
import { Group, Panel, Separator, type Layout } from 'react-resizable-panels';
import type { LabPage } from './state/lab-page.ts';
import { Charts } from './charts/Charts.tsx';
import { PageContext, usePage, usePageState } from './state/context.ts';
import { Dialogs } from './dialogs/Dialogs.tsx';
import { FirstVisit } from './dialogs/FirstVisit.tsx';
import { ParametersPanel } from './parameters/ParametersPanel.tsx';
import { Notices } from './parts/Notices.tsx';
import { Problems } from './parts/Problems.tsx';
import { Tabs } from './parts/Tabs.tsx';
import { TooltipLayer } from './parts/Tooltip.tsx';
import { People } from './people/People.tsx';
import { isLayout, readPreference, keepPreference } from './state/preferences.ts';
import { PastBand } from './timeline/PastBand.tsx';
import { StoppedBand } from './timeline/StoppedBand.tsx';
import { Timeline } from './timeline/Timeline.tsx';
import { TopBar } from './top/TopBar.tsx';
import { useKeys } from './state/useKeys.ts';
import { useTheme } from './state/useTheme.ts';
import { Loading } from './world/Loading.tsx';
import { NicheMap } from './world/NicheMap.tsx';

/** Alone in its file, so that it comes after the page and not before it. */
const Pond = lazy(async () => ({ default: (await import('./pond/Pond.tsx')).Pond }));

const Lineage = lazy(async () => ({ default: (await import('./lineage/Lineage.tsx')).Lineage }));

const Diary = lazy(async () => ({ default: (await import('./diary/Diary.tsx')).Diary }));

const NARROW = '(max-width: 1099px)';
/** Room for the world and its charts, one above the other. */
const TALL = '(min-width: 700px) and (min-height: 700px)';

export function App({ page }: { page: LabPage }) {
  return (
    <PageContext value={page}>
      <Page />
    </PageContext>
  );
}

function Page() {
  useTheme();
  useKeys();
  useTitle();
  const isNarrow = useMedia(NARROW);
  return (
    <div className="page">
      <TopBar />
      <PastBand />
      <StoppedBand />
      <Notices />
      <Problems />
      <main className="main">{isNarrow ? <NarrowMain /> : <WideMain />}</main>
      <Timeline />
      <Dialogs />
      <FirstVisit />
      <TooltipLayer />
    </div>
  );
}

function WideMain() {
  return (
    <Group
      orientation="horizontal"
      id="columns"
      defaultLayout={recallLayout('columns')}
      onLayoutChanged={rememberLayout('columns')}
    >
      <Panel id="parameters" defaultSize={272} minSize={200} maxSize={420} groupResizeBehavior="preserve-pixel-size">
        <ParametersPanel />
      </Panel>
      <Separator className="separator" aria-label="Width of the parameters" />
      <Panel id="world" minSize={360}>
        <World />
      </Panel>
      <Separator className="separator" aria-label="Width of the people" />
      <Panel id="people" defaultSize={360} minSize={280} maxSize={640} groupResizeBehavior="preserve-pixel-size">
        <People />
      </Panel>
    </Group>
  );
}

function World() {
  return (
    <Group
      orientation="vertical"
      id="rows"
      defaultLayout={recallLayout('rows')}
      onLayoutChanged={rememberLayout('rows')}
    >
      <Panel id="niche" defaultSize="54%" minSize={120}>
        <Centre />
      </Panel>
      <Separator className="separator" aria-label="Height of the pond" />
      <Panel id="charts" minSize={160}>
        <Charts />
      </Panel>
    </Group>
  );
}

/** The pond, the niche map, the lineage, or the diary; until there is a world, the map that is to be filled. */
function Centre() {
  const centre = usePageState((state) => (state.shown === null ? 'niche' : state.centre));
  if (centre === 'niche') return <NicheMap />;
  return (
    <Suspense fallback={<section className="panel" aria-busy="true" />}>
      {centre === 'pond' ? <Pond /> : centre === 'lineage' ? <Lineage /> : <Diary />}
    </Suspense>
  );
}

const NARROW_TABS = [
  { name: 'world', title: 'World' },
  { name: 'charts', title: 'Charts' },
  { name: 'people', title: 'People' },
  { name: 'parameters', title: 'Parameters' },
] as const;
const TALL_TABS = NARROW_TABS.filter(({ name }) => name !== 'charts');
type NarrowTab = (typeof NARROW_TABS)[number]['name'];

function NarrowMain() {
  const [chosen, setTab] = useState<NarrowTab>('world');
  const isTall = useMedia(TALL);
  const tab = isTall && chosen === 'charts' ? 'world' : chosen;
  const page = usePage();
  useEffect(
    () =>
      page.store.subscribe((state, before) => {
        if (state.searchRequests !== before.searchRequests) setTab('parameters');
        const isChosen = (key: 'selectedOrganelle' | 'selectedCell') =>
          state[key] !== null && state[key] !== before[key];
        if (isChosen('selectedOrganelle') || isChosen('selectedCell')) setTab('people');
      }),
    [page],
  );
  return (
    <Tabs label="Panels" tabs={isTall ? TALL_TABS : NARROW_TABS} selected={tab} onSelect={setTab}>
      {tab === 'world' && (
        <>
          {isTall ? <World /> : <Centre />}
          <Loading />
        </>
      )}
      {tab === 'charts' && <Charts />}
      {tab === 'people' && <People />}
      {tab === 'parameters' && <ParametersPanel />}
    </Tabs>
  );
}

function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const changed = () => setMatches(list.matches);
    list.addEventListener('change', changed);
    return () => list.removeEventListener('change', changed);
  }, [query]);
  return matches;
}

/** The tab's title names the run and how far it is. */
function useTitle(): void {
  const name = usePageState((state) => state.run?.name);
  const generation = usePageState((state) => state.live?.generation);
  useEffect(() => {
    document.title = name ? `${name}, generation ${generation ?? 0} · Evolora Lab` : 'Evolora Lab';
  }, [name, generation]);
}

const recallLayout = (name: string): Layout | undefined => {
  const layout = readPreference<Record<string, number>>(`layout.${name}`, {}, isLayout);
  return Object.keys(layout).length > 0 ? layout : undefined;
};

const rememberLayout = (name: string) => (layout: Layout, meta: { isUserInteraction: boolean }) => {
  if (meta.isUserInteraction) keepPreference(`layout.${name}`, layout);
};

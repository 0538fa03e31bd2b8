/**
 * The tests of merged children, newest first: who were merged, where the child was tested, what the verdict was, and the
 * evidence for it batch by batch, with the line that it had to reach.
 */
import { plainName } from '../../record/fold/niches.ts';
import { Fragment, memo } from 'react';
import type { AssimilationView } from '../../record/fold/view.ts';
import { usePage, usePageState } from '../state/context.ts';
import { count, plural, quantity, signed } from '../words/format.ts';
import { panelParameterAt, say } from '../words/catalogue.ts';
import { Empty } from '../parts/Empty.tsx';
import { Icon } from '../parts/Icon.tsx';
import { OrganelleLink } from '../parts/Lineage.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { EvidenceMeter } from './EvidenceMeter.tsx';
import { metersOf, sumTests, VERDICT_TITLES, verdictSentence, whyNoTests } from './merge-tests.ts';

const MOST_TESTS = 40;

export function Merges() {
  const tests = usePageState((state) => state.shown?.assimilations);
  const config = usePageState((state) => state.shown?.config);
  if (!tests || !config) return <Empty>Tests of merged children stand here as soon as the world has begun.</Empty>;
  if (tests.length === 0) return <Empty>{whyNoTests(config.merging, config.population.survival)}</Empty>;
  return (
    <>
      <p className="merges-sum">{sumTests(tests)}</p>
      {tests
        .slice(-MOST_TESTS)
        .reverse()
        .map((test) => (
          <MergeTest key={test.generation} test={test} />
        ))}
      {tests.length > MOST_TESTS && (
        <p className="list-end">{count(tests.length - MOST_TESTS)} older tests are not listed.</p>
      )}
    </>
  );
}

const MergeTest = memo(function MergeTest({ test }: { test: AssimilationView }) {
  const { parents, verdict, child } = test;
  const passed = verdict === 'passed';
  return (
    <article className="merge-test" aria-label={`Test of generation ${test.generation}`}>
      <header>
        <OrganelleLink id={parents[0]} />
        <span aria-label="with">×</span>
        <OrganelleLink id={parents[1]} />
        {child !== null && <span aria-label="became">→</span>}
        {child !== null && <OrganelleLink id={child} />}
        <span className="spacer" />
        <Moment generation={test.generation} />
      </header>
      <p>
        <span className={passed ? 'grade gain' : 'grade loss'}>
          <Icon name={passed ? 'check' : 'cross'} size={12} />
          {VERDICT_TITLES[verdict]}
        </span>{' '}
        {verdictSentence(test)}
      </p>
      <p className="muted">
        <Cells cells={test.cells} />
      </p>
      <Meters test={test} />
      <Figures test={test} />
    </article>
  );
});

function Moment({ generation }: { generation: number }) {
  const page = usePage();
  return (
    <button
      type="button"
      className="link muted"
      aria-label={`Go to generation ${generation}`}
      onClick={() => void page.past.goTo(generation)}
    >
      gen {count(generation)}
    </button>
  );
}

function Cells({ cells }: { cells: readonly string[] }) {
  const page = usePage();
  return cells.map((cell, i) => (
    <Fragment key={cell}>
      <span className="nowrap">
        <button type="button" className="link muted" onClick={() => page.selectCell(cell)}>
          {plainName(cell)}
        </button>
        {i < cells.length - 1 && ','}
      </span>{' '}
    </Fragment>
  ));
}

function Meters({ test }: { test: AssimilationView }) {
  const [uplift, futility] = metersOf(test);
  return (
    <div className="evidence-meters">
      <EvidenceMeter meter={uplift} />
      <EvidenceMeter meter={futility} />
    </div>
  );
}

function Figures({ test }: { test: AssimilationView }) {
  const { n, meanDifference, method, weights, rank, cost, paid, evidenceTasks, evidenceSolved } = test;
  const parents =
    evidenceTasks === 0
      ? 'No select task was left to weigh the parents by.'
      : `Of ${plural(evidenceTasks, 'select task')} before the test the parents solved ${count(evidenceSolved[0])} and ${count(evidenceSolved[1])}.`;
  const blend = `${say(panelParameterAt('merging.method')!, method)}, weights ${quantity(weights[0])} and ${quantity(weights[1])}, rank ${count(rank)}.`;
  return (
    <footer className="muted">
      <span {...tip('Select tasks that both the child and its best parent attempted.')}>{plural(n, 'task')}</span>
      <span
        className={meanDifference > 0 ? 'gain' : meanDifference < 0 ? 'loss' : ''}
        {...tip('Tasks solved by the child less those solved by its best parent, in points of a hundred.')}
      >
        {signed(meanDifference * 100, 1)} points
      </span>
      <span tabIndex={0} {...tip(`${parents}\n${blend}`)}>
        rank {count(rank)}
      </span>
      <span {...tip(`What the test cost, in E; the parents paid ${quantity(paid[0])} and ${quantity(paid[1])}.`)}>
        cost {quantity(cost)}
      </span>
    </footer>
  );
}

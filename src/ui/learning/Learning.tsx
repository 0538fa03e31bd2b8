/** What an organelle learnt within its life: its curve, the same tasks before and after, and where its weights act. */
import { plainName } from '../../record/fold/niches.ts';
import type { OrganelleView, View } from '../../record/fold/view.ts';
import { usePage } from '../state/context.ts';
import { count, plural, quantity } from '../words/format.ts';
import { Empty } from '../parts/Empty.tsx';
import { useKinColour } from '../parts/Lineage.tsx';
import { BeforeAfter } from './BeforeAfter.tsx';
import { Fact } from '../parts/Fact.tsx';
import { LessonCurve } from './LessonCurve.tsx';
import { ruleLabel, sumLessons, whyNoLessons } from './lessons.ts';
import { NormMap } from './NormMap.tsx';

export function Learning({ organelle, view }: { organelle: OrganelleView; view: View }) {
  const { lessons, probes } = organelle;
  return (
    <>
      {lessons.length === 0 ? <Empty>{whyNoLessons(organelle, view)}</Empty> : <Lessons organelle={organelle} />}
      {lessons.length > 0 && (
        <>
          <h4>Before and after</h4>
          {probes.length > 0 ? (
            <BeforeAfter probes={probes} />
          ) : (
            <Empty>
              {view.config.learning.probes === 0
                ? 'Probes are set to 0, so no task is asked before and after an update.'
                : 'Its answers stand here once an update has changed its weights.'}
            </Empty>
          )}
        </>
      )}
      <h4>Where its adapter acts</h4>
      <NormMap sites={view.run.sites} norms={organelle.norms} />
    </>
  );
}

function Lessons({ organelle }: { organelle: OrganelleView }) {
  const page = usePage();
  const colour = useKinColour(organelle.id);
  const { lessons } = organelle;
  const [first, newest] = [lessons[0]!, lessons.at(-1)!];
  const { updates, dropped, trials, paidEnergy, costEnergy } = sumLessons(lessons);
  return (
    <>
      <p className="lesson-lead">
        {ruleLabel(newest.rule)} in{' '}
        <button type="button" className="link" onClick={() => page.selectCell(newest.cell)}>
          {plainName(newest.cell)}
        </button>
        , {spanOf(first.generation, newest.generation)}.
      </p>
      <LessonCurve lessons={lessons} colour={colour} />
      {dropped > 0 && (
        <p className="lesson-note">
          {plural(dropped, 'update')} of {count(updates)} dropped, marked ×: a number in it was not finite, so the
          weights stayed as they were.
        </p>
      )}
      <dl className="facts">
        <Fact name="Updates" help="How often its weights were changed by learning." value={count(updates)} />
        <Fact name="Trials" help="The answers behind all its updates." value={count(trials)} />
        <Fact
          name="Spent, E"
          help="What left its account for learning, over its whole life."
          value={quantity(paidEnergy)}
          tipMore={`Cost ${quantity(costEnergy)} E in all.`}
        />
        <Fact
          name="Dropped"
          help="Updates in which a number was not finite; they change nothing and are paid for."
          value={count(dropped)}
        />
      </dl>
    </>
  );
}

function spanOf(from: number, to: number): string {
  return from === to ? `generation ${count(from)}` : `generations ${count(from)} to ${count(to)}`;
}

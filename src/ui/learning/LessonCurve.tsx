/**
 * The curve of an organelle's lessons: one column an update. Every column can be asked; arrow keys walk from one to the
 * next. A dropped update is a cross, not a dot, and is counted in words under the curve.
 */
import { useState, type KeyboardEvent } from 'react';
import type { LessonView } from '../../record/fold/view.ts';
import { count, percent, plural, quantity } from '../words/format.ts';
import { Icon } from '../parts/Icon.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { curveOf, describeLesson, type LessonFigures as Curve, type LessonPoint } from './lessons.ts';

export function LessonCurve({ lessons, colour }: { lessons: readonly LessonView[]; colour: string }) {
  const curve = curveOf(lessons);
  const [entry, setEntry] = useState(lessons.length - 1);
  return (
    <figure className="lesson-curve">
      <figcaption className="muted">
        {curve.shows === 'solved' ? 'Trials solved, % of each update’s' : 'Loss on gold answers, each update’s'}
      </figcaption>
      <div className="lesson-plot" role="group" aria-label={summaryOf(curve)} onKeyDown={walk}>
        <AxisLabels curve={curve} />
        <div className="lesson-area">
          <Lines curve={curve} colour={colour} />
          {curve.points.map((point, i) => (
            <Column
              key={point.lesson.update}
              point={point}
              width={1 / curve.points.length}
              colour={colour}
              isEntry={i === Math.min(entry, lessons.length - 1)}
              onEnter={() => setEntry(i)}
            />
          ))}
        </div>
      </div>
      <div className="lesson-updates muted" aria-hidden="true">
        <span>update {count(lessons[0]!.update)}</span>
        {lessons.length > 1 && <span>{count(lessons.at(-1)!.update)}</span>}
      </div>
    </figure>
  );
}

function AxisLabels({ curve: { shows, ceiling } }: { curve: Curve }) {
  const write = (value: number) => (shows === 'solved' ? count(value * 100) : quantity(value));
  return (
    <div className="lesson-axis muted" aria-hidden="true">
      <span>{write(ceiling)}</span>
      <span>{write(ceiling / 2)}</span>
      <span>0</span>
    </div>
  );
}

function Lines({ curve, colour }: { curve: Curve; colour: string }) {
  return (
    <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
      {curve.lines.map((line, i) => (
        <polyline
          key={i}
          points={line.map(({ x, y }) => `${x},${1 - y}`).join(' ')}
          fill="none"
          stroke={colour}
          strokeWidth="1.5"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}

interface ColumnProps {
  point: LessonPoint;
  /** Share of the plot's width. */
  width: number;
  colour: string;
  isEntry: boolean;
  onEnter: () => void;
}

function Column({ point: { lesson, x, y, isTurn }, width, colour, isEntry, onEnter }: ColumnProps) {
  const style = { left: `${(x - width / 2) * 100}%`, width: `${width * 100}%`, '--y': `${(y ?? 0) * 100}%` };
  return (
    <span
      className="lesson"
      role="img"
      aria-label={`Update ${lesson.update}${lesson.dropped ? ', dropped' : ''}`}
      data-turn={isTurn || undefined}
      tabIndex={isEntry ? 0 : -1}
      style={style}
      onFocus={onEnter}
      {...tip(describeLesson(lesson))}
    >
      {lesson.dropped ? (
        <span className="lesson-cross">
          <Icon name="cross" size={12} />
        </span>
      ) : (
        y !== null && <span className="lesson-dot" style={{ background: colour }} />
      )}
    </span>
  );
}

/** Arrow keys walk the columns, and are then not the world's. */
function walk(event: KeyboardEvent): void {
  if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
  event.preventDefault();
  event.nativeEvent.stopPropagation();
  const from = event.target as HTMLElement;
  const next = event.key === 'ArrowRight' ? from.nextElementSibling : from.previousElementSibling;
  if (next instanceof HTMLElement) next.focus();
}

function summaryOf({ shows, points }: Curve): string {
  const write = ({ lesson }: LessonPoint) =>
    shows === 'solved' ? `${percent(lesson.solvedShare)} % of trials solved` : `loss ${quantity(lesson.loss)}`;
  const [first, last] = [points[0]!, points.at(-1)!];
  return `${plural(points.length, 'update')}: first ${write(first)}, newest ${write(last)}`;
}

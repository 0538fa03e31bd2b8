/** One gambler's wealth, batch by batch, and the line that decides: drawn for the eye, said in words for everyone else. */
import { quantity } from '../words/format.ts';
import { tip } from '../parts/Tooltip.tsx';
import { describeMeter, type Meter } from './merge-tests.ts';

const SCALE = 'Natural logarithm of the evidence; 0 is none.';

export function EvidenceMeter({ meter }: { meter: Meter }) {
  const { title, logs, need, isReached, points, needY, zeroY } = meter;
  const words = describeMeter(meter);
  const level = (y: number) => ({ bottom: `${y * 100}%` });
  return (
    <figure className="evidence-meter" data-reached={isReached || undefined}>
      <figcaption>
        <span>{title}</span>
        <span className="muted">
          {quantity(logs.at(-1))} of {quantity(need)}
        </span>
      </figcaption>
      <div className="evidence-plot" role="img" aria-label={words} tabIndex={0} {...tip(`${words}\n${SCALE}`)}>
        <span className="evidence-zero" style={level(zeroY)} />
        <span className="evidence-need" style={level(needY)} />
        <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
          <polyline
            points={points.map(({ x, y }) => `${x},${1 - y}`).join(' ')}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <span className="evidence-end" style={{ left: `${points.at(-1)!.x * 100}%`, ...level(points.at(-1)!.y) }} />
      </div>
    </figure>
  );
}

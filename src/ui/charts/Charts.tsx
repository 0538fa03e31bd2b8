/**
 * The four charts of the world on one shared x axis. React only lays them out: the drawing subscribes to the store and
 * to the crosshair by itself and paints at most once a frame, however fast the world turns.
 */
import 'uplot/dist/uPlot.min.css';
import { interpolateCividis } from 'd3';
import { useEffect, useRef } from 'react';
import type { LabPage } from '../state/lab-page.ts';
import { usePage, usePageState } from '../state/context.ts';
import { crosshair } from '../state/crosshair.ts';
import { count } from '../words/format.ts';
import { tip } from '../parts/Tooltip.tsx';
import { Loading } from '../world/Loading.tsx';
import { ChartMenu } from './ChartMenu.tsx';
import { LineChart } from './LineChart.ts';
import { readPalette } from './palette.ts';
import { labelsNear } from './rules.ts';
import { SMOOTHING_WINDOW } from './series.ts';
import { CHARTS, type ChartSpec } from './specs.ts';

export function Charts() {
  const hasHistory = usePageState((state) => state.live !== null);
  return (
    <section className="panel charts" aria-label="Charts">
      <ChartsHead hasHistory={hasHistory} />
      {hasHistory ? (
        <div className="chart-grid">
          {CHARTS.map((spec) => (
            <ChartFigure key={spec.name} spec={spec} />
          ))}
        </div>
      ) : (
        <div className="charts-waiting">
          <Loading />
          <p className="muted">
            Population, ROI, coverage and solved tasks are drawn here from the first generation on.
          </p>
        </div>
      )}
    </section>
  );
}

function ChartsHead({ hasHistory }: { hasHistory: boolean }) {
  const page = usePage();
  const smooth = usePageState((state) => state.smooth);
  const pointed = useRef<HTMLSpanElement>(null);
  useEffect(() => crosshair.subscribe((generation) => writeMarks(page, pointed.current, generation)), [page]);
  return (
    <header className="panel-head">
      <h2 className="panel-title">History</h2>
      <span className="muted clip" ref={pointed}>
        {hasHistory ? HOW_TO_ASK : ''}
      </span>
      <span className="spacer" />
      <button
        type="button"
        className="quiet"
        aria-pressed={smooth}
        {...tip(`The trailing mean of ${SMOOTHING_WINDOW} generations on top of the raw line. It never looks ahead.`)}
        onClick={() => page.setSmooth(!smooth)}
      >
        {smooth ? `Smoothed over ${SMOOTHING_WINDOW} generations` : 'Smoothing off'}
      </button>
    </header>
  );
}

const HOW_TO_ASK = 'by generation; click a moment to see it again';

/** Beside the title: the generation pointed at and what happened there. */
function writeMarks(page: LabPage, place: HTMLElement | null, generation: number | null): void {
  const { shown, live } = page.store.getState();
  if (!place) return;
  if (generation === null || !shown || !live) {
    place.textContent = HOW_TO_ASK;
    return;
  }
  const reach = live.generation / 100;
  const labels = labelsNear(shown.marks, generation, reach).slice(0, 2);
  place.textContent = [`generation ${count(generation)}`, ...labels].join(' · ');
}

function ChartFigure({ spec }: { spec: ChartSpec }) {
  const page = usePage();
  const place = useRef<HTMLDivElement>(null);
  const readout = useRef<HTMLOutputElement>(null);
  useEffect(() => runChart(page, spec, place.current!, readout.current!), [page, spec]);
  return (
    <figure className="chart" aria-label={`${spec.title}, by generation`}>
      <figcaption>
        <span className="chart-title" tabIndex={0} {...tip(spec.help)}>
          {spec.title}
        </span>
        <ChartMenu spec={spec} place={place} />
        <output className="chart-readout" ref={readout} />
      </figcaption>
      <div className="chart-units" aria-hidden="true">
        {spec.strips ? <StripKey /> : <span>{spec.left}</span>}
        <span>{spec.right ?? ''}</span>
      </div>
      <div className="chart-plot" ref={place} />
    </figure>
  );
}

/** The colours of the strips, from none to all solved. */
function StripKey() {
  const stops = Array.from({ length: 9 }, (_, i) => interpolateCividis(i / 8)).join(', ');
  return (
    <span className="scale-key">
      0 %<span className="scale-bar" style={{ background: `linear-gradient(to right, ${stops})` }} />
      100 %
    </span>
  );
}

/** Keeps one chart drawn until the returned function is called. */
function runChart(page: LabPage, spec: ChartSpec, place: HTMLElement, readout: HTMLElement): () => void {
  const chart = new LineChart(place, spec, readPalette(), (generation) => void page.past.goTo(generation));
  let frame = 0;
  const paint = () => {
    frame = 0;
    const { shown, live, smooth, line } = page.store.getState();
    if (!shown || !live) return;
    chart.draw({ view: shown, lastGeneration: live.generation, smooth, line });
    write(crosshair.generation);
  };
  const write = (generation: number | null) => {
    const view = page.store.getState().shown;
    if (!view) return;
    const last = view.series.generation.length - 1;
    readout.textContent = spec.readout(view, Math.min(last, generation ?? last), chart.pointedRow);
  };
  const request = () => {
    frame ||= requestAnimationFrame(paint);
  };
  const stops = [
    page.store.subscribe((state, before) => {
      const isOther = (['shown', 'live', 'smooth', 'line'] as const).some((key) => state[key] !== before[key]);
      if (isOther) request();
    }),
    crosshair.subscribe((generation) => {
      chart.point(generation);
      write(generation);
    }),
  ];
  const observer = new ResizeObserver(() => chart.resize());
  observer.observe(place);
  const moved = () => write(crosshair.generation);
  if (spec.strips) place.addEventListener('pointermove', moved);
  const theme = new MutationObserver(() => chart.setPalette(readPalette()));
  theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  void document.fonts.ready.then(request);
  request();
  return () => {
    cancelAnimationFrame(frame);
    for (const stop of stops) stop();
    observer.disconnect();
    place.removeEventListener('pointermove', moved);
    theme.disconnect();
    chart.destroy();
  };
}

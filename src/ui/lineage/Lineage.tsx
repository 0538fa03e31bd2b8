/**
 * Who came from whom: the family over time, in the middle of the page. A click opens an organelle, a second look closer is the
 * wheel, two fingers or + and −, a drag or the arrows move the sight, and a line that is chosen stands out here and in every list.
 */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { lineOf } from '../../record/fold/line.ts';
import { CentreSwitch } from '../parts/CentreSwitch.tsx';
import { Icon } from '../parts/Icon.tsx';
import { watchPinch } from '../parts/pinch.ts';
import { tip } from '../parts/Tooltip.tsx';
import { chooseGroup } from '../state/choosing.ts';
import { usePage, usePageState } from '../state/context.ts';
import { crosshair } from '../state/crosshair.ts';
import type { LabPage } from '../state/lab-page.ts';
import { descentOf, findByName, type Descent } from './family.ts';
import { FamilyTable } from './FamilyTable.tsx';
import { LineageCanvas } from './LineageCanvas.ts';
import { bandWords, familyWords } from './words.ts';

/** So many generations of a band are worked out; a pixel shows no more. */
const MOST_COLUMNS = 600;

export function Lineage() {
  const page = usePage();
  const view = usePageState((state) => state.shown);
  const [unfolded, setUnfolded] = useState(false);
  const place = useRef<HTMLCanvasElement>(null);
  const canvas = useRef<LineageCanvas>(null);
  const family = useMemo(() => (view ? descentOf(view, MOST_COLUMNS) : null), [view]);
  const [words, setWords] = useState('');
  useEffect(() => {
    const drawing = new LineageCanvas(place.current!);
    canvas.current = drawing;
    const pinched = watchPinch(place.current!, ({ factor, x, y, dx, dy }) => {
      drawing.pan(dx, dy);
      drawing.zoom(factor, x, y);
    });
    const stops = [follow(page, drawing), pinched, watch(page, drawing, place.current!, setWords)];
    const observer = new ResizeObserver(() => drawing.resize());
    observer.observe(place.current!);
    const theme = new MutationObserver(() => drawing.retheme());
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    return () => {
      for (const stop of stops) stop();
      observer.disconnect();
      theme.disconnect();
      drawing.destroy();
    };
  }, [page]);
  useEffect(() => {
    if (family) canvas.current?.show(family);
  }, [family]);
  useEffect(() => {
    const { selectedOrganelle: selected, group } = page.store.getState();
    canvas.current?.choose({ selected, group, unfolded });
  }, [page, unfolded]);
  return (
    <section className="panel lineage" aria-label="Lineage">
      <LineageHead {...{ family, unfolded, setUnfolded, canvas }} />
      <div className="lineage-picture">
        <canvas ref={place} aria-hidden="true" data-testid="lineage" />
        <LineageKeys canvas={canvas} />
      </div>
      <p className="lineage-words clip muted" aria-live="polite">
        {words || (family ? `${familyWords(family)}. ${HOW}` : '')}
      </p>
      {family && view && <FamilyTable family={family} organelles={view.organelles} />}
    </section>
  );
}

const HOW = 'Every band is a life: ● split  ◆ merged  ○ newcomer  ▼ returned.';

interface HeadProps {
  family: Descent | null;
  unfolded: boolean;
  setUnfolded: (unfolded: boolean) => void;
  canvas: RefObject<LineageCanvas | null>;
}

function LineageHead({ family, unfolded, setUnfolded, canvas }: HeadProps) {
  const page = usePage();
  const selected = usePageState((state) => state.selectedOrganelle);
  const hasGroup = usePageState((state) => state.group.size > 0);
  const chooseLine = () => {
    const { shown } = page.store.getState();
    if (shown && selected !== null) chooseGroup(page.store, lineOf(selected, shown.organelles));
  };
  return (
    <header className="panel-head lineage-head">
      <h2 className="visually-hidden">Lineage</h2>
      <CentreSwitch />
      <span className="spacer" />
      <Search family={family} canvas={canvas} />
      <button
        type="button"
        className="quiet"
        disabled={selected === null && !hasGroup}
        {...tip('The organelle that is open and all who descend from it stand out in every panel.')}
        onClick={() => (hasGroup ? chooseGroup(page.store, []) : chooseLine())}
      >
        {hasGroup ? 'All lines' : 'Its line'}
      </button>
      <button
        type="button"
        className="quiet"
        aria-pressed={unfolded}
        {...tip('Strands and signs of branches from which nobody alive descends; folded, only their bands stay, pale.')}
        onClick={() => setUnfolded(!unfolded)}
      >
        Extinct
      </button>
      <button type="button" className="quiet" onClick={() => canvas.current?.whole()}>
        Whole
      </button>
    </header>
  );
}

/** Finds an organelle by its name, opens it and brings it into sight. */
function Search({ family, canvas }: Pick<HeadProps, 'family' | 'canvas'>) {
  const page = usePage();
  const [typed, setTyped] = useState('');
  const found = family ? findByName(family, typed) : null;
  const open = () => {
    if (!found) return;
    page.selectOrganelle(found.organelle.id);
    canvas.current?.reveal(found);
  };
  return (
    <label className="lineage-search">
      <Icon name="search" size={12} />
      <input
        type="search"
        size={9}
        placeholder="Name"
        aria-label="Find an organelle by name"
        aria-invalid={typed.trim() !== '' && !found}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && open()}
      />
    </label>
  );
}

const STEP_PX = 60;
const CLOSER = 1.3;
const KEYS: Readonly<Record<string, (canvas: LineageCanvas) => void>> = {
  ArrowLeft: (canvas) => canvas.pan(STEP_PX, 0),
  ArrowRight: (canvas) => canvas.pan(-STEP_PX, 0),
  ArrowUp: (canvas) => canvas.pan(0, STEP_PX),
  ArrowDown: (canvas) => canvas.pan(0, -STEP_PX),
  '+': (canvas) => canvas.zoom(CLOSER),
  '-': (canvas) => canvas.zoom(1 / CLOSER),
  '0': (canvas) => canvas.whole(),
};

/** The keyboard's place on the picture. It lets the pointer through. */
function LineageKeys({ canvas }: Pick<HeadProps, 'canvas'>) {
  const onKeyDown = (event: KeyboardEvent) => {
    const act = KEYS[event.key];
    // The browser has its own keys to come closer and to go back.
    if (!act || !canvas.current || event.ctrlKey || event.metaKey || event.altKey) return;
    act(canvas.current);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="pond-keys"
      role="application"
      aria-label="Sight of the family: arrows move, plus and minus look closer or farther, 0 shows the whole"
      tabIndex={0}
      onKeyDown={onKeyDown}
    />
  );
}

/** Keeps what is chosen and the crosshair drawn until the returned function is called. */
function follow(page: LabPage, canvas: LineageCanvas): () => void {
  const stops = [
    page.store.subscribe(({ selectedOrganelle: selected, group }, before) => {
      if (selected !== before.selectedOrganelle || group !== before.group) canvas.choose({ selected, group });
    }),
    crosshair.subscribe((generation) => canvas.point(generation)),
  ];
  return () => stops.forEach((stop) => stop());
}

/** A press that moves farther than this pushes the picture, CSS pixels. */
const DRAG_PX = 4;

function watch(page: LabPage, canvas: LineageCanvas, element: HTMLElement, tell: (words: string) => void): () => void {
  let from: readonly [number, number] | null = null;
  let pushed = false;
  const at = ({ clientX, clientY }: MouseEvent): [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const move = (event: PointerEvent) => {
    const [x, y] = at(event);
    if (from) {
      pushed ||= Math.hypot(x - from[0], y - from[1]) > DRAG_PX;
      if (pushed) {
        canvas.pan(x - from[0], y - from[1]);
        from = [x, y];
      }
      return;
    }
    const band = canvas.bandAt(x, y);
    canvas.hover(band?.organelle.id ?? null);
    crosshair.set(canvas.generationAt(x));
    const { shown } = page.store.getState();
    tell(band && shown ? bandWords(band, shown.organelles).replace('\n', '; ') : '');
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    from = at(event);
    pushed = false;
    element.setPointerCapture(event.pointerId);
  };
  const up = (event: PointerEvent) => {
    if (from && !pushed) page.selectOrganelle(canvas.bandAt(...at(event))?.organelle.id ?? null);
    from = null;
  };
  const leave = () => {
    from = null;
    canvas.hover(null);
    crosshair.set(null);
    tell('');
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    canvas.zoom(Math.exp(-event.deltaY / 400), ...at(event));
  };
  const listeners = { pointermove: move, pointerdown: down, pointerup: up, pointercancel: leave, pointerleave: leave };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener as EventListener);
  element.addEventListener('wheel', wheel, { passive: false });
  return () => {
    for (const [type, listener] of Object.entries(listeners))
      element.removeEventListener(type, listener as EventListener);
    element.removeEventListener('wheel', wheel);
  };
}

/**
 * The pond: the colony alive, in the middle of the page. React lays it out and tells it in words; the picture subscribes to
 * the store by itself and shows the present or the past. A click opens a body or the ground under it, a line drawn around
 * bodies chooses them all, and the keyboard walks from body to body.
 */
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type { LabPage } from '../state/lab-page.ts';
import { chooseGroup, toggleInGroup } from '../state/choosing.ts';
import { usePage } from '../state/context.ts';
import { CentreSwitch } from '../parts/CentreSwitch.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { watchPointer, type Pointed } from './pointer.ts';
import { PondCanvas } from './PondCanvas.ts';
import { PondTable } from './PondTable.tsx';
import { sceneOf, type Scene } from './scene.ts';
import { bodyWords, pondWords } from './words.ts';

export function Pond() {
  const page = usePage();
  const place = useRef<HTMLDivElement>(null);
  const pond = useRef<PondCanvas>(null);
  const [scene, setScene] = useState<Scene | null>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    const [ground, life] = place.current!.querySelectorAll('canvas');
    const canvas = new PondCanvas(ground!, life!);
    pond.current = canvas;
    const stops = [follow(page, canvas, setScene), watchPointer(page, canvas, life!, setPointed)];
    const observer = new ResizeObserver(() => canvas.resize());
    observer.observe(life!);
    const theme = new MutationObserver(() => canvas.retheme());
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    void document.fonts.ready.then(() => canvas.retheme());
    return () => {
      for (const stop of stops) stop();
      observer.disconnect();
      theme.disconnect();
      canvas.destroy();
    };
  }, [page]);
  return (
    <section className="panel pond" aria-label="Pond" data-note="niche">
      <PondHead scene={scene} />
      <div className="pond-water" ref={place}>
        <canvas aria-hidden="true" />
        <canvas aria-hidden="true" data-testid="pond" />
        <PondKeys pond={pond} />
        {pointed && <PointedWords pointed={pointed} place={place} />}
      </div>
      {scene && <PondTable scene={scene} />}
    </section>
  );
}

const KEY = [
  ['size', 'Its energy: a body of full size owns twice what a founder begins with.'],
  ['colour', 'Whose kin it is: the hue is the founder’s, the shade moves a little at every birth.'],
  ['granules', 'The rank of its adapter.'],
  ['rings', 'Its age: a ring at 1, 3, 7, 15 and 31 generations.'],
  [
    'ground',
    'A patch a kind of task. The deeper its water, the more is solved there of late; the grains are what it pays; the squares are its elites, from cheap to dear; the rings beside them are former holders that it remembers.',
  ],
] as const;

function PondHead({ scene }: { scene: Scene | null }) {
  return (
    <header className="panel-head pond-head">
      <h2 className="visually-hidden">Pond</h2>
      <CentreSwitch />
      <span className="muted clip">{scene ? pondWords(scene) : 'The colony appears as soon as the world begins.'}</span>
      <span className="spacer" />
      <span className="pond-key muted">
        {KEY.map(([word, help]) => (
          <span key={word} tabIndex={0} {...tip(help)}>
            {word}
          </span>
        ))}
      </span>
    </header>
  );
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const CLOSER: Readonly<Record<string, (pond: PondCanvas) => void>> = {
  '+': (pond) => pond.zoom(1.3),
  '-': (pond) => pond.zoom(1 / 1.3),
  '0': (pond) => pond.whole(),
};

/** The keyboard's place on the pond. It lies over the water and lets the pointer through. */
function PondKeys({ pond }: { pond: RefObject<PondCanvas | null> }) {
  const page = usePage();
  const [at, setAt] = useState<number | null>(null);
  const body = at === null ? undefined : pond.current?.scene?.bodies.find(({ id }) => id === at);
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const next = pond.current?.neighbour(body ? at : null, arrow) ?? at;
      setAt(next);
      pond.current?.hover(next);
    } else if (event.key === 'Enter' && body) page.selectOrganelle(body.id);
    else if (event.key === 'x' && body) toggleInGroup(page.store, body.id);
    else if (CLOSER[event.key] && pond.current && !event.ctrlKey && !event.metaKey) CLOSER[event.key]!(pond.current);
    else if (event.key === 'Escape') letGo(page);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="pond-keys"
      role="application"
      aria-label="Bodies of the pond: arrows walk, Enter opens, X chooses several, plus and minus look closer or farther, 0 shows the whole, Escape lets go"
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => pond.current?.hover(null)}
    >
      <span className="visually-hidden" aria-live="polite">
        {body ? bodyWords(body) : ''}
      </span>
    </div>
  );
}

/** Nobody and nothing is chosen any more. */
function letGo(page: LabPage): void {
  chooseGroup(page.store, []);
  page.selectOrganelle(null);
  page.selectCell(null);
}

/** What is under the pointer, beside it. */
function PointedWords({ pointed, place }: { pointed: Pointed; place: RefObject<HTMLDivElement | null> }) {
  const width = place.current?.clientWidth ?? 0;
  const height = place.current?.clientHeight ?? 0;
  const isRight = pointed.x > width / 2;
  const isLow = pointed.y > height / 2;
  return (
    <div
      className="pond-words"
      aria-hidden="true"
      style={{
        ...(isRight ? { right: width - pointed.x + 14 } : { left: pointed.x + 14 }),
        ...(isLow ? { bottom: height - pointed.y + 10 } : { top: pointed.y + 10 }),
      }}
    >
      {pointed.words}
    </div>
  );
}

/** Keeps the picture at the moment shown until the returned function is called. */
function follow(page: LabPage, canvas: PondCanvas, tell: (scene: Scene | null) => void): () => void {
  const reduced = matchMedia('(prefers-reduced-motion: reduce)');
  let asked = 0;
  const show = async (before: number | null) => {
    const { shown } = page.store.getState();
    const nth = ++asked;
    if (!shown) return tell(null);
    const { generation } = shown;
    const isNext = before !== null && generation === before + 1;
    const [record] = isNext && !reduced.matches ? await page.journal.read(generation, generation) : [];
    if (nth !== asked) return;
    const scene = sceneOf(shown);
    canvas.show(scene, record?.events ?? null, reduced.matches);
    tell(scene);
  };
  const choose = () => {
    const { selectedOrganelle: selected, selectedCell: cell, group } = page.store.getState();
    canvas.choose({ selected, cell, group });
  };
  choose();
  void show(null);
  return page.store.subscribe((state, before) => {
    if (state.shown !== before.shown) void show(before.shown?.generation ?? null);
    if (state.streaming !== before.streaming) canvas.stream(state.past === null ? state.streaming : []);
    if (
      state.selectedOrganelle !== before.selectedOrganelle ||
      state.selectedCell !== before.selectedCell ||
      state.group !== before.group
    )
      choose();
  });
}

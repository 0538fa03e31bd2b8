/**
 * The whole run at a glance, and the slider that shows any of its generations through the same panels. Its right end is
 * now: dragged there, the page is live again.
 */
import { useEffect, useRef, useState } from 'react';
import type { Mark } from '../../record/fold/view.ts';
import { readPalette } from '../charts/palette.ts';
import { usePage, usePageState } from '../state/context.ts';
import { crosshair } from '../state/crosshair.ts';
import { count } from '../words/format.ts';
import { tip } from '../parts/Tooltip.tsx';
import { drawTimeline, generationAt, xOf } from './draw.ts';

/** Half the slider's thumb: the first and the last generation lie this far from the ends. */
const INSET = 8;

export function Timeline() {
  const page = usePage();
  const live = usePageState((state) => state.live);
  const past = usePageState((state) => state.past);
  const last = live?.generation ?? 0;
  return (
    <section className="timeline" aria-label="Timeline" data-note="timeline">
      <TimelineKey />
      <div className="timeline-track">
        <Picture />
        <input
          type="range"
          aria-label="Generation"
          aria-valuetext={past === null ? `live, generation ${last}` : `generation ${past} of ${last}`}
          min={0}
          max={Math.max(1, last)}
          value={past ?? Math.max(last, live ? 0 : 1)}
          disabled={last === 0}
          onChange={(event) => void page.past.goTo(Number(event.target.value))}
        />
        {!live && <span className="timeline-empty muted">Every generation becomes a column here.</span>}
      </div>
      <button
        type="button"
        className="live-button"
        aria-pressed={past === null}
        disabled={!live}
        onClick={() => page.past.goLive()}
        {...tip('The newest generation (L)')}
      >
        <span className="live-dot" aria-hidden="true" />
        Live
      </button>
    </section>
  );
}

const KEY_HELP =
  '▲ births, ▼ deaths: the larger the more. A line is a tweak, a dot a measurement, a square a cell that opened to attempts.';
const ASK_HELP = 'Drag the slider, or click a moment in any chart, to see it again.';

/** Signs that every run has, and those that wait for what they stand for. */
const SIGNS = [
  { sign: '▲', words: 'births', tone: 'gain' },
  { sign: '┃', words: 'tweak', tone: 'accent' },
  { sign: '□', words: 'cell opened', tone: 'ink-2' },
  { sign: '▼', words: 'deaths', tone: 'loss' },
  { sign: '●', words: 'measured', tone: 'ink' },
] as const;
const RARE_SIGNS = [
  {
    kind: 'catastrophe',
    sign: '✕',
    words: 'catastrophe',
    tone: 'loss',
    help: '✕ is a catastrophe: prices and depths are reshuffled.',
  },
  {
    kind: 'custom',
    sign: '◂▸',
    words: 'custom',
    tone: 'accent',
    help: '◂▸ is a change of customs: a cell wants another form of answer for the same prompts.',
  },
  {
    kind: 'starved',
    sign: '▽',
    words: 'starves',
    tone: 'loss',
    help: '▽ is a niche that starves: its holder lived well there and solves nearly nothing by now.',
  },
  {
    kind: 'taken',
    sign: '■',
    words: 'taken',
    tone: 'ink',
    help: '■ on the line is a niche that somebody else takes.',
  },
  {
    kind: 'merge',
    sign: '◆◇',
    words: 'merges',
    tone: 'ink',
    help: '◆ on the line is a merged child that passed its test, ◇ one that was dissolved.',
  },
  { kind: 'winter', sign: '▒', words: 'winter', tone: 'muted', help: 'A band is a winter: solved tasks pay less.' },
  {
    kind: 'regression',
    sign: '○',
    words: 'setback',
    tone: 'loss',
    help: '○ is a setback: a mastered cell that solves less than it once did, or a host that cannot learn by the chosen rule.',
  },
] as const;

/** What a person left at the run. */
const FLAG = { sign: '⚑', words: 'bookmark', tone: 'ink', help: '⚑ is a bookmark of yours; the diary holds its note.' };

function TimelineKey() {
  const kinds = usePageState((state) => kindsOf(state.live?.marks ?? NO_MARKS));
  const isFlagged = usePageState((state) => state.bookmarks.length > 0);
  const rare = [...RARE_SIGNS.filter(({ kind }) => kinds.split(' ').includes(kind)), ...(isFlagged ? [FLAG] : [])];
  const help = [KEY_HELP, ...rare.map((each) => each.help), ASK_HELP].join('\n');
  return (
    <div
      className="timeline-key muted"
      role="group"
      aria-label="Signs on the timeline"
      data-many={rare.length > 1 || undefined}
      tabIndex={0}
      {...tip(help)}
    >
      {[...SIGNS, ...rare].map(({ sign, words, tone }) => (
        <span key={words}>
          <span className={tone}>{sign}</span> {words}
        </span>
      ))}
    </div>
  );
}

const NO_MARKS: readonly Mark[] = [];

/** The rare kinds among the marks, as one text: it is the same as long as they are. */
function kindsOf(marks: readonly Mark[]): string {
  return RARE_SIGNS.map(({ kind }) => kind)
    .filter((kind) => marks.some((mark) => mark.kind === kind))
    .join(' ');
}

/** The canvas paints itself, at most once a frame; React only mounts it. */
function Picture() {
  const page = usePage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const line = useRef<HTMLDivElement>(null);
  const [label, setLabel] = useState('');

  useEffect(() => {
    const place = canvas.current!;
    let frame = 0;
    let palette = readPalette();
    const paint = () => {
      frame = 0;
      const { shown, live, bookmarks } = page.store.getState();
      const flags = bookmarks.map(({ generation }) => generation);
      if (shown && live) drawTimeline(place, shown, live.generation, palette, INSET, flags);
    };
    const request = () => {
      frame ||= requestAnimationFrame(paint);
    };
    const follow = (generation: number | null) => {
      const { live, shown, bookmarks } = page.store.getState();
      const mark = line.current!;
      mark.hidden = generation === null || !live;
      if (generation === null || !live) return setLabel('');
      mark.style.left = `${xOf(generation, live.generation, { width: place.clientWidth, height: 0, inset: INSET })}px`;
      const labels = shown?.marks.filter((each) => each.generation === generation).map((each) => each.label) ?? [];
      const flagged = bookmarks.find((each) => each.generation === generation);
      const notes = flagged ? [flagged.note || 'bookmark'] : [];
      setLabel([`generation ${count(generation)}`, ...notes, ...labels].join(' · '));
    };
    const theme = new MutationObserver(() => {
      palette = readPalette();
      request();
    });
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const size = new ResizeObserver(request);
    size.observe(place);
    const stops = [
      page.store.subscribe((state, before) => {
        const isSame = state.shown === before.shown && state.live === before.live;
        if (!isSame || state.bookmarks !== before.bookmarks) request();
      }),
      crosshair.subscribe(follow),
    ];
    request();
    return () => {
      cancelAnimationFrame(frame);
      theme.disconnect();
      size.disconnect();
      for (const stop of stops) stop();
    };
  }, [page]);

  /** The label stands right of the crosshair, or left of it where there is no room; a long one begins with the picture. */
  const besideLine = (element: HTMLSpanElement | null) => {
    if (!element) return;
    const at = parseFloat(line.current!.style.left);
    const room = canvas.current!.clientWidth - at;
    const left = room > element.offsetWidth + 12 ? at + 4 : at - element.offsetWidth - 4;
    element.style.left = `${Math.max(0, left)}px`;
  };
  const pointed = (clientX: number): number | null => {
    const { live } = page.store.getState();
    const box = canvas.current!.getBoundingClientRect();
    return live
      ? generationAt(clientX - box.left, live.generation, { width: box.width, height: 0, inset: INSET })
      : null;
  };
  return (
    <div
      className="timeline-picture"
      onPointerMove={(event) => crosshair.set(pointed(event.clientX))}
      onPointerLeave={() => crosshair.set(null)}
      onClick={(event) => {
        const generation = pointed(event.clientX);
        if (generation !== null) void page.past.goTo(generation);
      }}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <div ref={line} className="timeline-crosshair" hidden />
      {label && (
        <span className="timeline-label" ref={besideLine}>
          {label}
        </span>
      )}
    </div>
  );
}

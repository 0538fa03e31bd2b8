/**
 * The pond: what every type of event changes that one can see, where bodies and ground lie, and that as many bodies are drawn
 * as live. Colours are told by the canvas; here a canvas that only counts stands in for it.
 */
import { describe, expect, it } from 'vitest';
import { eventSchema, type Event, type EventOf, type EventType } from '../../src/ecology/events/events.ts';
import { defaultConfig } from '../../src/ecology/config/config.ts';
import { foldRecord } from '../../src/record/fold/fold.ts';
import type { View } from '../../src/record/fold/view.ts';
import { seenOf, type PondChange } from '../../src/ui/pond/changes.ts';
import { Crowd } from '../../src/ui/pond/crowd.ts';
import { paintBodies } from '../../src/ui/pond/paint-bodies.ts';
import { paintMotions } from '../../src/ui/pond/paint-motions.ts';
import type { PondPalette } from '../../src/ui/pond/palette.ts';
import { placesOnPond } from '../../src/ui/pond/placing.ts';
import { sceneOf, type Body, type Scene } from '../../src/ui/pond/scene.ts';
import { inPond, pondCloser, pondPushed, WHOLE } from '../../src/ui/pond/sight.ts';
import { DURATIONS_MS, Stage } from '../../src/ui/pond/stage.ts';
import { isInside, patchAt, tissueOf } from '../../src/ui/pond/tissue.ts';
import { bodyWords, groundWords, pondWords } from '../../src/ui/pond/words.ts';
import { child, ended, episode, founder, measuredEvent, pageOf, started } from '../support/journal-maker.ts';

const CELLS = ['math/short', 'list.sort/short', 'logic.bool/short'];
const [WIDTH, HEIGHT] = [600, 300];

const begin: Event[] = [
  started(),
  ...CELLS.map((cell) => ({ type: 'cell-opened', cell, why: 'start' }) as const),
  ...[1, 2, 3].map((id) => founder(id, 12)),
  ended(),
];
const founded = foldRecord(null, pageOf(0, begin));
const attempts = [1, 2, 3].map((organelle, i) =>
  episode({ index: i, organelle, cell: CELLS[i]!, paid: 0, revenue: 0 }),
);
const climate = { type: 'climate', season: 0, prices: Object.fromEntries(CELLS.map((cell) => [cell, 2])) } as const;
const first = foldRecord(founded, pageOf(1, [climate, ...attempts, ended()]));

/** A stage that shows the first generation, long settled. */
function settledStage(view: View = first): Stage {
  const stage = new Stage();
  stage.resize(WIDTH, HEIGHT);
  stage.show(sceneOf(view), null, 0, true);
  return stage;
}

/** A canvas that counts its strokes and fills. */
function countingCanvas(): { ctx: CanvasRenderingContext2D; drawn: () => number } {
  let drawn = 0;
  const stops = { addColorStop: () => undefined };
  const ctx = new Proxy({} as Record<string, unknown>, {
    get: (own, name: string) => {
      if (['fill', 'stroke', 'fillText', 'drawImage', 'fillRect'].includes(name)) return () => drawn++;
      if (name === 'createRadialGradient') return () => stops;
      if (name === 'createImageData')
        return (width: number, height: number) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) });
      if (name === 'canvas') return { width: WIDTH, height: HEIGHT };
      if (name === 'measureText') return (text: string) => ({ width: text.length * 7 });
      return own[name] ?? (() => undefined);
    },
    set: (own, name: string, value) => {
      own[name] = value;
      return true;
    },
  });
  return { ctx: ctx as unknown as CanvasRenderingContext2D, drawn: () => drawn };
}

const PALETTE = new Proxy({}, { get: (_, name) => (name === 'kin' ? () => '#123456' : '#123456') }) as PondPalette;

const sample = <Type extends EventType>(type: Type, fields: Partial<EventOf<Type>> = {}): Event =>
  ({ type, ...fields }) as unknown as Event;

const CELL = CELLS[0]!;
const AT = { organelle: 1, cell: CELL };
/** One of each type, and what is seen of it. */
const SEEN: Readonly<Record<EventType, { event: Event; kinds: PondChange['kind'][] }>> = {
  'run-started': { event: started(defaultConfig()), kinds: ['sweep'] },
  'rules-changed': { event: sample('rules-changed'), kinds: ['sweep'] },
  forked: { event: sample('forked'), kinds: ['sweep'] },
  frozen: { event: sample('frozen', AT), kinds: ['ring'] },
  tweaked: { event: sample('tweaked'), kinds: ['sweep'] },
  climate: { event: sample('climate'), kinds: ['food'] },
  'cell-opened': { event: sample('cell-opened', { cell: CELL }), kinds: ['ripple'] },
  'cell-closed': { event: sample('cell-closed', { cell: CELL }), kinds: ['ripple'] },
  born: { event: child(4, 1, 1, 2), kinds: ['bud'] },
  'birth-waited': { event: sample('birth-waited', AT), kinds: ['ring'] },
  'ticket-paid': { event: sample('ticket-paid', AT), kinds: ['drop'] },
  strike: { event: sample('strike', AT), kinds: ['ring'] },
  retired: { event: sample('retired', { organelle: 1, why: 'age', estate: 12 }), kinds: ['dissolve'] },
  episode: { event: episode({ cell: CELL }), kinds: ['grain'] },
  elite: { event: sample('elite', { organelle: 1, family: 'math', depth: 'short' }), kinds: ['thread'] },
  measured: { event: measuredEvent(), kinds: ['sweep'] },
  learned: { event: sample('learned', { organelle: 1, dropped: false }), kinds: ['ring'] },
  'learning-refused': { event: sample('learning-refused'), kinds: ['sweep'] },
  assimilated: { event: sample('assimilated', { parents: [1, 2], verdict: 'passed' }), kinds: ['bond'] },
  morphed: { event: sample('morphed', { organelle: 1, from: 4, to: 5 }), kinds: ['ring'] },
  'meta-proposed': { event: sample('meta-proposed'), kinds: ['sweep'] },
  'meta-window-opened': { event: sample('meta-window-opened'), kinds: ['sweep'] },
  'meta-window': { event: sample('meta-window'), kinds: ['sweep'] },
  'meta-judged': { event: sample('meta-judged'), kinds: ['sweep'] },
  'niche-starved': { event: sample('niche-starved', AT), kinds: ['ripple'] },
  auditioned: {
    event: sample('auditioned', { ...AT, heard: [{ who: 'neighbour', organelle: 2, solved: 1 }], winner: 0 }),
    kinds: ['thread'],
  },
  'niche-taken': { event: sample('niche-taken', AT), kinds: ['ripple', 'thread'] },
  catastrophe: { event: sample('catastrophe'), kinds: ['quake'] },
  'custom-changed': { event: sample('custom-changed', { cell: CELL }), kinds: ['ripple'] },
  feedback: { event: sample('feedback', { ...AT, thumb: 'up' }), kinds: ['drop'] },
  mastered: { event: sample('mastered', AT), kinds: ['ripple'] },
  canary: { event: sample('canary', { ...AT, regression: true }), kinds: ['ripple'] },
  routed: { event: sample('routed', { organelles: [1, 2] }), kinds: ['ring', 'ring'] },
  'generation-ended': { event: ended(), kinds: ['clock'] },
};

describe('what one sees of an event', () => {
  const types = eventSchema.options.map(({ shape }) => shape.type.value as EventType);
  it.each(types)('%s moves something for as long as an eye can follow, and then nothing', (type) => {
    const { event, kinds } = SEEN[type];
    expect(seenOf(event).map(({ kind }) => kind)).toEqual(kinds);
    const stage = settledStage();
    const scene = sceneOf(first);
    const shown: Scene =
      type === 'born' ? { ...scene, bodies: [...scene.bodies, { ...scene.bodies[0]!, id: 4 }] } : scene;
    const after = type === 'retired' ? { ...scene, bodies: scene.bodies.slice(1) } : shown;
    stage.show(after, [event], 10_000, false);
    for (const { durationMs } of stage.motions) {
      expect(durationMs).toBeGreaterThanOrEqual(150);
      expect(durationMs).toBeLessThanOrEqual(400);
    }
    const during = countingCanvas();
    paintMotions(during.ctx, stage, 10_000 + 60, PALETTE);
    expect(during.drawn()).toBeGreaterThan(0);
    const endMs = 10_000 + 2_000;
    stage.settle(endMs);
    const over = countingCanvas();
    paintMotions(over.ctx, stage, endMs, PALETTE);
    expect(over.drawn()).toBe(0);
    expect(stage.isMoving(endMs)).toBe(false);
  });

  it('is told apart where it earns and where it does not', () => {
    const tones = [true, false].map((solved) => seenOf(episode({ solved, cell: CELL }))[0]);
    expect(tones).toEqual([
      { kind: 'grain', organelle: 1, cell: CELL, tone: 'gain' },
      { kind: 'grain', organelle: 1, cell: CELL, tone: 'loss' },
    ]);
  });

  it('keeps the order of the events, and thins only what comes in thousands', () => {
    const stage = settledStage();
    const many = Array.from({ length: 5000 }, (_, index) => episode({ index, cell: CELL }));
    stage.show(sceneOf(first), [...many, sample('custom-changed', { cell: CELL })], 10_000, false);
    const starts = stage.motions.map(({ startMs }) => startMs);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    expect(stage.motions.filter(({ change }) => change.kind === 'grain')).toHaveLength(600);
    expect(stage.motions.at(-1)!.change.kind).toBe('ripple');
  });

  it('does not move for people who asked for stillness, nor when another moment is shown', () => {
    const stage = settledStage();
    stage.show(sceneOf(first), [sample('custom-changed', { cell: CELL })], 10_000, true);
    expect(stage.isMoving(10_000)).toBe(false);
    stage.show(sceneOf(founded), null, 20_000, false);
    expect(stage.motions).toEqual([]);
  });
});

describe('a body', () => {
  it('comes out of its parent and is drawn at its own place in the end', () => {
    const stage = settledStage();
    const born = foldRecord(first, pageOf(2, [child(4, 1, 1, 2), ended()]));
    stage.show(sceneOf(born), [child(4, 1, 1, 2)], 10_000, false);
    const swimmer = stage.swimmerOf(4)!;
    const parent = stage.swimmerOf(1)!;
    expect(stage.placeOf(swimmer, 10_000)).toMatchObject({ x: parent.from.x, y: parent.from.y });
    expect(stage.placeOf(swimmer, 10_000 + DURATIONS_MS.bud + 1)).toEqual(swimmer.to);
    expect(swimmer.body.home).toBe(CELL);
  });

  it('dissolves when it dies, and is gone afterwards', () => {
    const stage = settledStage();
    const retired = { type: 'retired', organelle: 2, why: 'bankrupt', estate: 12 } as const;
    const dead = foldRecord(first, pageOf(2, [retired, ended()]));
    stage.show(sceneOf(dead), [retired], 10_000, false);
    expect(stage.swimmerOf(2)!.leaves).toBe('bankrupt');
    stage.settle(10_000 + DURATIONS_MS.dissolve + 1);
    expect(stage.swimmers.map(({ body }) => body.id)).toEqual([1, 3]);
  });

  it('lives where it attempts, and shows what it has', () => {
    const { bodies } = sceneOf(first);
    expect(bodies.map(({ home }) => home)).toEqual(CELLS);
    expect(bodies[0]).toMatchObject({ name: 'F1', energy: 12, rank: 4, age: 1, rings: 1, strikes: 0 });
    expect(sceneOf(founded).bodies[0]!.home).toBeNull();
  });

  it('is drawn once for everybody alive, ten thousand too', () => {
    const scene = sceneOf(first);
    const bodies: Body[] = Array.from({ length: 10_000 }, (_, i) => ({ ...scene.bodies[i % 3]!, id: i + 1 }));
    const stage = new Stage();
    stage.resize(WIDTH, HEIGHT);
    stage.show({ ...scene, bodies }, null, 0, true);
    const { ctx } = countingCanvas();
    const crowd = new Crowd(() => [18, 52, 86, 255]);
    const look = {
      palette: PALETTE,
      nowMs: 0,
      selected: null,
      group: new Set<number>(),
      hovered: null,
      streams: new Map(),
      words: [],
      sight: WHOLE,
    };
    expect(paintBodies(ctx, stage, { ...look, crowd })).toBe(10_000);
  });
});

describe('a crowd', () => {
  const AREA = Math.PI * 4 ** 2;

  /** What a canvas of 40 by 20 device pixels shows of it. */
  function pixelsOf(places: readonly { x: number; y: number; r: number }[], opacity = 255): Uint8ClampedArray {
    const crowd = new Crowd(() => [200, 100, 0, opacity]);
    const body = sceneOf(first).bodies[0]!;
    const shown: Uint8ClampedArray[] = [];
    crowd.begin(countingCanvas().ctx, 40, 20);
    for (const place of places) crowd.put(body, place, PALETTE, 2);
    crowd.paint({ putImageData: ({ data }: ImageData) => shown.push(data) } as never);
    return shown[0]!;
  }
  const opaque = (pixels: Uint8ClampedArray) =>
    pixels.filter((_, i) => i % 4 === 3).reduce((sum, each) => sum + each) / 255;

  it('covers the area of its discs, wherever between two pixels they lie', () => {
    for (const shift of [0, 0.1, 0.3, 0.45]) {
      const pixels = pixelsOf([{ x: 10 + shift, y: 5 - shift, r: 2 }]);
      expect(opaque(pixels)).toBeCloseTo(AREA, -0.3);
      expect([...pixels.slice((10 * 40 + 20) * 4).slice(0, 4)]).toEqual([200, 100, 0, 255]);
    }
  });

  it('lies one body over another, and ends where the canvas ends', () => {
    const half = pixelsOf([{ x: 10, y: 5, r: 2 }], 128);
    const twice = pixelsOf([{ x: 10, y: 5, r: 2 }, { x: 10, y: 5, r: 2 }], 128); // prettier-ignore
    const middle = (10 * 40 + 20) * 4 + 3;
    expect(half[middle]).toBe(128);
    expect(Math.abs(twice[middle]! - 255 * (1 - (127 / 255) ** 2))).toBeLessThan(1.5);
    expect(opaque(pixelsOf([{ x: 0, y: 0, r: 2 }]))).toBeCloseTo(AREA / 4, -0.3);
    expect(opaque(pixelsOf([{ x: -9, y: 50, r: 2 }]))).toBe(0);
  });
});

describe('the ground', () => {
  it('gives every cell a patch of its own that holds its bodies', () => {
    const cells = Array.from({ length: 30 }, (_, i) => `cell${i}/short`);
    const patches = tissueOf(cells, WIDTH, HEIGHT);
    expect(patches.map(({ x, y }) => patchAt(patches, x, y)!.cell)).toEqual(cells);
    const area = patches.map(({ outline }) => areaOf(outline)).reduce((sum, each) => sum + each, 0);
    expect(area).toBeCloseTo(WIDTH * HEIGHT, 3);
    const crowd = Array.from({ length: 600 }, (_, i) => ({ home: cells[i % 30]!, size: 1 }) as Body);
    placesOnPond(crowd, patches, WIDTH, HEIGHT).forEach(({ x, y }, i) =>
      expect(isInside(patches[i % 30]!.outline, x, y)).toBe(true),
    );
  });

  it('lies where it lay when the same view is shown again', () => {
    expect(tissueOf(CELLS, WIDTH, HEIGHT)).toEqual(tissueOf(CELLS, WIDTH, HEIGHT));
    expect(tissueOf([], WIDTH, HEIGHT)).toEqual([]);
  });

  it('shows what is solved and paid there', () => {
    const [ground] = sceneOf(first).grounds.filter(({ cell }) => cell === CELL);
    expect(ground).toMatchObject({ mastery: 1, custom: null, starves: false, shelf: [] });
    expect(sceneOf(founded).grounds[0]!.mastery).toBeNull();
  });
});

describe('in words', () => {
  it('it says who lives where on what', () => {
    const scene = sceneOf(first);
    expect(pondWords(scene)).toBe('3 organelles on 3 kinds of task');
    expect(bodyWords(scene.bodies[0]!)).toBe('F1 lives on math, short\n12.0 E, 1 generation old, rank 4');
    expect(groundWords(scene.grounds.find(({ cell }) => cell === CELL)!)).toContain('100 % solved of late');
  });
});

function areaOf(outline: readonly (readonly [number, number])[]): number {
  const doubled = outline.map(([x, y], i) => {
    const [nx, ny] = outline[(i + 1) % outline.length]!;
    return x * ny - nx * y;
  });
  return Math.abs(doubled.reduce((sum, each) => sum + each, 0)) / 2;
}

describe('the sight of the pond', () => {
  const size = { width: 300, height: 200 };

  it('comes closer around a point that stays, and never shows what is beyond the pond', () => {
    const near = pondCloser(WHOLE, 2, [120, 50], size);
    expect(near.closer).toBe(2);
    expect(inPond(near, 120, 50)).toEqual([120, 50]);
    for (const [dx, dy] of [
      [900, 0],
      [-900, 0],
      [0, 900],
      [0, -900],
    ] as const) {
      const pushed = pondPushed(near, dx, dy, size);
      const [left, top] = inPond(pushed, 0, 0);
      const [right, bottom] = inPond(pushed, 300, 200);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
      expect(right).toBeLessThanOrEqual(300);
      expect(bottom).toBeLessThanOrEqual(200);
    }
    expect(pondCloser(near, 0.1, [10, 10], size)).toEqual(WHOLE);
    expect(pondCloser(near, 100, [10, 10], size).closer).toBe(8);
  });
});

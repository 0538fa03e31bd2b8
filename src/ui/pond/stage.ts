/**
 * The pond in time: where each body is between two views, and which changes are under way. It knows no clock and no canvas:
 * whoever draws it says what time it is. Nothing moves here that no event caused.
 */
import type { Event } from '../../ecology/events/events.ts';
import { seenOf, type PondChange } from './changes.ts';
import { placesOnPond, type Place } from './placing.ts';
import type { Body, Scene } from './scene.ts';
import { tissueOf, type Patch } from './tissue.ts';

/** How long each kind of change lasts, ms. */
export const DURATIONS_MS: Readonly<Record<PondChange['kind'], number>> = {
  grain: 320,
  drop: 260,
  bud: 400,
  dissolve: 400,
  ring: 320,
  ripple: 400,
  thread: 380,
  bond: 380,
  sweep: 400,
  food: 200,
  quake: 400,
  clock: 150,
};
/** The changes of one generation begin within this time, one after the other, in the order of its events. */
const LONGEST_SPAN_MS = 1400;
/** Of a great many attempts and tickets so many are shown, spread evenly over all of them; everything else is shown whole. */
const MOST_GRAINS = 600;
/** An attempt takes this share of the time that anything rarer has. */
const GRAIN_WEIGHT = 0.25;
const TWEEN_MS = 400;
const SCRUB_MS = 150;

export interface Motion {
  change: PondChange;
  startMs: number;
  durationMs: number;
}

/** A body on its way. */
export interface Swimmer {
  body: Body;
  from: Place;
  to: Place;
  startMs: number;
  durationMs: number;
  /** Why it dissolves; it is gone when its motion is over. */
  leaves: (PondChange & { kind: 'dissolve' })['why'] | null;
  /** It comes into being in this motion. */
  isNew: boolean;
}

export class Stage {
  scene: Scene | null = null;
  patches: readonly Patch[] = [];
  motions: readonly Motion[] = [];
  swimmers: readonly Swimmer[] = [];
  #byId = new Map<number, Swimmer>();
  #width = 0;
  #height = 0;
  #shownMs = -Infinity;
  #endMs = -Infinity;

  get size(): { width: number; height: number } {
    return { width: this.#width, height: this.#height };
  }

  swimmerOf(id: number): Swimmer | undefined {
    return this.#byId.get(id);
  }

  patchOf(cell: string): Patch | undefined {
    return this.patches.find((patch) => patch.cell === cell);
  }

  isMoving(nowMs: number): boolean {
    return nowMs < this.#endMs;
  }

  resize(width: number, height: number): void {
    if (width === this.#width && height === this.#height) return;
    this.#width = width;
    this.#height = height;
    if (this.scene) this.#lay(this.scene, [], -Infinity, 0);
  }

  /**
   * Shows a scene.
   * @param events  those that led to it from the scene before; null when it is another moment altogether
   * @param still  nothing moves: for people who asked for that
   */
  show(scene: Scene, events: readonly Event[] | null, nowMs: number, still: boolean): void {
    const sinceMs = nowMs - this.#shownMs;
    this.#shownMs = nowMs;
    if (still || events === null) return this.#lay(scene, [], still ? -Infinity : nowMs, still ? 0 : SCRUB_MS);
    this.#lay(scene, timed(events, nowMs, Math.min(LONGEST_SPAN_MS, sinceMs * 0.7)), nowMs, TWEEN_MS);
  }

  /** Where a body is now. */
  placeOf(swimmer: Swimmer, nowMs: number): Place {
    const share = eased((nowMs - swimmer.startMs) / swimmer.durationMs);
    if (share >= 1) return swimmer.to;
    const { from, to } = swimmer;
    return {
      x: from.x + (to.x - from.x) * share,
      y: from.y + (to.y - from.y) * share,
      r: from.r + (to.r - from.r) * share,
    };
  }

  /** Takes away what is over. */
  settle(nowMs: number): void {
    if (this.motions.some((motion) => isOver(motion, nowMs)))
      this.motions = this.motions.filter((motion) => !isOver(motion, nowMs));
    if (this.swimmers.some((swimmer) => swimmer.leaves !== null && isOver(swimmer, nowMs)))
      this.#keep(this.swimmers.filter((swimmer) => swimmer.leaves === null || !isOver(swimmer, nowMs)));
  }

  #lay(scene: Scene, motions: readonly Motion[], nowMs: number, tweenMs: number): void {
    const { width, height } = { width: this.#width, height: this.#height };
    this.scene = scene;
    const cells = scene.grounds.map(({ cell }) => cell);
    this.patches = tissueOf(cells, width, height);
    const places = placesOnPond(scene.bodies, this.patches, width, height);
    const starts = startsOf(motions);
    const livingNow = scene.bodies.map((body, i): Swimmer => {
      const before = this.#byId.get(body.id);
      const to = places[i]!;
      const bud = starts.buds.get(body.id);
      const isNew = bud !== undefined && before === undefined;
      const from = isNew ? this.#cradle(bud.parents, to, nowMs) : before ? this.placeOf(before, nowMs) : to;
      const durationMs = isNew ? DURATIONS_MS.bud : tweenMs;
      return { body, from, to, startMs: bud?.startMs ?? nowMs, durationMs, leaves: null, isNew };
    });
    const living = new Set(scene.bodies.map(({ id }) => id));
    const leaving = this.swimmers.flatMap((swimmer): Swimmer[] => {
      const end = starts.ends.get(swimmer.body.id);
      if (living.has(swimmer.body.id) || end === undefined) return [];
      const at = this.placeOf(swimmer, nowMs);
      const { startMs, why } = end;
      return [{ ...swimmer, from: at, to: { ...at, r: 0 }, startMs, durationMs: DURATIONS_MS.dissolve, leaves: why }];
    });
    this.#keep([...leaving, ...livingNow]);
    this.motions = motions;
    this.#endMs = Math.max(nowMs + tweenMs, ...motions.map(({ startMs, durationMs }) => startMs + durationMs));
  }

  /** Where one comes into being: between its parents, else over the nearest rim of the pond. */
  #cradle(parents: readonly number[], to: Place, nowMs: number): Place {
    const places = parents.flatMap((id) => {
      const parent = this.#byId.get(id);
      return parent ? [this.placeOf(parent, nowMs)] : [];
    });
    if (places.length === 0) return { x: to.x, y: to.y < this.#height / 2 ? -8 : this.#height + 8, r: to.r * 0.6 };
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    return { x: mean(places.map(({ x }) => x)), y: mean(places.map(({ y }) => y)), r: 1 };
  }

  #keep(swimmers: readonly Swimmer[]): void {
    this.swimmers = swimmers;
    this.#byId = new Map(swimmers.map((swimmer) => [swimmer.body.id, swimmer]));
  }
}

/** 0 before, 1 after, quick at first. */
export function eased(share: number): number {
  if (share <= 0) return 0;
  return share >= 1 ? 1 : 1 - (1 - share) ** 3;
}

const isOver = ({ startMs, durationMs }: { startMs: number; durationMs: number }, nowMs: number): boolean =>
  nowMs >= startMs + durationMs;

/** The changes of a generation, in order, each with its time. */
function timed(events: readonly Event[], nowMs: number, spanMs: number): Motion[] {
  const changes = thinned(events.map(seenOf));
  const weights = changes.map((of) => (of.every(isGrain) ? GRAIN_WEIGHT : 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let passed = 0;
  return changes.flatMap((of, i) => {
    const startMs = nowMs + (spanMs * passed) / whole;
    passed += weights[i]!;
    return of.map((change) => ({ change, startMs, durationMs: DURATIONS_MS[change.kind] }));
  });
}

const isGrain = ({ kind }: PondChange): boolean => kind === 'grain' || kind === 'drop';

function thinned(changes: readonly (readonly PondChange[])[]): (readonly PondChange[])[] {
  const grains = changes.filter((of) => of.every(isGrain)).length;
  if (grains <= MOST_GRAINS) return [...changes];
  let seen = 0;
  return changes.filter((of) => {
    if (!of.every(isGrain)) return true;
    seen++;
    return Math.floor((seen * MOST_GRAINS) / grains) > Math.floor(((seen - 1) * MOST_GRAINS) / grains);
  });
}

function startsOf(motions: readonly Motion[]) {
  const buds = new Map<number, { startMs: number; parents: readonly number[] }>();
  const ends = new Map<number, { startMs: number; why: (PondChange & { kind: 'dissolve' })['why'] }>();
  for (const { change, startMs } of motions) {
    if (change.kind === 'bud') buds.set(change.organelle, { startMs, parents: change.parents });
    else if (change.kind === 'dissolve') ends.set(change.organelle, { startMs, why: change.why });
  }
  return { buds, ends };
}

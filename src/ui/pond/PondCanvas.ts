/**
 * The pond on its two canvases, living outside React: the ground below, painted when it changes, and life above it, painted
 * in every frame while something moves and in none while nothing does.
 */
import type { StreamedText } from '../../lab/contract.ts';
import type { Event } from '../../ecology/events/events.ts';
import { qualityScale } from '../parts/colour.ts';
import { Crowd } from './crowd.ts';
import { paintBodies } from './paint-bodies.ts';
import { paintGrounds } from './paint-ground.ts';
import { paintMotions } from './paint-motions.ts';
import { readPondPalette, type PondPalette } from './palette.ts';
import type { Scene } from './scene.ts';
import { inPond, pondCloser, pondPushed, WHOLE, type PondSight } from './sight.ts';
import { Stage, type Swimmer } from './stage.ts';
import type { WordBox } from './word-places.ts';
import { isInside, patchAt, type Patch } from './tissue.ts';

interface Choice {
  selected: number | null;
  cell: string | null;
  group: ReadonlySet<number>;
}

type Line = readonly (readonly [number, number])[];

/** A body is hit this far beyond its edge, CSS pixels. */
const NEAR_PX = 5;

export class PondCanvas {
  readonly #ground: HTMLCanvasElement;
  readonly #life: HTMLCanvasElement;
  readonly #stage = new Stage();
  readonly #crowd = new Crowd();
  #palette: PondPalette = readPondPalette();
  #choice: Choice = { selected: null, cell: null, group: new Set() };
  #hovered: number | null = null;
  #lasso: Line = [];
  #streams: ReadonlyMap<number, StreamedText> = new Map();
  #frame = 0;
  #isGroundStale = true;
  #sight: PondSight = WHOLE;
  /** Where the ground's words stand. */
  #words: readonly WordBox[] = [];

  constructor(ground: HTMLCanvasElement, life: HTMLCanvasElement) {
    this.#ground = ground;
    this.#life = life;
  }

  get scene(): Scene | null {
    return this.#stage.scene;
  }

  /** @see Stage.show */
  show(scene: Scene, events: readonly Event[] | null, still: boolean): void {
    this.#stage.show(scene, events, performance.now(), still);
    this.#refresh();
  }

  choose(choice: Choice): void {
    this.#choice = choice;
    this.#refresh();
  }

  /** What is being answered now. */
  stream(texts: readonly StreamedText[]): void {
    this.#streams = new Map(texts.map((text) => [text.organelle, text]));
    this.#request();
  }

  hover(id: number | null): void {
    if (id === this.#hovered) return;
    this.#hovered = id;
    this.#request();
  }

  /** The line that is being drawn around bodies, on the canvas. */
  lasso(line: Line): void {
    this.#lasso = line.map(([x, y]) => inPond(this.#sight, x, y));
    this.#request();
  }

  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#life;
    if (width === 0 || height === 0) return;
    for (const canvas of [this.#ground, this.#life]) {
      canvas.width = Math.round(width * devicePixelRatio);
      canvas.height = Math.round(height * devicePixelRatio);
    }
    this.#stage.resize(width, height);
    this.#sight = WHOLE;
    this.#isGroundStale = true;
    cancelAnimationFrame(this.#frame);
    this.#paint();
  }

  /** Whether less than the whole is in sight. */
  get isCloser(): boolean {
    return this.#sight.closer > 1;
  }

  /** Closer or farther around a point of the canvas, CSS pixels; around its middle without one. */
  zoom(factor: number, x = this.#stage.size.width / 2, y = this.#stage.size.height / 2): void {
    this.#look(pondCloser(this.#sight, factor, [x, y], this.#stage.size));
  }

  pan(dx: number, dy: number): void {
    this.#look(pondPushed(this.#sight, dx, dy, this.#stage.size));
  }

  whole(): void {
    this.#look(WHOLE);
  }

  #look(sight: PondSight): void {
    this.#sight = sight;
    this.#refresh();
  }

  retheme(): void {
    this.#palette = readPondPalette();
    this.#crowd.clear();
    this.#refresh();
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
  }

  /** The body at a point of the canvas; of several the nearest. */
  bodyAt(atX: number, atY: number): Swimmer | null {
    const [x, y] = inPond(this.#sight, atX, atY);
    const nowMs = performance.now();
    let nearest: Swimmer | null = null;
    let least = Infinity;
    for (const swimmer of this.#stage.swimmers) {
      if (swimmer.leaves !== null) continue;
      const place = this.#stage.placeOf(swimmer, nowMs);
      const away = Math.hypot(place.x - x, place.y - y) - place.r;
      if (away < NEAR_PX && away < least) [nearest, least] = [swimmer, away];
    }
    return nearest;
  }

  patchAt(x: number, y: number): Patch | null {
    return patchAt(this.#stage.patches, ...inPond(this.#sight, x, y));
  }

  bodiesWithin(around: Line): number[] {
    const line = around.map(([x, y]) => inPond(this.#sight, x, y));
    return this.#stage.swimmers
      .filter(({ leaves, to }) => leaves === null && isInside(line, to.x, to.y))
      .map(({ body }) => body.id);
  }

  placeOf(id: number): { x: number; y: number; r: number } | null {
    return this.#stage.swimmerOf(id)?.to ?? null;
  }

  /** The next body from one in a direction; from nobody the first. */
  neighbour(from: number | null, [dx, dy]: readonly [number, number]): number | null {
    const bodies = this.#stage.swimmers.filter(({ leaves }) => leaves === null);
    const start = from === null ? undefined : this.placeOf(from);
    if (!start) return bodies[0]?.body.id ?? null;
    let best: number | null = null;
    let least = Infinity;
    for (const { body, to } of bodies) {
      const along = (to.x - start.x) * dx + (to.y - start.y) * dy;
      const aside = Math.abs((to.x - start.x) * dy) + Math.abs((to.y - start.y) * dx);
      if (body.id === from || along < 1 || aside > along * 2) continue;
      if (along + 2 * aside < least) [best, least] = [body.id, along + 2 * aside];
    }
    return best;
  }

  #refresh(): void {
    this.#isGroundStale = true;
    this.#request();
  }

  #request(): void {
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#frame = 0;
    const nowMs = performance.now();
    const { scene } = this.#stage;
    if (!scene || this.#life.width === 0) return;
    if (this.#isGroundStale) this.#paintGround(scene);
    const ctx = cleared(this.#life, this.#sight);
    this.#stage.settle(nowMs);
    const { selected, group } = this.#choice;
    const drawn = paintBodies(ctx, this.#stage, {
      palette: this.#palette,
      nowMs,
      selected,
      group,
      hovered: this.#hovered,
      streams: this.#streams,
      crowd: this.#crowd,
      words: this.#words,
      sight: this.#sight,
    });
    paintMotions(ctx, this.#stage, nowMs, this.#palette);
    this.#paintLasso(ctx);
    this.#life.dataset.bodies = String(drawn);
    this.#life.dataset.closer = String(this.#sight.closer);
    this.#life.dataset.motions = String(this.#stage.motions.length);
    if (this.#stage.isMoving(nowMs)) this.#request();
  }

  #paintGround(scene: Scene): void {
    this.#isGroundStale = false;
    const { selected, cell, group } = this.#choice;
    const chosen = scene.bodies.filter(({ id }) => id === selected || group.has(id));
    this.#words = paintGrounds(cleared(this.#ground, this.#sight), scene, this.#stage.patches, {
      palette: this.#palette,
      scale: qualityScale(scene.grounds.flatMap(({ elites }) => elites.filter((quality) => quality !== null))),
      selectedCell: cell,
      marked: new Set(chosen.flatMap(({ home, others }) => [home ?? '', ...others.map((other) => other.cell)])),
    });
  }

  #paintLasso(ctx: CanvasRenderingContext2D): void {
    if (this.#lasso.length < 2) return;
    ctx.beginPath();
    for (const [x, y] of this.#lasso) ctx.lineTo(x, y);
    ctx.closePath();
    ctx.fillStyle = this.#palette.accent;
    ctx.globalAlpha = 0.12;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.strokeStyle = this.#palette.accent;
    ctx.lineWidth = 1.5;
    ctx.setLineDash([5, 4]);
    ctx.stroke();
    ctx.setLineDash([]);
  }
}

/** An empty canvas, in CSS pixels of the pond. */
function cleared(canvas: HTMLCanvasElement, { closer, x, y }: PondSight): CanvasRenderingContext2D {
  const ctx = canvas.getContext('2d')!;
  ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  ctx.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
  const ratio = devicePixelRatio;
  ctx.setTransform(ratio * closer, 0, 0, ratio * closer, ratio * x, ratio * y);
  return ctx;
}

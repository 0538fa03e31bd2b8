/** Changes under way, drawn over the bodies: each kind has its own shape, so that it is told without its colour too. */
import { circle } from './paint-bodies.ts';
import { FOOD_PX, foodOf, tracePatch } from './paint-ground.ts';
import { toneColour, type PondPalette } from './palette.ts';
import type { Place } from './placing.ts';
import { eased, type Motion, type Stage } from './stage.ts';
import type { PondChange } from './changes.ts';

/** Draws what is under way at that time. */
export function paintMotions(ctx: CanvasRenderingContext2D, stage: Stage, nowMs: number, palette: PondPalette): void {
  stage.motions.forEach((motion, nth) => {
    const share = (nowMs - motion.startMs) / motion.durationMs;
    if (share < 0 || share >= 1) return;
    ctx.save();
    paintMotion(ctx, stage, { ...motion, nth, share, nowMs }, palette);
    ctx.restore();
  });
}

interface UnderWay extends Motion {
  /** How much of it is over, 0 to 1. */
  share: number;
  /** Its number, for what differs from one to the next. */
  nth: number;
  nowMs: number;
}

function paintMotion(ctx: CanvasRenderingContext2D, stage: Stage, at: UnderWay, palette: PondPalette): void {
  const { change, share, nth } = at;
  const placeOf = (id: number): Place | null => {
    const swimmer = stage.swimmerOf(id);
    return swimmer ? stage.placeOf(swimmer, at.nowMs) : null;
  };
  if ('tone' in change) {
    const colour = toneColour(change.tone, palette);
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
  }
  switch (change.kind) {
    case 'grain':
      return paintGrain(ctx, stage, change, placeOf(change.organelle), share, nth);
    case 'drop':
      return paintDrop(ctx, change, placeOf(change.organelle), share, nth);
    case 'ring':
      return paintRing(ctx, change, placeOf(change.organelle), share);
    case 'bud':
      return paintBud(ctx, change, placeOf(change.organelle), change.parents.map(placeOf), share, palette);
    case 'dissolve':
      return paintEnd(ctx, placeOf(change.organelle), share, palette);
    case 'ripple':
      return paintRipple(ctx, stage, change.cell, share);
    case 'thread':
      return paintThread(ctx, placeOf(change.organelle), stage.patchOf(change.cell) ?? null, share);
    case 'bond':
      return paintThread(ctx, placeOf(change.organelles[0]), placeOf(change.organelles[1]), share);
    case 'sweep':
      return paintSweep(ctx, stage, share);
    case 'food':
      return paintFood(ctx, stage, share, palette);
    case 'quake':
      return paintQuake(ctx, stage, share, palette);
    case 'clock':
      return paintClock(ctx, stage, share, palette);
  }
}

/** From the ground into the body where it was earned; out of the body and away where it was in vain. */
function paintGrain(
  ctx: CanvasRenderingContext2D,
  stage: Stage,
  { cell, tone }: PondChange & { kind: 'grain' },
  body: Place | null,
  share: number,
  nth: number,
): void {
  const patch = stage.patchOf(cell);
  if (!body || !patch) return;
  const food = foodOf(patch, 1);
  const [fx, fy] = food[nth % Math.max(1, food.length)] ?? [patch.x, patch.y];
  const along = tone === 'gain' ? eased(share) : 1 - eased(share) * 0.45;
  // An arc and no straight line: grains of one body stay apart.
  const bend = ((nth % 5) - 2) * 0.09 * Math.sin(Math.PI * along);
  const x = fx + (body.x - fx) * along + (body.y - fy) * bend;
  const y = fy + (body.y - fy) * along - (body.x - fx) * bend;
  ctx.globalAlpha = tone === 'gain' ? 1 : 1 - share;
  if (tone === 'gain') {
    circle(ctx, x, y, 2.6);
    ctx.fill();
    return;
  }
  circle(ctx, x, y, 2.2);
  ctx.lineWidth = 1.25;
  ctx.stroke();
}

function paintDrop(
  ctx: CanvasRenderingContext2D,
  { comes }: PondChange & { kind: 'drop' },
  body: Place | null,
  share: number,
  nth: number,
): void {
  if (!body) return;
  const away = body.r + 14 * (comes ? 1 - eased(share) : eased(share));
  const angle = nth * 2.4;
  ctx.globalAlpha = comes ? 1 : 1 - share;
  circle(ctx, body.x + away * Math.cos(angle), body.y + away * Math.sin(angle), comes ? 3.5 : 1.6);
  ctx.fill();
}

function paintRing(
  ctx: CanvasRenderingContext2D,
  { closes }: PondChange & { kind: 'ring' },
  body: Place | null,
  share: number,
): void {
  if (!body) return;
  const spread = 14 * (closes ? 1 - eased(share) : eased(share));
  ctx.globalAlpha = closes ? 0.35 + 0.65 * share : 1 - share;
  ctx.lineWidth = 2;
  circle(ctx, body.x, body.y, body.r + 2 + spread);
  ctx.stroke();
}

/** The body itself grows on its way; cords to its parents part behind it, a halo says that it is new. */
function paintBud(
  ctx: CanvasRenderingContext2D,
  _change: PondChange & { kind: 'bud' },
  body: Place | null,
  parents: readonly (Place | null)[],
  share: number,
  palette: PondPalette,
): void {
  if (!body) return;
  ctx.strokeStyle = palette.gain;
  ctx.globalAlpha = 1 - share;
  for (const parent of parents) {
    if (!parent) continue;
    ctx.lineWidth = 1 + 5 * (1 - share);
    line(ctx, parent, body);
  }
  ctx.lineWidth = 2;
  circle(ctx, body.x, body.y, body.r + 4 + 10 * share);
  ctx.stroke();
}

/** What it owned goes back: eight grains fly apart. */
function paintEnd(ctx: CanvasRenderingContext2D, body: Place | null, share: number, palette: PondPalette): void {
  if (!body) return;
  ctx.fillStyle = palette.loss;
  ctx.globalAlpha = 1 - share;
  for (let i = 0; i < 8; i++) {
    const angle = (i * Math.PI) / 4;
    const away = 6 + 26 * eased(share);
    circle(ctx, body.x + away * Math.cos(angle), body.y + away * Math.sin(angle), 2);
    ctx.fill();
  }
}

function paintRipple(ctx: CanvasRenderingContext2D, stage: Stage, cell: string, share: number): void {
  const patch = stage.patchOf(cell);
  if (!patch) return;
  ctx.globalAlpha = 1 - share;
  ctx.lineWidth = 3;
  tracePatch(ctx, patch, 3 + 12 * eased(share));
  ctx.stroke();
}

/** Drawn out from the first to the second, then let go. */
function paintThread(
  ctx: CanvasRenderingContext2D,
  from: Place | null,
  to: { x: number; y: number } | null,
  share: number,
): void {
  if (!from || !to) return;
  const drawn = eased(Math.min(1, share * 2));
  ctx.globalAlpha = share < 0.5 ? 1 : 2 - 2 * share;
  ctx.lineWidth = 2;
  const end = { x: from.x + (to.x - from.x) * drawn, y: from.y + (to.y - from.y) * drawn };
  line(ctx, from, end);
  circle(ctx, end.x, end.y, 4);
  ctx.fill();
}

function paintSweep(ctx: CanvasRenderingContext2D, stage: Stage, share: number): void {
  const { width, height } = stage.size;
  ctx.globalAlpha = 0.9 * (1 - share * 0.5);
  ctx.lineWidth = 2;
  const x = width * eased(share);
  line(ctx, { x, y: 0 }, { x, y: height });
}

function paintFood(ctx: CanvasRenderingContext2D, stage: Stage, share: number, palette: PondPalette): void {
  ctx.fillStyle = palette.food;
  ctx.globalAlpha = 1 - share;
  stage.scene?.grounds.forEach(({ priceShare }, i) => {
    const patch = stage.patches[i];
    if (!patch) return;
    for (const [x, y] of foodOf(patch, priceShare)) {
      circle(ctx, x, y, FOOD_PX + 1.6 * (1 - share));
      ctx.fill();
    }
  });
}

function paintQuake(ctx: CanvasRenderingContext2D, stage: Stage, share: number, palette: PondPalette): void {
  ctx.strokeStyle = palette.loss;
  ctx.globalAlpha = 1 - share;
  ctx.lineWidth = 2;
  ctx.translate(5 * Math.sin(share * 18) * (1 - share), 0);
  for (const patch of stage.patches) {
    tracePatch(ctx, patch, 4);
    ctx.stroke();
  }
}

/** A hairline along the foot of the pond, as a hand of a clock that goes round once. */
function paintClock(ctx: CanvasRenderingContext2D, stage: Stage, share: number, palette: PondPalette): void {
  const { width, height } = stage.size;
  ctx.strokeStyle = palette.ink3;
  ctx.lineWidth = 2;
  line(ctx, { x: 0, y: height - 1 }, { x: width * share, y: height - 1 });
}

function line(ctx: CanvasRenderingContext2D, from: { x: number; y: number }, to: { x: number; y: number }): void {
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  ctx.lineTo(to.x, to.y);
  ctx.stroke();
}

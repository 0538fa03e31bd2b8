/**
 * The bodies of the pond. A large one shows what it is made of: a membrane in the colour of its kin, a ring for every doubling of
 * its age, a granule for every rank of its adapter. Small ones are discs, stamped from one picture for each tone and size, so
 * that ten thousand of them cost little.
 */
import type { StreamedText } from '../../lab/contract.ts';
import { cutToFit } from './paint-ground.ts';
import type { PondPalette } from './palette.ts';
import type { Place } from './placing.ts';
import type { Body } from './scene.ts';
import { eased, type Swimmer, type Stage } from './stage.ts';

/** From this radius on a body shows its inside, CSS pixels. */
const DETAILED_PX = 7;
const NAMED_PX = 15;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const FONT_PX = 12;

interface BodyLook {
  palette: PondPalette;
  nowMs: number;
  selected: number | null;
  group: ReadonlySet<number>;
  hovered: number | null;
  /** What is being answered, by organelle, newest text last. */
  streams: ReadonlyMap<number, StreamedText>;
  stamps: Stamps;
}

/** @returns how many bodies were drawn */
export function paintBodies(ctx: CanvasRenderingContext2D, stage: Stage, look: BodyLook): number {
  let drawn = 0;
  const named: [Swimmer, Place][] = [];
  for (const swimmer of stage.swimmers) {
    if (swimmer.isNew && look.nowMs < swimmer.startMs) continue;
    const place = stage.placeOf(swimmer, look.nowMs);
    if (place.r < 0.3) continue;
    const { body } = swimmer;
    if (place.r >= DETAILED_PX) paintBody(ctx, swimmer, place, look);
    else look.stamps.put(ctx, body, place, look.palette);
    if (body.id === look.selected || body.id === look.hovered || look.group.has(body.id))
      paintHalo(ctx, place, look, body.id);
    if (swimmer.leaves === null && (place.r >= NAMED_PX || body.id === look.selected || body.id === look.hovered))
      named.push([swimmer, place]);
    drawn++;
  }
  for (const [{ body }, place] of named) paintName(ctx, body, place, stage, look);
  return drawn;
}

function paintBody(
  ctx: CanvasRenderingContext2D,
  { body, leaves, startMs, durationMs }: Swimmer,
  place: Place,
  look: BodyLook,
) {
  const { palette, nowMs } = look;
  const { x, y, r } = place;
  ctx.save();
  if (leaves !== null) ctx.globalAlpha = 1 - eased((nowMs - startMs) / durationMs);
  const inside = ctx.createRadialGradient(x - r * 0.3, y - r * 0.35, r * 0.1, x, y, r);
  const tone = leaves === 'bankrupt' ? { ...body.tone, chroma: 0.02 } : body.tone;
  inside.addColorStop(0, palette.kin(tone, 0.95, palette.isDark ? 0.1 : 0.2));
  inside.addColorStop(0.65, palette.kin(tone, 0.85, palette.isDark ? -0.12 : 0.06));
  inside.addColorStop(1, palette.kin(tone, 0.95, palette.isDark ? -0.2 : 0.02));
  circle(ctx, x, y, r);
  ctx.fillStyle = inside;
  ctx.fill();
  ctx.strokeStyle = palette.kin(tone, 1, palette.isDark ? 0.04 : -0.04);
  ctx.lineWidth = 1.75;
  ctx.stroke();
  paintInside(ctx, body, place, palette);
  if (body.strikes > 0) {
    circle(ctx, x, y, r + 3);
    ctx.setLineDash([3, 3]);
    ctx.strokeStyle = palette.loss;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
  ctx.restore();
}

/** Rings of age from the membrane inwards, granules of rank around the middle. */
function paintInside(ctx: CanvasRenderingContext2D, body: Body, { x, y, r }: Place, palette: PondPalette): void {
  ctx.lineWidth = 1;
  ctx.strokeStyle = palette.kin(body.tone, 0.55, palette.isDark ? 0.16 : -0.14);
  for (let ring = 1; ring <= body.rings; ring++) {
    const radius = r - ring * Math.max(2.2, r * 0.085);
    if (radius < r * 0.5) break;
    circle(ctx, x, y, radius);
    ctx.stroke();
  }
  ctx.fillStyle = palette.isDark ? palette.kin(body.tone, 0.95, 0.2) : palette.ground;
  const grain = Math.max(0.9, Math.min(2.4, (r * 0.3) / Math.sqrt(body.rank)));
  for (let at = 0; at < body.rank; at++) {
    const distance = r * 0.42 * Math.sqrt((at + 0.5) / body.rank);
    circle(ctx, x + distance * Math.cos(at * GOLDEN_ANGLE), y + distance * Math.sin(at * GOLDEN_ANGLE), grain);
    ctx.fill();
  }
}

function paintHalo(
  ctx: CanvasRenderingContext2D,
  { x, y, r }: Place,
  { palette, selected, hovered }: BodyLook,
  id: number,
) {
  ctx.save();
  circle(ctx, x, y, r + 4);
  ctx.lineWidth = id === selected ? 2.25 : 1.5;
  if (id === hovered && id !== selected) ctx.strokeStyle = palette.ink;
  else ctx.strokeStyle = palette.accent;
  ctx.stroke();
  ctx.restore();
}

/** Its name below it, and below that what it is writing. */
function paintName(ctx: CanvasRenderingContext2D, body: Body, { x, y, r }: Place, stage: Stage, look: BodyLook): void {
  const { palette, streams } = look;
  const patch = body.home === null ? undefined : stage.patchOf(body.home);
  const width = (patch?.reach ?? 60) * 1.8;
  ctx.save();
  ctx.textAlign = 'center';
  ctx.lineJoin = 'round';
  ctx.font = `${body.id === look.selected ? 600 : 450} ${FONT_PX}px ${palette.font}`;
  written(ctx, body.name, x, y + r + 14, palette.ink, palette);
  const text = streams.get(body.id)?.text.trim();
  if (text && r >= NAMED_PX) {
    ctx.font = `${FONT_PX}px ${palette.mono}`;
    const tail = text.replaceAll(/\s+/g, ' ').slice(-Math.max(6, Math.floor(width / 7.3)));
    written(ctx, cutToFit(ctx, tail, width), x, y + r + 29, palette.accent, palette);
    circle(ctx, x, y, r + 3.5);
    ctx.strokeStyle = palette.accent;
    ctx.globalAlpha = 0.65;
    ctx.lineWidth = 1.5;
    ctx.stroke();
  }
  ctx.restore();
}

/** Text that reads on any ground. */
function written(
  ctx: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  palette: PondPalette,
) {
  ctx.strokeStyle = palette.sunken;
  ctx.lineWidth = 3;
  ctx.globalAlpha = 0.8;
  ctx.strokeText(text, x, y);
  ctx.globalAlpha = 1;
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
}

export function circle(ctx: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  ctx.beginPath();
  ctx.arc(x, y, Math.max(0, r), 0, 2 * Math.PI);
}

/** Pictures of small bodies, made once for each tone and size. */
export class Stamps {
  #made = new Map<string, HTMLCanvasElement>();

  /** The theme or the screen changed. */
  clear(): void {
    this.#made.clear();
  }

  put(ctx: CanvasRenderingContext2D, { tone, strikes }: Body, { x, y, r }: Place, palette: PondPalette): void {
    const ratio = devicePixelRatio;
    const size = Math.round(r * 2) / 2;
    // Shades that the eye cannot tell apart at this size share a picture.
    const key = `${size} ${Math.round(tone.hue / 6)} ${Math.round(tone.lightness * 3)} ${strikes > 0}`;
    let stamp = this.#made.get(key);
    if (!stamp) {
      stamp = document.createElement('canvas');
      const side = Math.ceil((2 * size + 2) * ratio);
      stamp.width = side;
      stamp.height = side;
      const own = stamp.getContext('2d')!;
      circle(own, side / 2, side / 2, size * ratio);
      own.fillStyle = palette.kin(tone, strikes > 0 ? 0.5 : 1);
      own.fill();
      this.#made.set(key, stamp);
    }
    const width = stamp.width / ratio;
    ctx.drawImage(stamp, x - width / 2, y - width / 2, width, width);
  }
}

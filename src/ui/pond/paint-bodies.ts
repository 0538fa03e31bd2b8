/**
 * The bodies of the pond. A large one shows what it is made of: a membrane in the colour of its kin, a ring for every doubling of
 * its age, a granule for every rank of its adapter. Small ones are discs (crowd.ts), below the large.
 */
import type { StreamedText } from '../../lab/contract.ts';
import type { Crowd } from './crowd.ts';
import { cutToFit } from './paint-ground.ts';
import type { PondPalette } from './palette.ts';
import type { Place } from './placing.ts';
import type { Body } from './scene.ts';
import type { PondSight } from './sight.ts';
import { baselineOf, boxOf, middleOf, placesAround, takeFirst, type WordBox } from './word-places.ts';
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
  crowd: Crowd;
  /** What of the pond is in sight. */
  sight: PondSight;
  /** The words on the ground. */
  words: readonly WordBox[];
}

/**
 * On an empty canvas.
 * @returns how many bodies were drawn
 */
export function paintBodies(ctx: CanvasRenderingContext2D, stage: Stage, look: BodyLook): number {
  const { palette, nowMs, selected, group, hovered, crowd, sight } = look;
  const { closer } = sight;
  const { width, height } = ctx.canvas;
  const ratio = width / Math.max(1, stage.size.width);
  const large: [Swimmer, Place][] = [];
  const marked: [Body, Place][] = [];
  const named: [Body, Place][] = [];
  let drawn = 0;
  crowd.begin(ctx, width, height);
  for (const swimmer of stage.swimmers) {
    if (swimmer.isNew && nowMs < swimmer.startMs) continue;
    const place = stage.placeOf(swimmer, nowMs);
    if (place.r < 0.3) continue;
    const { body, leaves } = swimmer;
    const { id } = body;
    if (place.r >= DETAILED_PX) large.push([swimmer, place]);
    else
      crowd.put(
        body,
        { x: place.x * closer + sight.x, y: place.y * closer + sight.y, r: place.r * closer },
        palette,
        ratio,
      );
    if (id === selected || id === hovered || group.has(id)) marked.push([body, place]);
    if (leaves === null && (place.r >= NAMED_PX || id === selected || id === hovered)) named.push([body, place]);
    drawn++;
  }
  if (large.length < drawn) crowd.paint(ctx);
  for (const [swimmer, place] of large) paintBody(ctx, swimmer, place, look);
  for (const [{ id }, place] of marked) paintHalo(ctx, place, look, id);
  const taken = [...look.words];
  const rankOf = ({ id }: Body) => (id === selected ? 2 : id === hovered ? 1 : 0);
  named.sort(([a, one], [b, other]) => rankOf(b) - rankOf(a) || other.r - one.r);
  for (const [body, place] of named) paintName(ctx, body, place, stage, look, taken);
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

/** Its name beside it, and below that what it is writing; what would lie on other words is left out. */
function paintName(
  ctx: CanvasRenderingContext2D,
  body: Body,
  { x, y, r }: Place,
  stage: Stage,
  look: BodyLook,
  taken: WordBox[],
): void {
  const { palette, streams } = look;
  const patch = body.home === null ? undefined : stage.patchOf(body.home);
  const width = (patch?.reach ?? 60) * 1.8;
  ctx.save();
  ctx.textAlign = 'center';
  ctx.lineJoin = 'round';
  ctx.font = `${body.id === look.selected ? 600 : 450} ${FONT_PX}px ${palette.font}`;
  const around = placesAround({ x, y, r }, ctx.measureText(body.name).width, stage.size);
  const name = takeFirst(around, taken);
  if (name) written(ctx, body.name, middleOf(name), baselineOf(name), palette.ink, palette);
  const text = streams.get(body.id)?.text.trim();
  if (text && r >= NAMED_PX) {
    ctx.font = `${FONT_PX}px ${palette.mono}`;
    const tail = text.replaceAll(/\s+/g, ' ').slice(-Math.max(6, Math.floor(width / 7.3)));
    const cut = cutToFit(ctx, tail, width);
    const half = ctx.measureText(cut).width / 2;
    const middle = Math.max(half, Math.min(x, stage.size.width - half));
    const below = takeFirst([boxOf(middle, y + r + 29, 2 * half)], taken);
    if (below) written(ctx, cut, middle, baselineOf(below), palette.accent, palette);
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

/**
 * The family on a canvas. Bands lie behind, in the colours of kin; through each that survives runs its strand, and from every
 * birth a cord goes to each parent. How somebody came to be is a sign and no colour: a disc for a split, a diamond for a
 * merge, a ring for somebody who came from nowhere, a triangle for an elite that returned.
 */
import { spread } from '../charts/series.ts';
import type { PondPalette } from '../pond/palette.ts';
import type { Band, BandPart, Descent } from './family.ts';
import type { Sight } from './sight.ts';

/** Room for the names of the living at the right, and for the years below. */
const NAMES_PX = 84;
const YEARS_PX = 20;
const NAME_STEP_PX = 15;
const FONT_PX = 12;
/** Signs of births are left out where they would be a crust. */
const MOST_SIGNS = 400;

export interface FamilyLook {
  palette: PondPalette;
  sight: Sight;
  width: number;
  height: number;
  /** Branches that died out are drawn with their strands too. */
  unfolded: boolean;
  selected: number | null;
  group: ReadonlySet<number>;
  hovered: number | null;
  /** The generation under the pointer of any panel. */
  crosshair: number | null;
}

/** Pixels of generations and shares. */
export function scalesInSight({ sight, width, height }: Pick<FamilyLook, 'sight' | 'width' | 'height'>) {
  const [across, down] = [Math.max(1, width - NAMES_PX), Math.max(1, height - YEARS_PX)];
  return {
    x: (generation: number) => ((generation - sight.left) / (sight.right - sight.left)) * across,
    y: (share: number) => ((share - sight.top) / (sight.bottom - sight.top)) * down,
    generationAt: (x: number) => sight.left + (x / across) * (sight.right - sight.left),
    shareAt: (y: number) => sight.top + (y / down) * (sight.bottom - sight.top),
  };
}

export function paintFamily(ctx: CanvasRenderingContext2D, family: Descent, look: FamilyLook): void {
  const { width, height, palette } = look;
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, 0, width - NAMES_PX, height - YEARS_PX);
  ctx.clip();
  for (const band of family.bands) paintBand(ctx, band, look);
  const drawn = family.bands.filter((band) => (band.survives || look.unfolded) && band.parts.length > 0);
  for (const band of drawn) paintStrand(ctx, band, family, look, drawn.length <= MOST_SIGNS);
  if (look.crosshair !== null) {
    const x = scalesInSight(look).x(look.crosshair);
    ctx.strokeStyle = palette.ink3;
    ctx.lineWidth = 1;
    line(ctx, x, 0, x, height);
  }
  ctx.restore();
  paintYears(ctx, look);
  paintNames(ctx, family, look);
}

const isChosen = ({ organelle: { id } }: Band, { selected, group }: FamilyLook): boolean =>
  id === selected || group.has(id);

function paintBand(ctx: CanvasRenderingContext2D, band: Band, look: FamilyLook): void {
  if (band.parts.length === 0) return;
  const { x, y } = scalesInSight(look);
  const someChosen = look.group.size > 0;
  const strong = band.organelle.id === look.hovered || (someChosen ? isChosen(band, look) : band.survives);
  ctx.beginPath();
  for (const { generation, from } of band.parts) ctx.lineTo(x(generation), y(from));
  for (const { generation, to } of [...band.parts].reverse()) ctx.lineTo(x(generation), y(to));
  ctx.closePath();
  ctx.fillStyle = look.palette.kin(band.tone, strong ? (look.palette.isDark ? 0.42 : 0.38) : 0.13);
  ctx.fill();
}

function paintStrand(
  ctx: CanvasRenderingContext2D,
  band: Band,
  family: Descent,
  look: FamilyLook,
  signed: boolean,
): void {
  const { x, y } = scalesInSight(look);
  const { organelle, tone } = band;
  const parts = band.parts.filter(({ from, to }) => to > from);
  const middle = ({ from, to }: { from: number; to: number }) => y((from + to) / 2);
  const [born] = parts;
  const bornX = x(born!.generation);
  ctx.strokeStyle = look.palette.kin(tone, 1);
  ctx.lineWidth = isChosen(band, look) || organelle.id === look.hovered ? 3 : 1.5;
  ctx.beginPath();
  for (const part of parts) ctx.lineTo(x(part.generation), middle(part));
  ctx.stroke();
  const cord = (id: number, nth: number, dash: number[], fromX: (at: BandPart) => number) => {
    const from = family.byId.get(id);
    const at = from?.parts.findLast(({ generation }) => generation <= born!.generation);
    if (!at) return;
    ctx.save();
    ctx.lineWidth = 1.25;
    ctx.setLineDash(dash);
    ctx.strokeStyle = look.palette.kin(nth === 0 ? tone : from!.tone, 0.95);
    line(ctx, fromX(at), middle(at), bornX, middle(born!));
    ctx.restore();
  };
  organelle.parents.forEach((id, nth) => cord(id, nth, nth === 0 ? [] : [3, 3], () => bornX));
  // Over the years in which one that returned did not live.
  if (organelle.former !== null) cord(organelle.former, 0, [1, 4], ({ generation }) => x(generation));
  if (signed) paintSign(ctx, band, bornX, middle(born!), look);
}

function paintSign(
  ctx: CanvasRenderingContext2D,
  { organelle, tone }: Band,
  x: number,
  y: number,
  look: FamilyLook,
): void {
  const { palette } = look;
  ctx.fillStyle = palette.kin(tone, 1);
  ctx.strokeStyle = palette.kin(tone, 1);
  ctx.lineWidth = 1.75;
  ctx.beginPath();
  switch (organelle.operator) {
    case 'split':
    case 'clone':
      ctx.arc(x, y, 3, 0, 2 * Math.PI);
      return ctx.fill();
    case 'merge':
      shape(ctx, x, y, [0, -5.5, 5.5, 0, 0, 5.5, -5.5, 0]);
      return ctx.fill();
    case 'immigrant':
      shape(ctx, x, y, [-4.5, -4, 4.5, -4, 0, 4.5]);
      return ctx.fill();
    case 'founder':
    case 'brought':
      ctx.arc(x, y, 3.25, 0, 2 * Math.PI);
      ctx.fillStyle = palette.ground;
      ctx.fill();
      return ctx.stroke();
  }
}

function shape(ctx: CanvasRenderingContext2D, x: number, y: number, points: readonly number[]): void {
  for (let i = 0; i < points.length; i += 2) ctx.lineTo(x + points[i]!, y + points[i + 1]!);
  ctx.closePath();
}

/** The generations below. */
function paintYears(ctx: CanvasRenderingContext2D, look: FamilyLook): void {
  const { palette, sight, width, height } = look;
  const { x } = scalesInSight(look);
  const step = niceStep((sight.right - sight.left) / Math.max(2, (width - NAMES_PX) / 80));
  ctx.save();
  ctx.font = `${FONT_PX}px ${palette.font}`;
  ctx.fillStyle = palette.ink3;
  ctx.textAlign = 'center';
  for (let at = Math.ceil(sight.left / step) * step; at <= sight.right; at += step)
    ctx.fillText(at.toLocaleString('en-US'), Math.max(8, x(at)), height - 5);
  ctx.restore();
}

/** 1, 2 or 5 times a power of ten, and at least that far. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((times) => times * power).find((step) => step >= least) ?? 10 * power;
}

/** The living by name, at the right end of their bands; those that find no room go without. */
function paintNames(ctx: CanvasRenderingContext2D, family: Descent, look: FamilyLook): void {
  const { palette, width, height, sight } = look;
  const { y } = scalesInSight(look);
  const bottom = height - YEARS_PX;
  const inSight = family.bands.flatMap((band) => {
    const last = band.parts.at(-1);
    if (!last || band.organelle.diedGeneration !== null || sight.right < family.generation - 0.5) return [];
    const middle = y((last.from + last.to) / 2);
    return middle > 0 && middle < bottom ? [{ band, middle }] : [];
  });
  const isTold = ({ band }: { band: Band }) => isChosen(band, look) || band.organelle.id === look.hovered;
  const told = roomy(inSight, isTold);
  const places = spread(
    told.map(({ middle }) => middle),
    NAME_STEP_PX,
    8,
    bottom - 6,
  );
  ctx.save();
  ctx.textBaseline = 'middle';
  told.forEach(({ band }, i) => {
    ctx.font = `${isTold({ band }) ? 600 : 450} ${FONT_PX}px ${palette.font}`;
    ctx.fillStyle = palette.kin(band.tone, 1);
    ctx.fillRect(width - NAMES_PX + 5, places[i]! - 3, 6, 6);
    ctx.fillStyle = palette.ink;
    ctx.fillText(band.organelle.name, width - NAMES_PX + 16, places[i]!, NAMES_PX - 18);
  });
  ctx.restore();
}

/** Those that find room, from the top; whoever is chosen finds it first. */
function roomy<Named extends { middle: number }>(all: readonly Named[], isFirst: (named: Named) => boolean): Named[] {
  const taken: Named[] = [];
  for (const named of [...all.filter(isFirst), ...all]) {
    const isFree = taken.every((other) => Math.abs(other.middle - named.middle) >= NAME_STEP_PX - 2);
    if (isFree && !taken.includes(named)) taken.push(named);
  }
  return taken;
}

function line(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

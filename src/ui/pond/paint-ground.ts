/**
 * The ground of the pond: a patch a cell. Its tint is how much is solved there, the grains on it are what it pays, the squares
 * at its foot are its elites, and the pale rings beside them the former holders that it remembers.
 */
import { plainName } from '../../record/fold/niches.ts';
import { qualityColour, type QualityScale } from '../parts/colour.ts';
import { percent, quantity } from '../words/format.ts';
import type { PondPalette } from './palette.ts';
import { roomOf } from './placing.ts';
import type { Ground, Scene } from './scene.ts';
import { boxOf, type WordBox } from './word-places.ts';
import { isInside, type Patch } from './tissue.ts';

const GAP_PX = 3;
const CORNER_PX = 18;
const MOST_FOOD = 72;
export const FOOD_PX = 1.5;
const FONT_PX = 12;
/** Patches smaller than this say nothing but their name, and the smallest not even that. */
const LEAST_REACH_FOR_FACTS = 44;
const LEAST_REACH_FOR_NAME = 24;

interface GroundLook {
  palette: PondPalette;
  scale: QualityScale;
  selectedCell: string | null;
  /** Cells of those who are selected. */
  marked: ReadonlySet<string>;
}

/** @returns where its words stand */
export function paintGrounds(
  ctx: CanvasRenderingContext2D,
  scene: Scene,
  patches: readonly Patch[],
  look: GroundLook,
): WordBox[] {
  return scene.grounds.flatMap((ground, i) => {
    const patch = patches[i];
    return patch ? paintGround(ctx, ground, patch, scene, look) : [];
  });
}

function paintGround(
  ctx: CanvasRenderingContext2D,
  ground: Ground,
  patch: Patch,
  scene: Scene,
  { palette, scale, selectedCell, marked }: GroundLook,
): WordBox[] {
  ctx.save();
  tracePatch(ctx, patch);
  ctx.fillStyle = palette.sunken;
  ctx.fill();
  if (ground.mastery !== null) {
    ctx.globalAlpha = ground.mastery;
    ctx.fillStyle = palette.water;
    ctx.fill();
    ctx.globalAlpha = 1;
  }
  const isSelected = ground.cell === selectedCell;
  ctx.lineWidth = isSelected ? 2.5 : ground.starves || marked.has(ground.cell) ? 1.75 : 1;
  ctx.setLineDash(ground.starves ? [5, 4] : []);
  const isMarked = isSelected || marked.has(ground.cell);
  ctx.strokeStyle = isMarked ? palette.accent : ground.starves ? palette.loss : palette.line;
  ctx.stroke();
  ctx.restore();
  paintFood(ctx, ground, patch, palette);
  const words = patch.reach >= LEAST_REACH_FOR_NAME ? paintWords(ctx, ground, patch, palette) : [];
  if (patch.reach >= LEAST_REACH_FOR_FACTS) paintFoot(ctx, ground, patch, scene, palette, scale);
  return words;
}

/** The outline of a patch, a little within it, with round corners. */
export function tracePatch(ctx: CanvasRenderingContext2D, { x, y, outline, reach }: Patch, inset = GAP_PX): void {
  const shrink = Math.max(0.1, (reach - inset) / reach);
  const points = outline.map(([px, py]) => [x + (px - x) * shrink, y + (py - y) * shrink] as const);
  const last = points.at(-1)!;
  ctx.beginPath();
  ctx.moveTo((last[0] + points[0]![0]) / 2, (last[1] + points[0]![1]) / 2);
  points.forEach(([px, py], i) => {
    const [nx, ny] = points[(i + 1) % points.length]!;
    const [bx, by] = points.at(i - 1)!;
    // A corner takes at most half of each edge beside it.
    const shorter = Math.min(Math.hypot(nx - px, ny - py), Math.hypot(bx - px, by - py));
    ctx.arcTo(px, py, (px + nx) / 2, (py + ny) / 2, Math.min(CORNER_PX, reach / 2.5, shorter / 2.5));
  });
  ctx.closePath();
}

const foods = new WeakMap<Patch, [number, number][]>();

/** Where the food of a patch lies, so much of it as its share of the dearest price; what is dearer has more beside the same. */
export function foodOf(patch: Patch, share: number): [number, number][] {
  const all = foods.get(patch) ?? layFood(patch);
  foods.set(patch, all);
  return all.slice(0, Math.round(share * all.length));
}

/** Spread evenly (the R2 sequence), away from the middle and the words. */
function layFood(patch: Patch): [number, number][] {
  const room = roomOf(patch);
  const spots: [number, number][] = [];
  const [left, right] = [Math.min(...patch.outline.map(([x]) => x)), Math.max(...patch.outline.map(([x]) => x))];
  const [top, bottom] = [Math.min(...patch.outline.map(([, y]) => y)), Math.max(...patch.outline.map(([, y]) => y))];
  const inner = patch.outline.map(
    ([x, y]) => [patch.x + (x - patch.x) * 0.86, patch.y + (y - patch.y) * 0.86] as const,
  );
  for (let i = 1; spots.length < MOST_FOOD && i < 20 * MOST_FOOD; i++) {
    const x = left + ((0.5 + i * 0.7548776662466927) % 1) * (right - left);
    const y = top + ((0.5 + i * 0.5698402909980532) % 1) * (bottom - top);
    const isFree = Math.hypot(x - room.x, y - room.y) > room.reach * 0.5 && y > patch.y - patch.reach + 34;
    if (isFree && isInside(inner, x, y)) spots.push([x, y]);
  }
  return spots;
}

function paintFood(ctx: CanvasRenderingContext2D, ground: Ground, patch: Patch, palette: PondPalette): void {
  if (patch.reach < LEAST_REACH_FOR_NAME) return;
  ctx.save();
  ctx.fillStyle = palette.food;
  ctx.globalAlpha = 0.85;
  for (const [x, y] of foodOf(patch, ground.priceShare)) {
    ctx.beginPath();
    ctx.arc(x, y, FOOD_PX, 0, 2 * Math.PI);
    ctx.fill();
  }
  ctx.restore();
}

function paintWords(ctx: CanvasRenderingContext2D, ground: Ground, patch: Patch, palette: PondPalette): WordBox[] {
  const hasFacts = patch.reach >= LEAST_REACH_FOR_FACTS;
  const width = patch.reach * 1.7;
  ctx.save();
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  ctx.fillStyle = palette.ink;
  ctx.font = `550 ${FONT_PX}px ${palette.font}`;
  const name = cutToFit(ctx, plainName(ground.cell).replace('/short', '').replace('/', ' '), width);
  const top = edgeOf(patch, Math.min(width, ctx.measureText(name).width + 8), 'top');
  ctx.fillText(name, patch.x, top + 17);
  const words = [boxOf(patch.x, top + 17, ctx.measureText(name).width)];
  if (hasFacts) {
    const solved = ground.mastery === null ? '' : `${percent(ground.mastery)} % · `;
    ctx.font = `400 ${FONT_PX}px ${palette.font}`;
    ctx.fillStyle = ground.custom === null ? palette.ink2 : palette.accent;
    const facts = ground.custom === null ? `${solved}${quantity(ground.priceEnergy)} E` : `wants ${ground.custom}`;
    const cut = cutToFit(ctx, facts, width);
    ctx.fillText(cut, patch.x, top + 32);
    words.push(boxOf(patch.x, top + 32, ctx.measureText(cut).width));
  }
  ctx.restore();
  return words;
}

/** Its elites from cheap to dear, a square each, and the former holders that it remembers. */
function paintFoot(
  ctx: CanvasRenderingContext2D,
  ground: Ground,
  patch: Patch,
  scene: Scene,
  palette: PondPalette,
  scale: QualityScale,
): void {
  const count = ground.elites.length + ground.shelf.length;
  const foot = edgeOf(patch, count * 11 + 8, 'foot') - 12;
  let x = patch.x - (count * 11) / 2 + 5.5;
  ctx.save();
  for (const quality of ground.elites) {
    ctx.beginPath();
    ctx.rect(x - 4, foot - 4, 8, 8);
    if (quality === null) {
      ctx.strokeStyle = palette.line;
      ctx.lineWidth = 1;
      ctx.stroke();
    } else {
      ctx.fillStyle = qualityColour(quality, scale);
      ctx.fill();
      ctx.strokeStyle = palette.ink3;
      ctx.lineWidth = 0.75;
      ctx.stroke();
    }
    x += 11;
  }
  for (const id of ground.shelf) {
    ctx.beginPath();
    ctx.arc(x, foot, 3.6, 0, 2 * Math.PI);
    ctx.strokeStyle = palette.kin(scene.toneOf(id));
    ctx.lineWidth = 1.75;
    ctx.stroke();
    x += 11;
  }
  ctx.restore();
}

/** How far up or down something so wide fits into a patch, around its middle. */
function edgeOf({ x, y, outline, reach }: Patch, width: number, side: 'top' | 'foot'): number {
  const step = side === 'top' ? -2 : 2;
  let edge = y;
  for (let at = y; Math.abs(at - y) < 3 * reach; at += step) {
    if (!isInside(outline, x - width / 2, at) || !isInside(outline, x + width / 2, at)) break;
    edge = at;
  }
  return edge;
}

/** The text, cut with an ellipsis where it is too wide. */
export function cutToFit(ctx: Pick<CanvasRenderingContext2D, 'measureText'>, text: string, width: number): string {
  if (ctx.measureText(text).width <= width) return text;
  for (let length = text.length - 1; length > 0; length--) {
    const cut = `${text.slice(0, length)}…`;
    if (ctx.measureText(cut).width <= width) return cut;
  }
  return '';
}

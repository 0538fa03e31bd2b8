/**
 * The colour of an organelle says whose kin it is. Its hue is its founder's; its shade (lightness, and chroma
 * with a slight turn of the hue) takes one step from its parent's at every birth, in a direction drawn from its name. So a family is one hue, close kin
 * look alike, and branches can be told apart after one founder's descendants have swept the world. Nothing but the line
 * of descent decides it: the same in every panel and at every moment of the run.
 */
import { forebearsOf } from '../../record/fold/line.ts';
import type { OrganelleView } from '../../record/fold/view.ts';

type Kin = Pick<OrganelleView, 'name' | 'lineage' | 'parents' | 'former'>;
export type KinById = ReadonlyMap<number, Kin>;

/** Where a colour lies in the range that its theme allows, each from −1 to 1; a founder stands in the middle. */
interface Shade {
  lightness: number;
  chroma: number;
}

const GOLDEN_ANGLE = 137.508;
/** One birth moves the shade this far; siblings then differ by about 0.06 in lightness, which the eye sees side by side. */
const STEP = 0.5;
const MIDDLE_CHROMA = 0.115;
const CHROMA_REACH = 0.055;
/** How far a shade may turn the hue, degrees: less than the distance of neighbouring founders. */
const HUE_REACH = 14;

/** The hue of a lineage, degrees, spread by the golden angle; the offset keeps founder 1 away from the accent. */
export function hueOf(lineage: number): number {
  return (lineage * GOLDEN_ANGLE + 250) % 360;
}

/** Shades already walked, by the family they were walked in; a view's family never changes. */
const walked = new WeakMap<KinById, Map<number, Shade>>();

/** The shade of an organelle. An ancestor that the view does not know ends the walk, as a founder does. */
export function shadeOf(id: number, family: KinById): Shade {
  const known = walked.get(family) ?? new Map<number, Shade>();
  walked.set(family, known);
  const line: number[] = [];
  for (let at: number | undefined = id; at !== undefined && !known.has(at); at = from(family.get(at))) line.push(at);
  for (const each of line.reverse()) known.set(each, shadeAfter(each, family, known));
  return known.get(id)!;
}

const from = (kin: Kin | undefined): number | undefined => kin && forebearsOf(kin)[0];

/** One that returned has the shade it had. */
function shadeAfter(id: number, family: KinById, known: ReadonlyMap<number, Shade>): Shade {
  const kin = family.get(id);
  const parent = known.get(from(kin) ?? 0);
  if (!kin || !parent) return { lightness: 0, chroma: 0 };
  if (kin.former !== null) return parent;
  const angle = turnOf(kin.name) * 2 * Math.PI;
  return {
    lightness: reflect(parent.lightness + STEP * Math.cos(angle)),
    chroma: reflect(parent.chroma + STEP * Math.sin(angle)),
  };
}

/** A colour apart from its theme: how far its lightness lies from the theme's middle (−1 to 1), its chroma, its hue in degrees. */
export interface KinTone {
  lightness: number;
  chroma: number;
  hue: number;
}

const UNKNOWN: KinTone = { lightness: 0, chroma: 0, hue: 0 };

/** The tone of an organelle; grey where the family does not know it. */
export function kinTone(id: number, family: KinById): KinTone {
  const kin = family.get(id);
  if (!kin) return UNKNOWN;
  const { lightness, chroma } = shadeOf(id, family);
  const hue = (hueOf(kin.lineage) + HUE_REACH * chroma + 360) % 360;
  return { lightness, chroma: MIDDLE_CHROMA + CHROMA_REACH * chroma, hue };
}

/** The colour as CSS; the theme gives the middle lightness and its reach, so that marks keep 3 to 1 on every ground. */
export function kinColour(id: number, family: KinById): string {
  if (!family.has(id)) return 'var(--ink-3)';
  const { lightness, chroma, hue } = kinTone(id, family);
  const light = `calc(var(--lineage-lightness) + var(--lineage-reach) * ${lightness.toFixed(2)})`;
  return `oklch(${light} ${chroma.toFixed(3)} ${hue.toFixed(1)})`;
}

/** What the mark means, for tooltips: the founder by name where it is known. */
export function describeKin(id: number, family: KinById): string {
  const kin = family.get(id);
  if (!kin) return 'Not born yet at this moment.';
  const founder = family.get(kin.lineage)?.name ?? `founder ${kin.lineage}`;
  const origin = kin.lineage === id ? 'It founded its lineage.' : `It descends from ${founder}.`;
  return `${origin} ${COLOUR_RULE}`;
}

export const COLOUR_RULE =
  'The mark’s hue is the founder’s; its shade moves a little at every birth, so close kin look alike.';

/** A name as a number in [0, 1): FNV-1a, then Murmur3's finalizer so that every bit of it counts. */
function turnOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** Folds a position back into −1..1 at the ends. */
function reflect(position: number): number {
  if (position > 1) return 2 - position;
  return position < -1 ? -2 - position : position;
}

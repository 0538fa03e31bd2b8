/** The family on its canvas, living outside React: painted when something changed, at most once a frame. */
import { readPondPalette } from '../pond/palette.ts';
import type { Band, Descent } from './family.ts';
import { paintFamily, scalesInSight, type FamilyLook } from './paint.ts';
import { panned, wholeSight, zoomed } from './sight.ts';

type Choice = Pick<FamilyLook, 'selected' | 'group' | 'unfolded'>;

export class LineageCanvas {
  readonly #canvas: HTMLCanvasElement;
  #family: Descent | null = null;
  #look: FamilyLook;
  #isWhole = true;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#look = {
      palette: readPondPalette(),
      sight: wholeSight(0),
      width: 0,
      height: 0,
      unfolded: false,
      selected: null,
      group: new Set(),
      hovered: null,
      crosshair: null,
    };
  }

  /** A run that goes on stays in sight whole until somebody looks closer; a shorter one is not looked at beyond its end. */
  show(family: Descent): void {
    this.#family = family;
    const { generation } = family;
    this.#set({ sight: this.#isWhole ? wholeSight(generation) : panned(this.#look.sight, 0, 0, generation) });
  }

  choose(choice: Partial<Choice>): void {
    this.#set(choice);
  }

  hover(hovered: number | null): void {
    if (hovered !== this.#look.hovered) this.#set({ hovered });
  }

  point(crosshair: number | null): void {
    this.#set({ crosshair });
  }

  retheme(): void {
    this.#set({ palette: readPondPalette() });
  }

  resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0) return;
    this.#canvas.width = Math.round(width * devicePixelRatio);
    this.#canvas.height = Math.round(height * devicePixelRatio);
    this.#look = { ...this.#look, width, height };
    this.#paint();
  }

  /** Closer or farther around a point, CSS pixels; around the middle without one. */
  zoom(factor: number, x = this.#look.width / 2, y = this.#look.height / 2): void {
    const scales = scalesInSight(this.#look);
    const generation = this.#family?.generation ?? 0;
    this.#isWhole = false;
    this.#set({ sight: zoomed(this.#look.sight, factor, scales.generationAt(x), scales.shareAt(y), generation) });
  }

  /** As if the picture were pushed, CSS pixels. */
  pan(dx: number, dy: number): void {
    const scales = scalesInSight(this.#look);
    const across = scales.generationAt(0) - scales.generationAt(dx);
    const down = scales.shareAt(0) - scales.shareAt(dy);
    this.#isWhole = false;
    this.#set({ sight: panned(this.#look.sight, across, down, this.#family?.generation ?? 0) });
  }

  whole(): void {
    this.#isWhole = true;
    this.#set({ sight: wholeSight(this.#family?.generation ?? 0) });
  }

  /** Brings a band into the middle. */
  reveal({ parts }: Band): void {
    const first = parts.find(({ from, to }) => to > from);
    if (!first) return;
    const { sight } = this.#look;
    const across = first.generation - (sight.left + sight.right) / 2;
    const down = (first.from + first.to) / 2 - (sight.top + sight.bottom) / 2;
    this.#set({ sight: panned(sight, across, down, this.#family?.generation ?? 0) });
  }

  /** The generation at a point; null beyond the last. */
  generationAt(x: number): number | null {
    const generation = Math.round(scalesInSight(this.#look).generationAt(x));
    return generation < 0 || generation > (this.#family?.generation ?? -1) ? null : generation;
  }

  /** The band at a point. */
  bandAt(x: number, y: number): Band | null {
    const scales = scalesInSight(this.#look);
    const [generation, share] = [scales.generationAt(x), scales.shareAt(y)];
    const found = this.#family?.bands.find(({ parts }) => {
      const at = parts.findIndex((part) => part.generation > generation);
      const [one, next] = at < 0 ? [parts.at(-1), parts.at(-1)] : [parts[at - 1], parts[at]];
      if (!one || !next || generation > next.generation + 1) return false;
      const along = next === one ? 0 : (generation - one.generation) / (next.generation - one.generation);
      const from = one.from + (next.from - one.from) * along;
      return share >= from && share < one.to + (next.to - one.to) * along;
    });
    return found ?? null;
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
  }

  #set(changes: Partial<FamilyLook>): void {
    this.#look = { ...this.#look, ...changes };
    this.#frame ||= requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const { width, height } = this.#look;
    if (!this.#family || width === 0) return;
    const ctx = this.#canvas.getContext('2d')!;
    ctx.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    paintFamily(ctx, this.#family, this.#look);
    const { left, right } = this.#look.sight;
    this.#canvas.dataset.sight = `${left} ${right}`;
    this.#canvas.dataset.bands = String(this.#family.bands.length);
  }
}

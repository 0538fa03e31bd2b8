/**
 * The small bodies of the pond, as pixels: each a disc of one tone, laid over what is there. A canvas that is asked for ten
 * thousand circles, or for ten thousand pictures, answers five times a second; an array of pixels that is put there whole does
 * it in every frame.
 */
import type { KinTone } from '../parts/kinship.ts';
import type { PondPalette } from './palette.ts';
import type { Place } from './placing.ts';
import type { Body } from './scene.ts';

/** Steps of a disc's radius and of its place between pixels. */
const STEPS = 4;

/** How much of each pixel a disc covers, 0 to 1, and where its first pixel lies. */
interface Disc {
  side: number;
  coverage: Float32Array;
}

/** Red, green, blue and opacity, 0 to 255. */
type Colour = readonly [number, number, number, number];

export class Crowd {
  readonly #bytesOf: (css: string) => Colour;
  readonly #discs = new Map<number, Disc>();
  readonly #colours = new Map<string, Colour>();
  #image: ImageData | null = null;

  /** @param bytesOf  a colour of CSS as bytes */
  constructor(bytesOf: (css: string) => Colour = bytesOfCss) {
    this.#bytesOf = bytesOf;
  }

  /** The theme changed. */
  clear(): void {
    this.#colours.clear();
  }

  /** Nobody is there yet. @param width device pixels @param height device pixels */
  begin(ctx: Pick<CanvasRenderingContext2D, 'createImageData'>, width: number, height: number): void {
    if (this.#image?.width === width && this.#image.height === height) this.#image.data.fill(0);
    else this.#image = ctx.createImageData(width, height);
  }

  /** One more body, over those before. @param ratio device pixels in a pixel of CSS */
  put({ tone, strikes }: Body, { x, y, r }: Place, palette: Pick<PondPalette, 'kin'>, ratio: number): void {
    const image = this.#image!;
    const [red, green, blue, opacity] = this.#colourOf(tone, strikes > 0 ? 0.5 : 1, palette);
    const radius = Math.max(1, Math.round(r * ratio * STEPS));
    const left = Math.round((x - r) * ratio * STEPS);
    const top = Math.round((y - r) * ratio * STEPS);
    const { side, coverage } = this.#discOf(radius, mod(left, STEPS), mod(top, STEPS));
    const fromX = Math.floor(left / STEPS);
    const fromY = Math.floor(top / STEPS);
    const { data, width, height } = image;
    for (let row = Math.max(0, -fromY); row < side && fromY + row < height; row++) {
      for (let column = Math.max(0, -fromX); column < side && fromX + column < width; column++) {
        const share = (coverage[row * side + column]! * opacity) / 255;
        if (share === 0) continue;
        const at = ((fromY + row) * width + fromX + column) * 4;
        // Source over, with colours that are not multiplied by their opacity (Porter and Duff 1984).
        const below = (data[at + 3]! / 255) * (1 - share);
        const whole = share + below;
        data[at] = (red * share + data[at]! * below) / whole;
        data[at + 1] = (green * share + data[at + 1]! * below) / whole;
        data[at + 2] = (blue * share + data[at + 2]! * below) / whole;
        data[at + 3] = whole * 255;
      }
    }
  }

  /** All of them instead of what is on the canvas. */
  paint(ctx: Pick<CanvasRenderingContext2D, 'putImageData'>): void {
    ctx.putImageData(this.#image!, 0, 0);
  }

  #colourOf(tone: KinTone, alpha: number, palette: Pick<PondPalette, 'kin'>): Colour {
    // Shades that the eye cannot tell apart at this size are one.
    const key = `${Math.round(tone.hue / 6)} ${Math.round(tone.lightness * 3)} ${alpha}`;
    let colour = this.#colours.get(key);
    if (!colour) {
      colour = this.#bytesOf(palette.kin(tone, alpha));
      this.#colours.set(key, colour);
    }
    return colour;
  }

  /** @param radius in steps @param shiftX of its left edge from a pixel's, in steps @param shiftY the same of its top */
  #discOf(radius: number, shiftX: number, shiftY: number): Disc {
    const key = (radius * STEPS + shiftX) * STEPS + shiftY;
    let disc = this.#discs.get(key);
    if (!disc) {
      disc = discOf(radius / STEPS, shiftX / STEPS, shiftY / STEPS);
      this.#discs.set(key, disc);
    }
    return disc;
  }
}

const SAMPLES = 4;

function discOf(radius: number, shiftX: number, shiftY: number): Disc {
  const side = Math.ceil(2 * radius + Math.max(shiftX, shiftY));
  const coverage = new Float32Array(side * side);
  const [middleX, middleY] = [shiftX + radius, shiftY + radius];
  for (let row = 0; row < side * SAMPLES; row++) {
    for (let column = 0; column < side * SAMPLES; column++) {
      const away = Math.hypot((column + 0.5) / SAMPLES - middleX, (row + 0.5) / SAMPLES - middleY);
      if (away > radius) continue;
      coverage[Math.floor(row / SAMPLES) * side + Math.floor(column / SAMPLES)]! += 1 / SAMPLES ** 2;
    }
  }
  return { side, coverage };
}

const mod = (value: number, by: number): number => ((value % by) + by) % by;

function bytesOfCss(css: string): Colour {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  const ctx = canvas.getContext('2d')!;
  ctx.fillStyle = css;
  ctx.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0, opacity = 0] = ctx.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, opacity];
}

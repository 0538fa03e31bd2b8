/** Functions for the page: where its words stand, those on canvases too, and how large what can be pressed is. */

interface Label {
  text: string;
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The node that it is a line of. */
  node?: Node;
}

interface Watching extends Window {
  /** What is written on each canvas since it was last cleared, in its own pixels. */
  written: Map<HTMLCanvasElement, Label[]>;
}

/** Before anything else of the page: notes what is written on canvases. */
export function watchLabels(): void {
  const written: Watching['written'] = new Map();
  (window as unknown as Watching).written = written;
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...args) {
    written.delete(this.canvas);
    clearRect.apply(this, args);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
    const measured = this.measureText(text);
    const { a: scale, e, f } = this.getTransform();
    const label = {
      text,
      left: (x - measured.actualBoundingBoxLeft) * scale + e,
      right: (x + measured.actualBoundingBoxRight) * scale + e,
      top: (y - measured.actualBoundingBoxAscent) * scale + f,
      bottom: (y + measured.actualBoundingBoxDescent) * scale + f,
    };
    written.set(this.canvas, [...(written.get(this.canvas) ?? []), label]);
    fillText.call(this, text, x, y, ...rest);
  };
}

/** All labels of the page's pictures and of its map, and each pair of which one lies on the other. */
export function overlaps(): { labels: string[]; pairs: string[] } {
  const onCanvases = [...(window as unknown as Watching).written].flatMap(([canvas, labels]) => {
    const box = canvas.getBoundingClientRect();
    if (!canvas.isConnected || box.width === 0) return [];
    const ratio = canvas.width / box.width;
    return labels.map(({ text, left, right, top, bottom }) => ({
      text,
      left: box.left + left / ratio,
      right: box.left + right / ratio,
      top: box.top + top / ratio,
      bottom: box.top + bottom / ratio,
    }));
  });
  const inMap: Label[] = [];
  const map = document.querySelector('section.niche');
  const walk = document.createTreeWalker(map ?? document.createElement('i'), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const [text, parent] = [node.textContent!.trim(), node.parentElement!];
    if (text === '' || parent.closest('.visually-hidden')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const line of range.getClientRects()) {
      let { left, right, top, bottom } = line;
      for (let box: Element | null = parent; box; box = box.parentElement) {
        if (getComputedStyle(box).overflow === 'visible') continue;
        const within = box.getBoundingClientRect();
        [left, right] = [Math.max(left, within.left), Math.min(right, within.right)];
        [top, bottom] = [Math.max(top, within.top), Math.min(bottom, within.bottom)];
      }
      // Of a line's height the letters take what lies between.
      const spare = (bottom - top) * 0.15;
      if (right - left > 1 && bottom - top > 4)
        inMap.push({ text, left, right, top: top + spare, bottom: bottom - spare, node });
    }
  }
  const all: Label[] = [...onCanvases, ...inMap];
  const pairs = all.flatMap((one, i) =>
    all
      .slice(i + 1)
      .filter(
        (other) =>
          !(one.node && one.node === other.node) &&
          Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5 &&
          Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 0.5,
      )
      .map((other) => `${one.text} | ${other.text}`),
  );
  return { labels: all.map(({ text }) => text), pairs };
}

/** What can be pressed and is smaller than a finger needs; a field within a label is as large as the label. */
export function smallTargets(): string[] {
  const pressed = document.querySelectorAll<HTMLElement>('button, input, select, summary, a[href], [role=tab]');
  return [...pressed].flatMap((element) => {
    const target = element.matches('input[type=radio], input[type=checkbox]') ? element.closest('label') : element;
    const { width, height } = (target ?? element).getBoundingClientRect();
    if (width === 0 || element.closest('.visually-hidden') || (width >= 43.5 && height >= 43.5)) return [];
    const name = element.getAttribute('aria-label') ?? element.textContent;
    return [`${name || element.className}: ${Math.round(width)} × ${Math.round(height)}`];
  });
}

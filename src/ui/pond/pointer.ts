/** The pointer on the pond: it hovers over bodies and ground, opens them by a click, and draws a line around several. */
import { chooseGroup } from '../state/choosing.ts';
import { watchPinch } from '../parts/pinch.ts';
import type { LabPage } from '../state/lab-page.ts';
import type { PondCanvas } from './PondCanvas.ts';
import { bodyWords, groundWords } from './words.ts';

export interface Pointed {
  x: number;
  y: number;
  words: string;
}

/** A press that moves farther than this draws a line, CSS pixels. */
const DRAG_PX = 6;

/** @returns ends the watch */
export function watchPointer(
  page: LabPage,
  canvas: PondCanvas,
  element: HTMLCanvasElement,
  tell: (pointed: Pointed | null) => void,
): () => void {
  let line: [number, number][] | null = null;
  let pushed = false;
  const at = ({ clientX, clientY }: MouseEvent): [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const isDrawn = () =>
    line !== null && line.some(([x, y]) => Math.hypot(x - line![0]![0], y - line![0]![1]) > DRAG_PX);
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    line = [at(event)];
    pushed = false;
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const [x, y] = at(event);
    // A finger pushes what it came closer to; a line is drawn around bodies while all of them are in sight.
    if (line && event.pointerType === 'touch' && canvas.isCloser) {
      const [fromX, fromY] = line.at(-1)!;
      pushed ||= Math.hypot(x - line[0]![0], y - line[0]![1]) > DRAG_PX;
      if (pushed) canvas.pan(x - fromX, y - fromY);
      line.push([x, y]);
      return tell(null);
    }
    if (line) {
      line.push([x, y]);
      if (isDrawn()) canvas.lasso(line);
      return tell(null);
    }
    const body = canvas.bodyAt(x, y)?.body;
    canvas.hover(body?.id ?? null);
    element.style.cursor = body ? 'pointer' : 'default';
    const patch = body ? null : canvas.patchAt(x, y);
    const ground = canvas.scene?.grounds.find(({ cell }) => cell === patch?.cell);
    tell(body ? { x, y, words: bodyWords(body) } : ground ? { x, y, words: groundWords(ground) } : null);
  };
  const up = (event: PointerEvent) => {
    if (!line) return;
    if (pushed) return leave();
    if (isDrawn()) chooseGroup(page.store, canvas.bodiesWithin(line));
    else click(page, canvas, at(event));
    line = null;
    canvas.lasso([]);
  };
  const leave = () => {
    line = null;
    canvas.lasso([]);
    canvas.hover(null);
    tell(null);
  };
  const wheel = (event: WheelEvent) => {
    if (!event.ctrlKey) return; // as two fingers on a trackpad say it
    event.preventDefault();
    canvas.zoom(Math.exp(-event.deltaY / 100), ...at(event));
  };
  const unpinch = watchPinch(element, ({ factor, x, y, dx, dy }) => {
    canvas.pan(dx, dy);
    canvas.zoom(factor, x, y);
  });
  element.addEventListener('wheel', wheel, { passive: false });
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: leave, pointerleave: leave };
  for (const [type, listener] of Object.entries(listeners)) element.addEventListener(type, listener as EventListener);
  return () => {
    unpinch();
    element.removeEventListener('wheel', wheel);
    for (const [type, listener] of Object.entries(listeners))
      element.removeEventListener(type, listener as EventListener);
  };
}

/** A body opens, or closes when it was open; the ground does the same; and a group is let go. */
function click(page: LabPage, canvas: PondCanvas, [x, y]: [number, number]): void {
  const { selectedOrganelle, selectedCell, group } = page.store.getState();
  if (group.size > 0) chooseGroup(page.store, []);
  const body = canvas.bodyAt(x, y)?.body;
  if (body) return page.selectOrganelle(body.id === selectedOrganelle ? null : body.id);
  const cell = canvas.patchAt(x, y)?.cell ?? null;
  page.selectCell(cell === selectedCell ? null : cell);
}

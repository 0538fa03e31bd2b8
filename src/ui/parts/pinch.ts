/** Two fingers on a picture: apart and together they bring it closer and farther, side by side they push it. */

interface Pinch {
  /** How much closer, above 1, or farther. */
  factor: number;
  /** The middle between the fingers, CSS pixels in the element. */
  x: number;
  y: number;
  /** How far that middle moved. */
  dx: number;
  dy: number;
}

type Point = readonly [number, number];

/**
 * Tells of two fingers; what one of them had begun is cancelled, and nobody else hears of them until one is lifted.
 * @returns ends the watch
 */
export function watchPinch(element: HTMLElement, tell: (pinch: Pinch) => void): () => void {
  const fingers = new Map<number, Point>();
  const down = (event: PointerEvent) => {
    if (event.pointerType !== 'touch') return;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    if (fingers.size < 2) return;
    event.stopImmediatePropagation();
    element.dispatchEvent(new PointerEvent('pointercancel', { pointerId: -1 }));
  };
  const move = (event: PointerEvent) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now: Point = [event.clientX, event.clientY];
    fingers.set(event.pointerId, now);
    if (fingers.size < 2) return;
    event.stopImmediatePropagation();
    const other = [...fingers].find(([id]) => id !== event.pointerId)![1];
    const { left, top } = element.getBoundingClientRect();
    tell({
      factor: apart(now, other) / Math.max(1, apart(before, other)),
      x: (now[0] + other[0]) / 2 - left,
      y: (now[1] + other[1]) / 2 - top,
      dx: (now[0] - before[0]) / 2,
      dy: (now[1] - before[1]) / 2,
    });
  };
  const up = (event: PointerEvent) => {
    if (fingers.delete(event.pointerId) && fingers.size > 0) event.stopImmediatePropagation();
  };
  const listeners = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: up };
  // In capture they come before all others of the element.
  for (const [type, listener] of Object.entries(listeners))
    element.addEventListener(type, listener as EventListener, { capture: true });
  return () => {
    for (const [type, listener] of Object.entries(listeners))
      element.removeEventListener(type, listener as EventListener, { capture: true });
  };
}

const apart = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

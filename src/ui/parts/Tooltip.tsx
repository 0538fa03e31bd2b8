/**
 * Every number can be asked: whatever carries `data-tip` explains itself on hover and on keyboard focus. One layer for
 * the whole page, so a thousand cells cost nothing until one of them is asked.
 */
import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Attributes that make an element askable, for mouse, keyboard and screen reader alike. Lines are kept. */
export function tip(text: string): { 'data-tip': string; 'aria-description': string } {
  return { 'data-tip': text, 'aria-description': text };
}

interface Asked {
  text: string;
  rect: DOMRect;
}

const DELAY_MS = 250;
const GAP = 6;

export function TooltipLayer() {
  const [asked, setAsked] = useState<Asked | null>(null);
  const bubble = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askable = (event: Event) =>
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null;
    const show = (element: HTMLElement, delay: number) => {
      clearTimeout(timer);
      timer = setTimeout(
        () => setAsked({ text: element.dataset.tip ?? '', rect: element.getBoundingClientRect() }),
        delay,
      );
    };
    const hide = () => {
      clearTimeout(timer);
      setAsked(null);
    };
    const over = (event: Event) => {
      const element = askable(event);
      if (element) show(element, DELAY_MS);
      else hide();
    };
    const focus = (event: Event) => {
      const element = askable(event);
      if (element?.matches(':focus-visible')) show(element, 0);
      else hide();
    };
    const listeners = [
      ['pointerover', over],
      ['focusin', focus],
      ['focusout', hide],
      ['pointerdown', hide],
      ['keydown', hide],
      ['scroll', hide],
    ] as const;
    for (const [type, listener] of listeners) document.addEventListener(type, listener, true);
    return () => {
      clearTimeout(timer);
      for (const [type, listener] of listeners) document.removeEventListener(type, listener, true);
    };
  }, []);

  useLayoutEffect(() => {
    const element = bubble.current;
    if (!asked || !element) return;
    // In the top layer it is seen above open dialogs too.
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(Math.max(8, asked.rect.left + asked.rect.width / 2 - width / 2), innerWidth - width - 8);
    const below = asked.rect.bottom + GAP;
    const top = below + height > innerHeight - 8 ? asked.rect.top - GAP - height : below;
    element.style.translate = `${Math.round(left)}px ${Math.round(Math.max(8, top))}px`;
    element.style.visibility = 'visible';
  }, [asked]);

  if (!asked?.text) return null;
  return (
    <div ref={bubble} className="tooltip" role="tooltip" key={asked.text} popover="manual">
      {asked.text}
    </div>
  );
}

/** A chart's own menu: what it shows, as a picture or as a table. */
import { useId, useRef, type RefObject } from 'react';
import { LabError } from '../../core/errors.ts';
import type { LabPage } from '../state/lab-page.ts';
import { usePage } from '../state/context.ts';
import { download } from '../parts/download.ts';
import { count } from '../words/format.ts';
import { Icon } from '../parts/Icon.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { chartFileName, chartPicture, chartTable } from './exportChart.ts';
import { readPalette } from './palette.ts';
import type { ChartSpec } from './specs.ts';

interface MenuProps {
  spec: ChartSpec;
  /** Where the chart's canvas lives. */
  place: RefObject<HTMLElement | null>;
}

export function ChartMenu({ spec, place }: MenuProps) {
  const page = usePage();
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const save = (kind: 'png' | 'csv') => {
    menu.current?.hidePopover();
    button.current?.focus();
    void page.attempt(() => saveChart(page, spec, kind, place.current));
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="chart-menu-button"
        aria-label={`Save ${spec.title}`}
        popoverTarget={id}
        {...tip('Save what is shown')}
      >
        <Icon name="save" size={12} />
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="chart-menu"
        role="group"
        aria-label={`Save ${spec.title} as`}
        onToggle={(event) => event.newState === 'open' && settle(menu.current!, button.current!)}
      >
        <button type="button" onClick={() => save('png')}>
          Picture, PNG
        </button>
        <button type="button" onClick={() => save('csv')}>
          Table, CSV
        </button>
      </div>
    </>
  );
}

/** Below its button, inside the window, with the keyboard in it. */
function settle(menu: HTMLElement, button: HTMLElement): void {
  const from = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const top = from.bottom + height + 12 > innerHeight ? from.top - height - 4 : from.bottom + 4;
  menu.style.translate = `${Math.round(Math.min(from.left, innerWidth - width - 8))}px ${Math.round(top)}px`;
  menu.style.visibility = 'visible';
  menu.querySelector('button')?.focus();
}

async function saveChart(
  page: LabPage,
  spec: ChartSpec,
  kind: 'png' | 'csv',
  place: HTMLElement | null,
): Promise<void> {
  const { shown, smooth, run, line } = page.store.getState();
  const canvas = place?.querySelector('canvas');
  if (!shown || !canvas) return;
  const runName = run?.name ?? shown.run.name;
  const caption = `${runName}, generation ${count(shown.generation)}: ${spec.readout(shown, shown.series.generation.length - 1)}`;
  const content =
    kind === 'png'
      ? await chartPicture(spec, canvas, caption)
      : new Blob([chartTable(spec, { view: shown, smooth, line }, readPalette())], { type: 'text/csv' });
  if (!content) {
    throw new LabError(
      'picture-refused',
      'The browser made no picture of this chart.',
      'Save the table instead; it has the same numbers.',
    );
  }
  download(chartFileName(spec, runName, shown.generation, kind), content);
}

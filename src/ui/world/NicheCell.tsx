/** One cell of the niche map: its bins from cheap to dear answers, and under them its price. */
import { plainName } from '../../record/fold/niches.ts';
import { memo, type CSSProperties } from 'react';
import type { View } from '../../record/fold/view.ts';
import { inkOnQuality, qualityColour, type QualityScale } from '../parts/colour.ts';
import { usePage, usePageState } from '../state/context.ts';
import { quantity, signed } from '../words/format.ts';
import { tip } from '../parts/Tooltip.tsx';
import { describeBin, describePrice, type NicheCell } from './niche.ts';

interface CellProps {
  niche: NicheCell;
  view: View;
  scale: QualityScale;
  /** The price at which the price bar is full. */
  ceiling: number;
  /** The one cell of the map that Tab reaches; arrows walk on from there. */
  isEntry: boolean;
  onEnter: (id: string) => void;
}

export const NicheMapCell = memo(function NicheMapCell({ niche, view, scale, ceiling, isEntry, onEnter }: CellProps) {
  const page = usePage();
  const isSelected = usePageState((state) => state.selectedCell === niche.id);
  const { cell } = niche;
  return (
    <div
      role="gridcell"
      className="niche-cell"
      tabIndex={isEntry ? 0 : -1}
      aria-selected={isSelected}
      aria-label={labelOf(niche)}
      data-closed={cell === null || undefined}
      onFocus={() => onEnter(niche.id)}
      onClick={() => page.selectCell(isSelected ? null : niche.id)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          page.selectCell(isSelected ? null : niche.id);
        } else if (moveFocus(event.currentTarget, event.key)) event.preventDefault();
      }}
    >
      <div className="niche-bins">
        {niche.bins.map((bin) => (
          <span
            key={bin.key}
            className="niche-bin"
            data-state={cell === null ? 'closed' : bin.elite ? 'filled' : 'open'}
            style={bin.elite ? binStyle(bin.elite.quality, scale) : undefined}
            {...tip(describeBin(niche, bin, view))}
          >
            {bin.elite ? signed(bin.elite.quality) : ''}
          </span>
        ))}
      </div>
      {cell && (
        <span className="price-bar" {...tip(describePrice(cell, ceiling))}>
          <span style={{ scale: `${Math.min(1, cell.priceEnergy / ceiling)} 1` }} />
        </span>
      )}
    </div>
  );
});

function binStyle(quality: number, scale: QualityScale): CSSProperties {
  return { background: qualityColour(quality, scale), color: inkOnQuality(quality, scale) };
}

function labelOf(niche: NicheCell): string {
  if (!niche.cell) return `${plainName(niche.family)}, ${niche.depth}: closed, opens later`;
  const filled = niche.bins.filter((bin) => bin.elite).length;
  return `${plainName(niche.family)}, ${niche.depth}: price ${quantity(niche.cell.priceEnergy)}, ${filled} of ${niche.bins.length} niches filled`;
}

/** Arrow keys walk the grid. Says whether there was somewhere to go. */
function moveFocus(from: HTMLElement, key: string): boolean {
  const row = from.parentElement!;
  const column = [...row.children].indexOf(from);
  const target = {
    ArrowRight: from.nextElementSibling,
    ArrowLeft: from.previousElementSibling,
    ArrowDown: row.nextElementSibling?.children[column],
    ArrowUp: row.previousElementSibling?.children[column],
  }[key];
  if (!(target instanceof HTMLElement) || !target.matches('[role=gridcell]')) return false;
  target.focus();
  return true;
}

/**
 * The niche map: one row a family, one column a depth, in each cell a bin for cheap, middling and dear answers. Colour
 * is the elite's quality and the figure in it says the same; hatching means open but never filled, a dotted outline
 * means closed. The thin bar under a cell is its price.
 */
import { memo, useMemo, type CSSProperties } from 'react';
import type { Depth } from '../../tasks/depth.ts';
import { NICHE_DEPTHS } from '../../record/view-niches.ts';
import type { View } from '../../record/view.ts';
import { inkOnQuality, qualityColour, qualityScale, type QualityScale } from '../colour.ts';
import { useBench, useLab } from '../context.ts';
import { count, plain, quantity, signed } from '../format.ts';
import { Empty } from '../parts/Empty.tsx';
import { tip } from '../parts/Tooltip.tsx';
import {
  costRange,
  describeBin,
  describePrice,
  nicheRows,
  priceCeiling,
  type NicheCell,
  type NicheRow,
} from './niche.ts';

export function NicheMap() {
  const view = useLab((state) => state.shown);
  return (
    <section className="panel niche" aria-label="Niche map" data-note="niche">
      {view ? <Map view={view} /> : <WaitingMap />}
    </section>
  );
}

function WaitingMap() {
  return (
    <>
      <h2 className="panel-title">Niche map</h2>
      <Empty>
        One square for every niche will stand here with the first generation: who is best at which task, at what cost.
      </Empty>
    </>
  );
}

function Map({ view }: { view: View }) {
  const rows = useMemo(() => nicheRows(view), [view]);
  const scale = useMemo(() => qualityScale([...view.elites.values()].map((elite) => elite.quality)), [view.elites]);
  const ceiling = priceCeiling(view);
  const filled = view.elites.size;
  const open = view.cells.size * (view.config.archive.costEdges.length + 1);
  return (
    <>
      <header className="panel-head">
        <h2 className="panel-title">Niche map</h2>
        <span
          className="muted"
          {...tip(`Bins of open cells that hold an elite: ${filled} of ${open}. Their share is the coverage.`)}
        >
          {count(filled)} of {count(open)} niches filled
        </span>
        <span className="spacer" />
        <ScaleKey scale={scale} />
      </header>
      <div className="niche-grid" role="grid" aria-label="Niches by family and depth">
        <div className="niche-row niche-heads" role="row">
          <span role="columnheader" className="niche-family muted">
            family
          </span>
          {NICHE_DEPTHS.map((depth) => (
            <span key={depth} role="columnheader" className="niche-depth">
              <span className="depth-name">
                {depth}
                {isDepthClosed(rows, depth) && <span className="muted"> · opens later</span>}
              </span>
              <CostHeads edges={view.config.archive.costEdges} />
            </span>
          ))}
        </div>
        {rows.map((row) => (
          <div className="niche-row" role="row" key={row.family}>
            <span role="rowheader" className="niche-family" {...tip(row.describe)}>
              {row.family}
            </span>
            {row.cells.map((niche) => (
              <Cell key={niche.id} niche={niche} view={view} scale={scale} ceiling={ceiling} />
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

function CostHeads({ edges }: { edges: readonly number[] }) {
  const bins = [...edges, Infinity];
  return (
    <span
      className="cost-heads"
      {...tip(
        `Bins from cheap to dear answers, by mean cost:\n${bins.map((_, bin) => costRange(edges, bin)).join('\n')}`,
      )}
    >
      {bins.map((_, bin) => (
        <span key={bin}>{binName(edges, bin)}</span>
      ))}
    </span>
  );
}

const isDepthClosed = (rows: readonly NicheRow[], depth: Depth): boolean =>
  rows.every(({ cells }) => cells.every((niche) => niche.depth !== depth || niche.cell === null));

/** Three bins have names; more are told by the cost they begin at. */
function binName(edges: readonly number[], bin: number): string {
  if (edges.length === 2) return ['cheap', 'middling', 'dear'][bin]!;
  return bin === 0 ? `< ${plain(edges[0]!)}` : `≥ ${plain(edges[bin - 1]!)}`;
}

/** The colour scale of quality, with its ends in numbers. */
function ScaleKey({ scale }: { scale: QualityScale }) {
  const stops = Array.from({ length: 9 }, (_, i) =>
    qualityColour(scale.low + (i / 8) * (scale.high - scale.low), scale),
  );
  return (
    <span
      className="scale-key"
      {...tip(
        'Quality of an elite: the lower 95 % bound of its mean ROI per episode in that cell at the base price, in E, shrunk to the cell’s mean.',
      )}
    >
      quality, E <span>{signed(scale.low, 1)}</span>
      <span className="scale-bar" style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <span>{signed(scale.high, 1)}</span>
    </span>
  );
}

interface CellProps {
  niche: NicheCell;
  view: View;
  scale: QualityScale;
  ceiling: number;
}

const Cell = memo(function Cell({ niche, view, scale, ceiling }: CellProps) {
  const bench = useBench();
  const isSelected = useLab((state) => state.selectedCell === niche.id);
  const { cell } = niche;
  return (
    <div
      role="gridcell"
      className="niche-cell"
      tabIndex={0}
      aria-selected={isSelected}
      aria-label={labelOf(niche)}
      data-closed={cell === null || undefined}
      onClick={() => bench.selectCell(isSelected ? null : niche.id)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          bench.selectCell(isSelected ? null : niche.id);
        } else moveFocus(event.currentTarget, event.key);
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
        <span className="price-bar" {...tip(describePrice(cell))}>
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
  if (!niche.cell) return `${niche.family}, ${niche.depth}: closed, opens later`;
  const filled = niche.bins.filter((bin) => bin.elite).length;
  return `${niche.family}, ${niche.depth}: price ${quantity(niche.cell.priceEnergy)}, ${filled} of ${niche.bins.length} niches filled`;
}

/** Arrow keys walk the grid. */
function moveFocus(from: HTMLElement, key: string): void {
  const row = from.parentElement!;
  const column = [...row.children].indexOf(from);
  const target = {
    ArrowRight: from.nextElementSibling,
    ArrowLeft: from.previousElementSibling,
    ArrowDown: row.nextElementSibling?.children[column],
    ArrowUp: row.previousElementSibling?.children[column],
  }[key];
  if (target instanceof HTMLElement && target.matches('[role=gridcell]')) target.focus();
}

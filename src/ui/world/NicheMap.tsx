/**
 * The niche map: one row a family, one column a depth, in each cell a bin for cheap, middling and dear answers. Colour
 * is the elite's quality and the figure in it says the same; hatching means open but never filled, plain means closed.
 * The thin bar under a cell is its price. Before there is a world the empty map is there already.
 */
import { useMemo, useState } from 'react';
import { defaultConfig } from '../../ecology/config/config.ts';
import type { Depth } from '../../core/depth.ts';
import { NICHE_DEPTHS, nicheFamilies } from '../../record/fold/niches.ts';
import type { View } from '../../record/fold/view.ts';
import { qualityColour, qualityScale, type QualityScale } from '../parts/colour.ts';
import { usePageState } from '../state/context.ts';
import { count, plain, signed } from '../words/format.ts';
import { CentreSwitch } from '../parts/CentreSwitch.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { costRange, nicheRows, priceCeiling, type NicheRow } from './niche.ts';
import { HeldNiches } from './HeldNiches.tsx';
import { NicheMapCell } from './NicheCell.tsx';

export function NicheMap() {
  const view = usePageState((state) => state.shown);
  return (
    <section className="panel niche" aria-label="Niche map" data-note="niche">
      {view ? view.niches.size > 0 ? <HeldNiches view={view} /> : <Map view={view} /> : <WaitingMap />}
    </section>
  );
}

/** The map before there is a world: its rows and columns as the preset has them, and what will fill them. */
function WaitingMap() {
  const config = useMemo(() => defaultConfig(), []);
  const edges = config.archive.costEdges;
  return (
    <>
      <header className="panel-head">
        <h2 className="panel-title">Niche map</h2>
        <span className="muted clip">Who lives on which kind of task. It fills as soon as the world begins.</span>
      </header>
      <div className="niche-grid" aria-hidden="true">
        <Heads edges={edges} rows={[]} />
        {nicheFamilies(config).map(({ name }) => (
          <div className="niche-row" key={name}>
            <span className="niche-family muted">{name}</span>
            {NICHE_DEPTHS.map((depth) => (
              <span className="niche-cell" data-closed key={depth}>
                <span className="niche-bins">
                  {[...edges, Infinity].map((edge) => (
                    <span className="niche-bin" data-state="closed" key={edge} />
                  ))}
                </span>
              </span>
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

function Map({ view }: { view: View }) {
  const rows = useMemo(() => nicheRows(view), [view]);
  const scale = useMemo(() => qualityScale([...view.elites.values()].map((elite) => elite.quality)), [view.elites]);
  const [entry, setEntry] = useState(rows[0]!.cells[0]!.id);
  const ceiling = priceCeiling(view);
  return (
    <>
      <MapHead view={view} scale={scale} />
      <div className="niche-grid" role="grid" aria-label="Niches by family and depth">
        <Heads edges={view.config.archive.costEdges} rows={rows} />
        {rows.map((row) => (
          <div className="niche-row" role="row" key={row.family}>
            <span role="rowheader" className="niche-family" {...tip(row.describe)}>
              {row.family}
            </span>
            {row.cells.map((niche) => (
              <NicheMapCell
                key={niche.id}
                {...{ niche, view, scale, ceiling }}
                isEntry={niche.id === entry}
                onEnter={setEntry}
              />
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

function MapHead({ view, scale }: { view: View; scale: QualityScale }) {
  const filled = [...view.elites.values()].filter(({ family, depth }) => view.cells.has(`${family}/${depth}`)).length;
  const open = view.cells.size * (view.config.archive.costEdges.length + 1);
  return (
    <header className="panel-head niche-head">
      <h2 className="visually-hidden">Niche map</h2>
      <CentreSwitch />
      <span
        className="muted"
        {...tip(`Bins of open cells that hold an elite: ${filled} of ${open}. Their share is the coverage.`)}
      >
        {count(filled)} of {count(open)} niches filled
      </span>
      <span className="spacer" />
      <SignKey />
      <ScaleKey scale={scale} />
    </header>
  );
}

const SIGNS = [
  { sign: 'open', title: 'open', help: 'Hatched: the cell is open, but nobody has earned this bin yet.' },
  {
    sign: 'closed',
    title: 'closed',
    help: 'Plain: the cell opens later, by schedule or when an easier depth is mastered.',
  },
  {
    sign: 'price',
    title: 'price',
    help: 'The bar under a cell: what a solved task pays now. A full bar is the highest price.',
  },
] as const;

/** What the squares and bars mean that are not a quality. */
function SignKey() {
  return (
    <span className="sign-key muted">
      {SIGNS.map(({ sign, title, help }) => (
        <span key={sign} {...tip(help)}>
          <span className="sign" data-state={sign} aria-hidden="true" />
          {title}
        </span>
      ))}
    </span>
  );
}

function Heads({ edges, rows }: { edges: readonly number[]; rows: readonly NicheRow[] }) {
  return (
    <div className="niche-row niche-heads" role="row">
      <span role="columnheader" className="niche-family muted">
        family
      </span>
      {NICHE_DEPTHS.map((depth) => (
        <span key={depth} role="columnheader" className="niche-depth">
          <span className="depth-name">
            {depth}
            {rows.length > 0 && isDepthClosed(rows, depth) && <span className="muted"> · opens later</span>}
          </span>
          <CostHeads edges={edges} />
        </span>
      ))}
    </div>
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

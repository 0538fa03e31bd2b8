/** The heat map of an adapter: rows are layers, columns projections, and the figure in each square says what its colour says. */
import { qualityColour, inkOnQuality, type QualityScale } from '../parts/colour.ts';
import { quantity } from '../words/format.ts';
import { Empty } from '../parts/Empty.tsx';
import { tip } from '../parts/Tooltip.tsx';
import { normTable } from './norms.ts';

const HELP =
  'Frobenius norm of what its adapter adds to a matrix of the host, scale · A·B. 0 leaves the matrix as the host has it.';

export function NormMap({ sites, norms }: { sites: readonly string[]; norms: readonly number[] }) {
  const table = normTable(sites, norms);
  if (!table) return <Empty>This journal was written before adapters were measured layer by layer.</Empty>;
  const scale = { low: 0, high: table.highest || 1 };
  return (
    <div className="norms">
      <table className="norm-map" aria-label="Size of its change, by layer and projection">
        <thead>
          <tr>
            <th scope="col">layer</th>
            {table.projections.map((projection) => (
              <th key={projection} scope="col">
                {projection}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.layers.map(({ layer, norms: row }) => (
            <tr key={layer}>
              <th scope="row">{layer}</th>
              {row.map((norm, i) => (
                <Square key={i} norm={norm} site={`layer ${layer}, ${table.projections[i]}`} scale={scale} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <NormKey scale={scale} />
    </div>
  );
}

function Square({ norm, site, scale }: { norm: number | null; site: string; scale: QualityScale }) {
  if (norm === null) return <td data-state="none" {...tip(`The host has no such matrix: ${site}.`)} />;
  return (
    <td
      style={{ background: qualityColour(norm, scale), color: inkOnQuality(norm, scale) }}
      {...tip(`${site}: ${norm}\n${HELP}`)}
    >
      {quantity(norm)}
    </td>
  );
}

function NormKey({ scale }: { scale: QualityScale }) {
  const stops = Array.from({ length: 9 }, (_, i) => qualityColour((i / 8) * scale.high, scale));
  return (
    <p className="scale-key" {...tip(`${HELP}\nThe scale ends at its own largest norm.`)}>
      norm <span>0</span>
      <span className="scale-bar" style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
      <span>{quantity(scale.high)}</span>
    </p>
  );
}

/** Stand-ins for a trainer give rows' gradients; an update wants their sum. */
import type { RowGradient } from '../../src/host/index.ts';

export function sumOf(rows: readonly RowGradient[]): RowGradient {
  const gradient = new Float32Array(rows[0]!.gradient.length);
  for (const row of rows) for (let i = 0; i < gradient.length; i++) gradient[i]! += row.gradient[i]!;
  return { loss: rows.reduce((sum, { loss }) => sum + loss, 0), gradient };
}

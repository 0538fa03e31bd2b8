/** The logits of rows that are answered as a host answers. */
import { inCompany } from '../decode/company.ts';
import { slicesOf, type Decoder } from '../decode/decode.ts';
import { logitsOf, type CheckRow } from '../session/check.ts';

/**
 * The logits of each row, after its prompt and after each of `steps` greedy tokens. Rows go in the host's own slices, and a
 * lone one in company of itself where it must not be alone.
 */
export async function answered(decoder: Decoder, rows: readonly CheckRow[], steps: number): Promise<Float32Array[][]> {
  const found: Float32Array[][] = [];
  const requests = rows.map((request, index) => ({ request, index }));
  for (const slice of slicesOf(requests, decoder)) {
    const filled = inCompany(
      slice.map(({ request }) => request),
      decoder.leastRows,
    );
    const logits = await logitsOf({ ...decoder, sliceRows: filled.length }, filled, steps);
    slice.forEach(({ index }, i) => {
      found[index] = logits[i]!;
    });
  }
  return found;
}

/** Rows in company, for hosts on which a lone row would take another kernel. */

/**
 * The rows, with copies of the first behind them until there are as many as a host needs.
 * @param twin  makes a copy; the row itself unless told
 */
export function inCompany<Row>(rows: readonly Row[], leastRows: number, twin = (row: Row): Row => row): Row[] {
  const filled = [...rows];
  while (filled.length < leastRows) filled.push(twin(filled[0]!));
  return filled;
}

/**
 * How many attempts each organelle has in a generation. Wealth buys attempts with falling returns, as its square root:
 * the rich explore more, and nobody buys the whole generation.
 */
export interface AllotmentRule {
  /** What one organelle pays this generation, E; 0 makes attempts free, and the whole cap is shared out. */
  ticketEnergy: number;
  /** The most episodes of the whole generation. */
  cap: number;
  /** Episodes of an organelle that owns exactly one ticket. */
  perTicket?: number;
}

/**
 * Episodes for each balance, in the same order: proportional to √(energy ÷ ticket), at least one each. When that is
 * more than the cap, everybody keeps one and what is left of the cap is shared out in proportion to what each wants
 * beyond it, by largest remainder (ties to the earlier). With more organelles than the cap, the richest have one each.
 */
export function allotEpisodes(
  energies: readonly number[],
  { ticketEnergy, cap, perTicket = 1 }: AllotmentRule,
): number[] {
  if (!(ticketEnergy >= 0)) throw new RangeError(`a ticket of ${ticketEnergy} E`);
  if (!Number.isInteger(cap) || cap < 0) throw new RangeError(`a cap of ${cap} episodes`);
  if (energies.length > cap) return richestHaveOne(energies, cap);
  const unit = ticketEnergy === 0 ? 1 : ticketEnergy;
  const wanted = energies.map((energy) => perTicket * Math.sqrt(Math.max(0, energy) / unit));
  if (ticketEnergy === 0) return oneAndMore(wanted, cap);
  const whole = wanted.map((episodes) => Math.max(1, Math.round(episodes)));
  if (whole.reduce((sum, episodes) => sum + episodes, 0) <= cap) return whole;
  return oneAndMore(
    wanted.map((episodes) => Math.max(0, episodes - 1)),
    cap,
  );
}

/** One for everybody, and what is left of the cap in proportion to weights; one each when all weights are zero. */
function oneAndMore(weights: readonly number[], cap: number): number[] {
  if (weights.every((weight) => weight === 0)) return weights.map(() => 1);
  return shareOut(weights, cap - weights.length).map((episodes) => 1 + episodes);
}

/** `total` whole things in proportion to weights that are not all zero, by largest remainder (Hamilton's method). */
export function shareOut(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (!(sum > 0)) throw new RangeError('nothing to share out by');
  const exact = weights.map((weight) => (weight / sum) * total);
  const shares = exact.map(Math.floor);
  const byRemainder = exact
    .map((share, i) => [share - shares[i]!, i] as const)
    .sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const left = total - shares.reduce((a, b) => a + b, 0);
  for (const [, i] of byRemainder.slice(0, left)) shares[i]!++;
  return shares;
}

function richestHaveOne(energies: readonly number[], cap: number): number[] {
  const order = energies.map((energy, i) => [energy, i] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const chosen = new Set(order.slice(0, cap).map(([, i]) => i));
  return energies.map((_, i) => (chosen.has(i) ? 1 : 0));
}

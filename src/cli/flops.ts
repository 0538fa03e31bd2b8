/** FLOPs by purpose: how they are written. */
type Flops = Readonly<Record<string, number>>;

/** The purposes in the order in which they are told. */
export const PURPOSES = ['attempt', 'learn', 'assimilate', 'select', 'measure'] as const;

/** TFLOPs to three digits. */
export function tera(flops: number): string {
  return (flops / 1e12).toFixed(3);
}

/** Every purpose that something was spent on, in one line. */
export function flopsLine(flops: Flops): string {
  const known: readonly string[] = PURPOSES;
  const others = Object.keys(flops).filter((purpose) => !known.includes(purpose));
  const shown = [...known, ...others].filter((purpose) => (flops[purpose] ?? 0) > 0);
  return shown.map((purpose) => `${purpose} ${tera(flops[purpose]!)}`).join(', ') || 'nothing';
}

/** A trail as a word-sized line, in the colour of the text or the one given. No axis: the number stands beside it. */
interface SparklineProps {
  values: readonly number[];
  colour?: string;
  width?: number;
  height?: number;
  label: string;
}

export function Sparkline({ values, colour = 'currentColor', width = 56, height = 16, label }: SparklineProps) {
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2)
    return <svg width={width} height={height} role="img" aria-label={`${label}: too young for a line`} />;
  const low = Math.min(0, ...finite);
  const high = Math.max(low + 1e-9, ...finite);
  const x = (index: number) => 1 + (index / (finite.length - 1)) * (width - 4);
  const y = (value: number) => height - 2 - ((value - low) / (high - low)) * (height - 4);
  const points = finite.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`);
  return (
    <svg width={width} height={height} role="img" aria-label={label} className="sparkline">
      <polyline points={points.join(' ')} fill="none" stroke={colour} strokeWidth="1.25" strokeLinejoin="round" />
      <circle cx={x(finite.length - 1)} cy={y(finite.at(-1)!)} r="1.6" fill={colour} />
    </svg>
  );
}

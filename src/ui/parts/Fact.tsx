/** One fact about an organelle: a name and a figure, with its definition behind it. */
import { tip } from './Tooltip.tsx';

interface FactProps {
  name: string;
  help: string;
  value: string;
  className?: string;
  tipMore?: string;
}

export function Fact({ name, help, value, className, tipMore }: FactProps) {
  return (
    <div {...tip(tipMore ? `${help}\n${tipMore}` : help)} tabIndex={0}>
      <dt>{name}</dt>
      <dd className={className}>{value}</dd>
    </div>
  );
}

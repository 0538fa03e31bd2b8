/** The account of an organelle: every entry with its reason, newest first, and the balance after it. */
import { useMemo, useState } from 'react';
import type { GenerationRecord } from '../../ecology/events/events.ts';
import type { OrganelleView } from '../../record/fold/view.ts';
import { signClass } from '../parts/colour.ts';
import { usePage } from '../state/context.ts';
import { count, quantity, signed } from '../words/format.ts';
import { tip } from '../parts/Tooltip.tsx';
import { AnswerCard } from '../answers/AnswerCard.tsx';
import { statementOf, type StatementLine } from '../../record/fold/statement.ts';

interface StatementProps {
  organelle: OrganelleView;
  records: readonly GenerationRecord[];
  /** The records reach back to its birth. */
  isWhole: boolean;
}

const MOST_LINES = 400;

export function Statement({ organelle, records, isWhole }: StatementProps) {
  const lines = useMemo(() => fromTheEnd(statementOf(organelle.id, records), organelle.energy), [organelle, records]);
  return (
    <table className="plain-table statement">
      <thead>
        <tr>
          <th scope="col">gen</th>
          <th scope="col">entry</th>
          <th scope="col">E</th>
          <th scope="col">balance, E</th>
        </tr>
      </thead>
      <tbody>
        {lines.slice(0, MOST_LINES).map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </tbody>
      {(!isWhole || lines.length > MOST_LINES) && (
        <tfoot>
          <tr>
            <td colSpan={4} className="list-end">
              Older entries are in the export.
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

/** Newest first. The balance is counted back from the one on screen, so a statement that begins mid-life is right too. */
function fromTheEnd(lines: readonly StatementLine[], balanceNow: number): StatementLine[] {
  const offset = balanceNow - (lines.at(-1)?.balanceEnergy ?? balanceNow);
  return lines.map((line) => ({ ...line, balanceEnergy: line.balanceEnergy + offset })).reverse();
}

function Line({ line }: { line: StatementLine }) {
  const page = usePage();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <tr>
        <td>
          <button
            type="button"
            className="link"
            aria-label={`Go to generation ${line.generation}`}
            onClick={() => void page.past.goTo(line.generation)}
          >
            {count(line.generation)}
          </button>
        </td>
        <td>
          {line.episode ? (
            <button
              type="button"
              className="link"
              aria-expanded={isOpen}
              {...tip(`Episode ${line.generation}.${line.episode.index}; press to see the attempt.`)}
              onClick={() => setOpen(!isOpen)}
            >
              {line.text}
            </button>
          ) : (
            line.text
          )}
        </td>
        <td className={signClass(line.amountEnergy)}>{signed(line.amountEnergy)}</td>
        <td>{quantity(line.balanceEnergy)}</td>
      </tr>
      {isOpen && line.episode && (
        <tr>
          <td colSpan={4}>
            <AnswerCard answer={line.episode} />
          </td>
        </tr>
      )}
    </>
  );
}

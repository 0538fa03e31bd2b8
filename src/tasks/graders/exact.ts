/** The same text, and its first line alone; what does not count is chosen. */
import { z } from 'zod';
import { samePlaces, verdict } from '../grading.ts';
import type { Grade, JsonValue } from '../task.ts';
import { saidIn, takeText, type Grader } from './grader.ts';
import { comparable, meantTexts, normalising, type Normalising } from './texts.ts';

const settings = z.strictObject({ normalise: normalising });
type Settings = z.output<typeof settings>;

export const exactGrader: Grader<Settings> = {
  name: 'exact',
  about: 'The answer is the target and nothing else.',
  settings,
  take: takeText,
  grade(answer, target, { normalise }) {
    const read = saidIn(answer, target);
    return 'unread' in read ? read.unread : sameText(read.said, target, normalise);
  },
  write: (target) => target as string,
};

export const lineGrader: Grader<Settings> = {
  name: 'line',
  about: 'The first line of the answer that is not empty is the target; what follows is not read.',
  settings,
  take(target) {
    const taken = takeText(target);
    if ('fault' in taken) return taken;
    return /[\r\n]/.test(taken.value as string) ? { fault: 'has several lines' } : taken;
  },
  grade(answer, target, { normalise }) {
    const read = saidIn(answer, target);
    if ('unread' in read) return read.unread;
    const line = read.said.split(/\r\n?|\n/).find((text) => text.trim() !== '') ?? '';
    return sameText(line, target, normalise);
  },
  write: (target) => target as string,
};

/** Partial credit: half the share of letters at the right place. */
function sameText(said: string, target: JsonValue, how: readonly Normalising[]): Grade {
  const wanted = comparable(target as string, how);
  const forms = meantTexts(said, how).map((text) => comparable(text, how));
  const solved = forms.includes(wanted);
  const shown = solved ? wanted : forms.at(-1)!;
  return verdict(shown, target, solved, samePlaces([...shown], [...wanted]));
}

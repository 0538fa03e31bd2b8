/** The registry of graders that a task file may name. */
import { families } from '../families.ts';
import { choiceGrader } from './choice.ts';
import { codeGrader } from './code.ts';
import { containsGrader } from './contains.ts';
import { exactGrader, lineGrader } from './exact.ts';
import type { Grader } from './grader.ts';
import { jsonGrader } from './json.ts';
import { listGrader } from './list.ts';
import { numberGrader } from './number.ts';
import { asFamily } from './own-family.ts';
import { casesGrader, regexGrader } from './pattern.ts';

export const graders: readonly Grader[] = [
  exactGrader,
  numberGrader,
  choiceGrader,
  containsGrader,
  jsonGrader,
  regexGrader,
  listGrader,
  lineGrader,
  codeGrader,
  casesGrader,
  asFamily(families),
];

const byName = new Map(graders.map((grader) => [grader.name, grader]));

export function graderOf(name: string): Grader | null {
  return byName.get(name) ?? null;
}

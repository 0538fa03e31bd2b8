/** What goes wrong with patterns: a count off by one, a class too wide, an unescaped or optional sign, a lost choice. */
import { isChoice, type Field, type Kind, type Part, type Shape } from './shape.ts';

const WIDER: Readonly<Partial<Record<Kind, Kind>>> = {
  digit: 'wordlike',
  lower: 'letter',
  upper: 'letter',
  letter: 'wordlike',
};

/** Every shape that is one mistake away. None is the shape itself; the strings of some are the same for all that. */
export function mutationsOf(shape: Shape): Shape[] {
  const { parts, joint, tail } = shape;
  const changedParts = parts.flatMap((part, i) =>
    mutatedPart(part).map((mutated) => ({ ...shape, parts: parts.map((other, j) => (i === j ? mutated : other)) })),
  );
  const sources = ['.', `${joint.source}?`].filter((source) => joint.source.length < 3 && source !== joint.source);
  const changedJoints = sources.map((source) => ({ ...shape, joint: { ...joint, source } }));
  const changedTail = tail ? [{ ...shape, parts: [...parts, tail], tail: null }] : [];
  return [...changedParts, ...changedJoints, ...changedTail];
}

function mutatedPart(part: Part): Part[] {
  if (!isChoice(part)) return mutatedField(part);
  return part.words.length === 1
    ? [{ words: [part.words[0]!.slice(0, -1)] }]
    : [{ words: part.words.slice(0, -1) }, { words: part.words.slice(1) }];
}

function mutatedField({ kind, low, high }: Field): Field[] {
  const counts: [number, number | null][] =
    high === null
      ? [[low === 0 ? 1 : 0, null]]
      : low === high
        ? [
            [low + 1, high + 1],
            [low - 1, high],
            [1, null],
          ]
        : [
            [low, high + 1],
            [low + 1, high],
            [low, null],
          ];
  const wider = WIDER[kind];
  return [
    ...counts.map(([least, most]) => ({ kind, low: least, high: most })),
    ...(wider ? [{ kind: wider, low, high }] : []),
  ];
}

/** Words around a number that change what it says. */
const listed = (words: string) => new Set(words.split(' '));
const UNITS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
/** What numbers below a hundred are in words. */
export const NUMBER_VALUES: ReadonlyMap<string, number> = new Map([
  ...UNITS.map((word, value) => [word, value] as const),
  ...TENS.flatMap((ten, i) =>
    UNITS.slice(0, 10).map((unit, value) => [value === 0 ? ten : `${ten}-${unit}`, 10 * (i + 2) + value] as const),
  ),
]);
/** Numbers in words. Next to digits they compute: "five plus", "two hundred". */
export const NUMBER_WORDS: ReadonlySet<string> = new Set([
  ...NUMBER_VALUES.keys(),
  ...listed('hundred thousand million billion dozen point half quarter third'),
]);
/** Words that make of the number after them an operand, a bound, a guess or a label. */
export const BEFORE = listed(
  'about around nearly almost over under above below beyond than by near circa ca least most up minimum maximum exceeds exceeding plus times multiplied divided x and or nor to from through versus but double twice triple square cube root sqrt cbrt log ln exp sin cos tan abs mod modulo modulus power step line page problem question exercise chapter section figure fig table equation eq note ref reference footnote source sources version item option part rule example see cf before after until till past per within less more fewer type task round day year iteration index remainder some another minus moins menos meno negative take thrice first last add subtract compute calculate rem',
);
/** Words that change the number before them. */
export const AFTER = listed(
  'hundred thousand million billion trillion dozen dozens score percent percents pct per squared cubed factorial half halves third thirds fourth fourths fifth fifths sixth sixths eighth eighths quarter quarters tenth tenths hundredth hundredths thousandth thousandths times plus minus over divided multiplied multiply mod modulo modulus and or to through remainder x ish below short less more fewer raised choose pi tau e th st nd rd bn mn negative doubled tripled halved lakh crore gross off',
);
/** Words later in the sentence that give the number another base or a modulus. */
export const TAIL = listed('base mod modulo binary octal hexadecimal remainder');
/** Words after which a minus is a sign. */
export const STATES = listed(
  'is are was be equals equal gives give get gets yields makes becomes becomes as so thus hence therefore answer result',
);

/** `24/2`. */
export const QUOTIENT = /^\d+(?:[/:]\d+)+$/;

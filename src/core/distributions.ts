/**
 * The normal and Student's t distribution, from published algorithms, to about twelve digits: what intervals need, and
 * no library does it the same in a worker, a tab and Node.
 */

const CENTRAL = [
  [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
    67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867, 39307.89580009271061,
    28729.085735721942674, 5226.495278852854561,
  ],
] as const;
const MIDDLE = [
  [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
] as const;
const TAIL = [
  [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
] as const;

/** The normal quantile: the z below which a share p of a standard normal lies (Wichura 1988, AS 241, PPND16). */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`no quantile at ${p}; it must lie between 0 and 1`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRAL, 0.180625 - q * q);
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const size = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -size : size;
}

function ratio([above, below]: readonly [readonly number[], readonly number[]], x: number): number {
  const horner = (coefficients: readonly number[]) => coefficients.reduceRight((sum, c) => sum * x + c, 0);
  return horner(above) / horner(below);
}

/** The share of Student's t distribution with `freedom` > 0 degrees of freedom that lies below t. */
export function studentCdf(t: number, freedom: number): number {
  if (!(freedom > 0)) throw new RangeError(`${freedom} degrees of freedom`);
  const square = t * t;
  // The smaller argument keeps the digits: near t = 0 the tail is next to a half, far out it is next to nothing.
  const tail =
    square < freedom
      ? 0.5 - 0.5 * incompleteBeta(square / (freedom + square), 0.5, freedom / 2)
      : 0.5 * incompleteBeta(freedom / (freedom + square), freedom / 2, 0.5);
  return t < 0 ? tail : 1 - tail;
}

/** The t below which a share p of Student's distribution lies: the root of the CDF, by bisection to the last digit. */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`no quantile at ${p}; it must lie between 0 and 1`);
  if (p < 0.5) return -studentQuantile(1 - p, freedom);
  let [low, high] = [0, 1];
  while (studentCdf(high, freedom) < p && high < 1e150) [low, high] = [high, high * 2];
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (studentCdf(middle, freedom) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The regularised incomplete beta function I_x(a, b), by its continued fraction (Lentz; DLMF 8.17.22). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const TINY = 1e-300;
  const guarded = (value: number) => (Math.abs(value) < TINY ? TINY : value);
  let [c, d] = [1, 1 / guarded(1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const before = fraction;
    for (const term of [even, odd]) {
      d = 1 / guarded(1 + term * d);
      c = guarded(1 + term / c);
      fraction *= c * d;
    }
    if (Math.abs(fraction - before) <= 1e-16 * Math.abs(fraction)) break;
  }
  return front * fraction;
}

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** log Γ(x) for x > 0 (Lanczos, g = 7, nine terms). */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const sum = LANCZOS.reduce((total, c, i) => (i === 0 ? c : total + c / (z + i)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

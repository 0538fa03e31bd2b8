/** Times until something happens, some of which were only seen to be longer than they were watched. */

interface Watched {
  time: number;
  /** Whether it happened then; else it had not happened when the watching ended. */
  happened: boolean;
}

/**
 * The median time by the product-limit estimator (Kaplan and Meier 1958, doi:10.1080/01621459.1958.10501452): the first time
 * by which it has happened to half; null when so many never saw it that no median is known, and of nobody.
 */
export function medianTime(watched: readonly Watched[]): number | null {
  const times = [...new Set(watched.filter(({ happened }) => happened).map(({ time }) => time))].sort((a, b) => a - b);
  let surviving = 1;
  for (const time of times) {
    const atRisk = watched.filter((one) => one.time >= time).length;
    const happened = watched.filter((one) => one.happened && one.time === time).length;
    surviving *= 1 - happened / atRisk;
    if (surviving <= 0.5 + 1e-12) return time;
  }
  return null;
}

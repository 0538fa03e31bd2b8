"""Writes scipy.json, the figures that src/core's statistics and src/archive's quality must reproduce.

Run from the repository's root, with scipy installed: python3 tests/golden/statistics/make.py
"""

import json

import numpy as np
from scipy import special, stats

rng = np.random.default_rng(1)
golden = {"scipy": __import__("scipy").__version__}
golden["normalQuantile"] = [[p, stats.norm.ppf(p)] for p in (1e-12, 1e-6, 0.001, 0.025, 0.3, 0.5, 0.6, 0.925, 0.95, 0.975, 0.9999)]
golden["studentCdf"] = [
    [t, f, stats.t.cdf(t, f)] for f in (1, 2, 3.5, 7, 11, 30, 200, 5000) for t in (-30, -2.5, -0.01, 0, 0.3, 1, 1.96, 6)
]
golden["studentQuantile"] = [
    [p, f, stats.t.ppf(p, f)] for f in (1, 2, 3.5, 7, 11, 30, 200, 5000) for p in (0.005, 0.05, 0.4, 0.5, 0.9, 0.95, 0.975, 0.9995)
]
golden["logGamma"] = [[x, special.gammaln(x)] for x in (0.1, 0.5, 1, 1.5, 2, 4.25, 40, 1000.5)]
golden["wilson"] = [
    [k, n, level, *stats.binomtest(k, n).proportion_ci(level, method="wilson")]
    for k, n in ((0, 1), (0, 10), (1, 10), (5, 10), (48, 48), (31, 90), (999, 1000))
    for level in (0.8, 0.95, 0.99)
]
samples = [rng.normal(0.3, 1, n).round(4).tolist() for n in (2, 5, 12, 64)] + [[1e9 + 1, 1e9 + 2, 1e9 + 4]]
golden["mean"] = [
    [s, float(np.mean(s)), float(np.var(s, ddof=1)), *stats.t.interval(0.95, len(s) - 1, np.mean(s), stats.sem(s))] for s in samples
]
a, b = rng.normal(0.5, 1, 20).round(3), rng.normal(0, 1, 20).round(3)
golden["paired"] = [a.tolist(), b.tolist(), *stats.ttest_rel(a, b).confidence_interval(0.95)]


def posterior_quality(values, cell_mean, cell_variance, strength):
    """Lower 95 % point of the marginal posterior of the mean: normal-inverse-chi-squared prior (Murphy 2007, section 5)."""
    n, mean = len(values), np.mean(values)
    kappa = nu = n + strength
    centre = (strength * cell_mean + n * mean) / kappa
    scale = (
        strength * cell_variance + np.sum((values - mean) ** 2) + n * strength / kappa * (cell_mean - mean) ** 2
    ) / nu
    return float(stats.t.ppf(0.05, nu, loc=centre, scale=np.sqrt(scale / kappa)))


golden["quality"] = [
    [v.tolist(), m, s, k, posterior_quality(v, m, s, k)]
    for v, m, s, k in (
        (rng.normal(1, 0.6, 8).round(4), 0.2, 0.5, 4),
        (rng.normal(-0.2, 0.1, 30).round(4), 0.2, 0.5, 4),
        (np.full(8, 1.75), 0.25, 1.0, 4),
        (rng.normal(1, 0.6, 12).round(4), 0.2, 0.5, 0.5),
        (rng.normal(1, 0.6, 12).round(4), 0.2, 0.5, 0),
    )
]
golden["fisherLess"] = [
    [a, m, b, n, float(stats.fisher_exact([[a, m - a], [b, n - b]], alternative="less").pvalue)]
    for a, m, b, n in ((0, 12, 12, 12), (6, 12, 11, 12), (5, 12, 11, 12), (12, 12, 3, 12), (1, 4, 3, 4), (20, 64, 30, 64), (0, 8, 0, 8), (7, 8, 12, 12))
]
golden["mcnemar"] = [
    [b, c, float(stats.binomtest(b, b + c, 0.5).pvalue) if b + c else 1.0]
    for b, c in ((0, 0), (1, 0), (5, 5), (9, 1), (3, 12), (40, 22), (120, 180))
]
with open("tests/golden/statistics/scipy.json", "w") as out:
    json.dump(golden, out, separators=(",", ":"))
    out.write("\n")

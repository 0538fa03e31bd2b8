"""Prints the power of other ways to bet than that of src/core/sequential-test.ts; docs/assimilation.md quotes it.

Run with numpy installed: python3 tests/golden/sequential/stakes.py
"""

import numpy as np

ALPHA, FUTILITY_ALPHA, LEAST_UPLIFT, BATCH, TESTS, BASE_SHARE = 0.05, 0.2, 0.15, 8, 20_000, 0.5


def mixed(stakes):
    def evidence(d):
        wealth = np.stack([np.cumsum(np.log1p(stake * d), axis=1) for stake in stakes])
        most = wealth.max(axis=0)
        return most + np.log(np.exp(wealth - most).mean(axis=0))

    return evidence


def predicted(d):
    """The stake is mean ÷ (variance + mean²) of the differences before, within 0 and 0.8 (aGRAPA); 0.2 at first."""
    t = np.arange(1, d.shape[1] + 1)
    mean = np.cumsum(d, axis=1) / (t + 1)
    square = (np.cumsum(d * d, axis=1) + 0.5) / (t + 1)
    stake = np.clip(mean / square, 0, 0.8)
    stake = np.concatenate([np.full((len(d), 1), 0.2), stake[:, :-1]], axis=1)
    return np.cumsum(np.log1p(stake * d), axis=1)


def first(hit):
    return np.where(hit.any(axis=1), hit.argmax(axis=1), hit.shape[1])


def power(evidence, uplift, max_tasks):
    rng = np.random.default_rng(1)
    child, parent = (rng.random((TESTS, max_tasks)) < p for p in (BASE_SHARE + uplift, BASE_SHARE))
    d = child.astype(float) - parent
    looks = np.arange(1, max_tasks + 1) % BATCH == 0
    looks[-1] = True
    passing = first((evidence(d) >= -np.log(ALPHA)) & looks)
    futile = first((mixed([0.15, 0.3, 0.6])(LEAST_UPLIFT - d) >= -np.log(FUTILITY_ALPHA)) & looks)
    return np.mean((passing < max_tasks) & (passing <= futile))


ways = {
    "0.15, 0.3, 0.6": mixed([0.15, 0.3, 0.6]),
    "0.1, 0.2, 0.4, 0.8": mixed([0.1, 0.2, 0.4, 0.8]),
    "0.1, 0.2, … 0.9": mixed(np.arange(1, 10) / 10),
    "1/32, 1/16, … 1/2": mixed(0.5 ** np.arange(1, 6)),
    "predicted": predicted,
}
print("| stakes | uplift 0, 120 tasks | 0.1, 120 | 0.1, 200 | 0.2, 60 | 0.2, 120 | 0.3, 60 |\n|" + " --- |" * 7)
for name, evidence in ways.items():
    cases = [(0, 120), (0.1, 120), (0.1, 200), (0.2, 60), (0.2, 120), (0.3, 60)]
    print(f"| {name} | " + " | ".join(f"{power(evidence, *case):.3f}" for case in cases) + " |")

"""Writes evidence.json: what the betting test of src/core/sequential-test.ts must find, from plain products of wealth.

Run from the repository's root, with numpy installed: python3 tests/golden/sequential/make.py
"""

import json

import numpy as np

STAKES = np.array([0.15, 0.3, 0.6])
LEAST_UPLIFT = 0.1
rng = np.random.default_rng(7)


def log_evidence(differences):
    """Mean of the purses after each difference, as logarithms; long doubles, so no logarithm is needed on the way."""
    d = np.asarray(differences, dtype=np.longdouble)[:, None]
    uplift = np.cumprod(1 + STAKES * d, axis=0).mean(axis=1)
    futility = np.cumprod(1 - STAKES * (d - LEAST_UPLIFT), axis=0).mean(axis=1)
    return np.log(uplift).astype(float).tolist(), np.log(futility).astype(float).tolist()


sequences = [
    rng.choice([-1, 0, 1], 40, p=[0.2, 0.5, 0.3]).tolist(),
    rng.choice([-1, 0, 1], 60, p=[0.3, 0.5, 0.2]).tolist(),
    rng.uniform(-1, 1, 50).round(4).tolist(),
    [1] * 400,
    [-1] * 400,
]
golden = []
for differences in sequences:
    uplift, futility = log_evidence(differences)
    golden.append({"differences": differences, "logEvidence": uplift, "logFutility": futility})
with open("tests/golden/sequential/evidence.json", "w") as out:
    json.dump({"stakes": STAKES.tolist(), "leastUplift": LEAST_UPLIFT, "sequences": golden}, out, separators=(",", ":"))
    out.write("\n")

"""Writes bandit.json: posteriors of Bayesian linear regression, and Cholesky factors, as numpy finds them.

Run from the repository's root, with numpy installed: python3 tests/golden/routing/make.py
"""

import json

import numpy as np

NOISE, PRIOR_PRECISION, DIMENSION = 0.25, 1.0, 5
rng = np.random.default_rng(3)


def lower(matrix):
    return matrix[np.tril_indices(len(matrix))].tolist()


contexts = np.concatenate([rng.normal(size=(40, DIMENSION - 1)), np.ones((40, 1))], axis=1).round(4)
rewards = rng.uniform(size=40).round(4)
asked = np.concatenate([rng.normal(size=(4, DIMENSION - 1)), np.ones((4, 1))], axis=1).round(4)
steps = []
for n in (1, 3, 40):
    x, r = contexts[:n], rewards[:n]
    precision = PRIOR_PRECISION * np.eye(DIMENSION) + x.T @ x
    covariance = NOISE**2 * np.linalg.inv(precision)
    mean = np.linalg.solve(precision, x.T @ r)
    steps.append({"n": n, "means": (asked @ mean).tolist(), "variances": np.einsum("ij,jk,ik->i", asked, covariance, asked).tolist()})
factors = []
for size in (1, 2, 5, 12):
    root = rng.normal(size=(size, size + 2)).round(3)
    matrix = root @ root.T
    b = rng.normal(size=size).round(3)
    factor = np.linalg.cholesky(matrix)
    factors.append({"size": size, "matrix": lower(matrix), "factor": lower(factor), "b": b.tolist(), "solution": np.linalg.solve(factor, b).tolist()})
golden = {"contexts": contexts.tolist(), "rewards": rewards.tolist(), "asked": asked.tolist(), "steps": steps, "factors": factors}
with open("tests/golden/routing/bandit.json", "w") as out:
    json.dump(golden, out, separators=(",", ":"))
    out.write("\n")

"""Writes numpy.json, what numpy's dense SVD says of the merges that src/organelles must find from factors.

Run from the repository's root, with numpy installed: python3 tests/golden/merging/make.py
`svd`      matrices with their singular values;
`parts`    adapters over three sites [inputs, outputs], with A, B as single precision holds them, scales and weights;
`sites`    for each site Σ weight·scale·A·B, its singular values, its best approximations by rank, the Frobenius norm
           and effective rank of the first part, and TIES by density, before and after truncation to rank 2.
"""

import json

import numpy as np

rng = np.random.default_rng(7)


def rounded(*shape):
    """Numbers that are the same in single precision and in JSON."""
    return rng.normal(0, 1, shape).astype(np.float32).round(3).astype(np.float32).astype(float)


def best(w, rank):
    u, s, vt = np.linalg.svd(w, full_matrices=False)
    return (u[:, :rank] * s[:rank]) @ vt[:rank]


def effective_rank(w):
    s = np.linalg.svd(w, compute_uv=False)
    p = s[s > 1e-12 * s[0]] / s.sum()
    return float(np.exp(-(p * np.log(p)).sum()))


def ties(deltas, weights, density):
    trimmed = []
    for d in deltas:
        keep = np.argsort(-np.abs(d), axis=None, kind="stable")[: int(density * d.size + 0.5)]
        mask = np.zeros(d.size, bool)
        mask[keep] = True
        trimmed.append(np.where(mask.reshape(d.shape), d, 0))
    votes = np.stack([w * t for w, t in zip(weights, trimmed)])
    elected = np.sign(votes.sum(0))
    agree = (np.sign(votes) == elected) & (votes != 0)
    below = (agree * np.abs(weights)[:, None, None]).sum(0)
    return np.where(below > 0, np.abs(weights).sum() * (votes * agree).sum(0) / np.where(below > 0, below, 1), 0)


def graded(rows, columns, decay):
    k = min(rows, columns)
    q1, _ = np.linalg.qr(rng.normal(size=(rows, k)))
    q2, _ = np.linalg.qr(rng.normal(size=(columns, k)))
    return (q1 * decay ** np.arange(k)) @ q2.T


matrices = [
    rng.normal(size=(6, 6)),
    rng.normal(size=(9, 4)),
    rng.normal(size=(3, 8)),
    graded(8, 8, 0.01),
    rng.normal(size=(7, 2)) @ rng.normal(size=(2, 6)),
    np.ones((4, 3)),
    1e-30 * rng.normal(size=(5, 3)),
    np.array([[-3.0]]),
]
shapes = [(6, 5), (5, 9), (4, 4)]
parts = [
    {"rank": rank, "scale": scale, "weight": weight, "factors": [(rounded(i, rank), rounded(rank, o)) for i, o in shapes]}
    for rank, scale, weight in ((2, 2.0, 0.5), (3, 1.5, 0.3), (1, 2.0, 0.2))
]
sites = []
for index, shape in enumerate(shapes):
    deltas = [p["scale"] * p["factors"][index][0] @ p["factors"][index][1] for p in parts]
    weights = np.array([p["weight"] for p in parts])
    merged = sum(w * d for w, d in zip(weights, deltas))
    sites.append(
        {
            "shape": shape,
            "merged": merged.ravel().tolist(),
            "singularValues": np.linalg.svd(merged, compute_uv=False).tolist(),
            "best": {str(r): best(merged, r).ravel().tolist() for r in (1, 2, 3, 4)},
            "norm": float(np.linalg.norm(deltas[0])),
            "effectiveRank": effective_rank(deltas[0]),
            "ties": [
                [d, ties(deltas, weights, d).ravel().tolist(), best(ties(deltas, weights, d), 2).ravel().tolist()]
                for d in (0.2, 0.5, 1)
            ],
        }
    )
golden = {
    "numpy": np.__version__,
    "svd": [
        {"rows": m.shape[0], "columns": m.shape[1], "values": m.ravel().tolist(), "sigma": np.linalg.svd(m, compute_uv=False).tolist()}
        for m in matrices
    ],
    "parts": [
        {**p, "factors": [[a.ravel().tolist(), b.ravel().tolist()] for a, b in p["factors"]]} for p in parts
    ],
    "sites": sites,
}
with open("tests/golden/merging/numpy.json", "w") as out:
    json.dump(golden, out, separators=(",", ":"))
    out.write("\n")

"""Writes pyribs.json: what pyribs says of some archives, for src/archive's statistics.

Run from the repository's root, with ribs installed: python3 tests/golden/archive/make.py
"""

import json

import numpy as np
import ribs
from ribs.archives import GridArchive

rng = np.random.default_rng(2)
cases = []
for bins, filled, offset in ((6, 0, -1), (6, 1, -1), (6, 6, -1), (90, 31, -1), (90, 31, 0), (90, 31, -2.5)):
    archive = GridArchive(solution_dim=1, dims=[bins], ranges=[(0, bins)], qd_score_offset=offset)
    qualities = rng.normal(0.2, 0.8, filled).round(4)
    where = rng.permutation(bins)[:filled]
    for quality, bin_ in zip(qualities, where):
        archive.add_single([0.0], float(quality), [bin_ + 0.5])
    s = archive.stats
    cases.append(
        {
            "qualities": qualities.tolist(),
            "bins": bins,
            "offset": offset,
            "elites": int(s.num_elites),
            "coverage": float(s.coverage),
            "qdScore": float(s.qd_score),
            "normalisedQdScore": float(s.norm_qd_score),
            "best": None if s.obj_max is None else float(s.obj_max),
            "mean": None if s.obj_mean is None else float(s.obj_mean),
        }
    )
with open("tests/golden/archive/pyribs.json", "w") as out:
    json.dump({"ribs": ribs.__version__, "cases": cases}, out, separators=(",", ":"))
    out.write("\n")

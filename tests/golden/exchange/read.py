"""Writes read.json: what the tools that a run's files are made for find in them.

Run from the repository's root, with ALifeStdDev, dendropy, pandas, pyarrow, ribs and tensorboard installed:

    npx tsx tests/golden/exchange/make.ts DIR && python3 tests/golden/exchange/read.py DIR

`files`        the hash of every file that was read;
`phylogeny`    by ALifeStdDev: nodes, edges and who has no parent; by dendropy: of each Newick tree its root's label, its
               leaves and the sum of its branches;
`archive`      by pyribs: objectives and measures, what its own GridArchive says of them, and whether the indexes are its;
`tables`       by pandas, from CSV and from Parquet: types, missing values, sums, texts; balances of the ledger's accounts;
`tensorboard`  by its EventAccumulator, which checks every checksum: points by tag, and who wrote them.
"""

import hashlib
import json
import sys
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

import ALifeStdDev.phylogeny as phylodev
import dendropy
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from ribs.archives import ArchiveDataFrame, GridArchive
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

out = Path(sys.argv[1])
pd.options.future.infer_string = False  # ALifeStdDev writes lists into columns of text


def phylogeny():
    graph = phylodev.load_phylogeny_to_networkx(str(out / "alife" / "phylogeny.csv"))
    trees = dendropy.TreeList.get(path=str(out / "newick" / "phylogeny.nwk"), schema="newick", preserve_underscores=True)
    label = lambda node: node.taxon.label if node.taxon else node.label
    return {
        "nodes": sorted(int(node) for node in graph.nodes),
        "edges": sorted([int(a), int(b)] for a, b in graph.edges),
        "rootless": sorted(int(node) for node in phylodev.get_root_ids(graph)),
        "extant": sorted(int(node) for node in phylodev.get_extant_taxa_ids(graph, not_destroyed_value=float("inf"))),
        "trees": [
            {
                "root": label(tree.seed_node),
                "leaves": sorted(label(leaf) for leaf in tree.leaf_node_iter()),
                "nodes": sum(1 for _ in tree.preorder_node_iter()),
                "length": tree.length(),
            }
            for tree in trees
        ],
    }


def archive():
    frame = ArchiveDataFrame(pd.read_csv(out / "archive" / "archive.csv"))
    grid = json.loads((out / "archive" / "grid.json").read_text())
    dims = [len(grid["families"]), len(grid["depths"]), grid["costBins"]]
    theirs = GridArchive(solution_dim=1, dims=dims, ranges=[(-0.5, n - 0.5) for n in dims], qd_score_offset=-1.0)
    measures = frame.get_field("measures").astype(float)
    theirs.add(frame.get_field("solution").astype(float), frame.get_field("objective"), measures)
    return {
        "objective": frame.get_field("objective").tolist(),
        "measures": measures.tolist(),
        "elites": int(theirs.stats.num_elites),
        "qd_score": float(theirs.stats.qd_score),
        "best": float(theirs.stats.obj_max),
        "same_index": bool(np.array_equal(theirs.index_of(measures), frame.get_field("index"))),
    }


def told(frame):
    columns = {}
    for name in frame.columns:
        values = frame[name]
        kind = "flag" if values.dtype == bool else "number" if pd.api.types.is_numeric_dtype(values) else "text"
        columns[name] = {"kind": kind, "missing": int(values.isna().sum())}
        if kind == "text":
            joined = "\n".join(values.fillna("")).encode()
            columns[name]["sha256"] = hashlib.sha256(joined).hexdigest()
        else:
            columns[name]["sum"] = float(values.sum())
    return {"rows": len(frame), "columns": columns}


def tables():
    result = {}
    for name in ("episodes", "ledger", "series", "measurements"):
        csv = pd.read_csv(out / "csv" / f"{name}.csv", keep_default_na=False, na_values={c: [""] for c in numeric(name)})
        parquet = pd.read_parquet(out / "parquet" / f"{name}.parquet")
        result[name] = {"csv": told(csv), "parquet": told(parquet)}
    balances = defaultdict(float)
    ledger = pd.read_parquet(out / "parquet" / "ledger.parquet")
    for source, to, energy in zip(ledger["from_account"], ledger["to_account"], ledger["energy"]):
        balances[source] -= energy
        balances[to] += energy
    metadata = pq.read_schema(out / "parquet" / "ledger.parquet").metadata
    return {**result, "balances": dict(balances), "run": json.loads(metadata[b"evolora.run"])}


def numeric(name):
    schema = pq.read_schema(out / "parquet" / f"{name}.parquet")
    return [field.name for field in schema if str(field.type) != "string"]


def tensorboard():
    accumulator = EventAccumulator(str(out / "tensorboard"), size_guidance={"scalars": 0}).Reload()
    tags = accumulator.Tags()["scalars"]
    return {
        "writer": accumulator.GetSourceWriter(),
        "scalars": {tag: [[e.step, e.value] for e in accumulator.Scalars(tag)] for tag in sorted(tags)},
    }


tools = ("ALifeStdDev", "dendropy", "pandas", "pyarrow", "ribs", "tensorboard")
files = sorted(path for path in out.rglob("*") if path.is_file())
result = {
    "versions": {tool: version(tool) for tool in tools},
    "files": {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
    "phylogeny": phylogeny(),
    "archive": archive(),
    "tables": tables(),
    "tensorboard": tensorboard(),
}
Path("tests/golden/exchange/read.json").write_text(json.dumps(result, indent=1) + "\n")

"""Writes ort.json: what onnxruntime's own reader finds in the files that make.ts writes; and theirs.onnx_adapter, written by it.

Run from the repository's root, with onnxruntime and numpy installed:

    npx tsx tests/golden/exchange/ort/make.ts DIR && python3 tests/golden/exchange/ort/read.py DIR

By case: the hash of the file that was read, the version of its form, and by module the shapes of A and B as they lie there and
the norm of A·B, which is ΔW transposed.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime

here = Path(__file__).parent
found = {"onnxruntime": onnxruntime.__version__, "cases": {}}
for path in sorted(Path(sys.argv[1]).glob("*.onnx_adapter")):
    adapter = onnxruntime.AdapterFormat.read_adapter(str(path))
    tensors = {name: value.numpy() for name, value in adapter.get_parameters().items()}
    modules = {}
    for name, a in sorted(tensors.items()):
        if not name.endswith(".lora_A.weight"):
            continue
        module = name.removesuffix(".lora_A.weight")
        b = tensors[f"{module}.lora_B.weight"]
        norm = float(np.linalg.norm(a.astype(np.float64) @ b.astype(np.float64)))
        modules[module] = {"a": list(a.shape), "b": list(b.shape), "norm": norm}
    found["cases"][path.stem] = {
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "version": adapter.get_format_version(),
        "tensors": len(tensors),
        "modules": modules,
    }
(here / "ort.json").write_text(json.dumps(found, indent=1) + "\n")

# Of the sites in tests/support/tiny-host.ts, at two ranks.
theirs = onnxruntime.AdapterFormat()
theirs.set_adapter_version(1)
theirs.set_model_version(1)
parameters = {}
for module, (inputs, rank, outputs) in {"self_attn.q_proj": (4, 1, 4), "mlp.down_proj": (6, 2, 4)}.items():
    for side, shape in {"A": (inputs, rank), "B": (rank, outputs)}.items():
        values = np.arange(1, shape[0] * shape[1] + 1, dtype=np.float32).reshape(shape) / (8 if side == "A" else 4)
        parameters[f"model.layers.0.{module}.lora_{side}.weight"] = onnxruntime.OrtValue.ortvalue_from_numpy(values)
theirs.set_parameters(parameters)
theirs.export_adapter(str(here / "theirs.onnx_adapter"))

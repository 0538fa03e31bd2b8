"""Writes peft.json: what PEFT finds in the directories that make.ts writes, and what they answer on torch.

Run from the repository's root, with torch, transformers, peft, safetensors and onnx installed:

    npx tsx tests/golden/exchange/peft/make.ts DIR && python3 tests/golden/exchange/peft/read.py DIR

`cases`    by case: the hashes of the two files that were read, the keys that PEFT missed or did not know, what it made of
           adapter_config.json, and by module its rank, its scale, the norm of its change ΔW [out, in] and some entries;
`logits`   of micro, rebuilt in torch from its ONNX file: how far its logits with the golden adapter, written again by the
           lab, are from the golden ones;
`answers`  what portfolio/route.py prints on that model for some prompts and cells, and whom it chose.
"""

import contextlib
import hashlib
import io
import json
import runpy
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import peft
import torch
import transformers
from onnx import numpy_helper
from safetensors.numpy import load_file
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

out = Path(sys.argv[1])
hosts = Path("tests/fixtures/hosts")
configs = {
    "phi3-made-up": hosts / "phi3-genai-fp32",
    "phi3-read": hosts / "phi3-genai-fp32",
    "lfm2-made-up": hosts / "lfm2-genai-q4",
    "micro-read": Path("public/hosts/micro"),
}


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(name, folder):
    config = AutoConfig.from_pretrained(folder)
    config._name_or_path = name  # as if the model had been loaded from where the adapter says
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    found = peft.PeftConfig.from_pretrained(out / name)
    with warnings.catch_warnings():
        warnings.simplefilter("error", category=UserWarning)
        adapted = peft.get_peft_model(model, found, adapter_name="default")
        loaded = adapted.load_adapter(out / name, adapter_name="read")
    modules = {}
    for module_name, module in adapted.named_modules():
        if not hasattr(module, "get_delta_weight") or "read" not in module.lora_A:
            continue
        delta = module.get_delta_weight("read").detach().numpy().astype(np.float64)
        rows, columns = delta.shape
        places = [(0, 0), (rows // 2, columns // 3), (rows - 1, columns - 1)]
        modules[module_name.removeprefix("base_model.model.")] = {
            "rank": module.r["read"],
            "scale": module.scaling["read"],
            "shape": [rows, columns],
            "norm": float(np.linalg.norm(delta)),
            "entries": [[i, j, float(delta[i, j])] for i, j in places],
        }
    return {
        "config": digest(out / name / "adapter_config.json"),
        "weights": digest(out / name / "adapter_model.safetensors"),
        "missing": sorted(key for key in loaded.missing_keys if ".read." in key),
        "unexpected": sorted(loaded.unexpected_keys),
        "base": found.base_model_name_or_path,
        "revision": found.revision,
        "modules": modules,
    }


def micro():
    """The micro host in torch, on exactly the weights of its ONNX file; returns where it was saved."""
    folder = Path("public/hosts/micro")
    graph = onnx.load(folder / "onnx" / "model.onnx").graph
    weights = {each.name: torch.tensor(numpy_helper.to_array(each)) for each in graph.initializer}
    model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder), dtype=torch.float32)
    state = {}
    for name in model.state_dict():
        source = name.replace("self_attn.", "attn.").replace("_norm.weight", "_norm.layernorm.weight")
        if "layernorm.weight" in name:
            state[name] = weights[name]
        elif source in weights:
            state[name] = weights[source]
        elif name == "model.norm.weight":
            state[name] = weights[f"model.layers.{model.config.num_hidden_layers}.final_norm_layernorm.weight"]
        elif name in ("lm_head.weight", "model.embed_tokens.weight"):
            state[name] = weights["lm_head.MatMul.weight"].T
        else:
            state[name] = weights[source.replace(".weight", ".MatMul.weight")].T
    missing, unexpected = model.load_state_dict(state, strict=False)
    assert not unexpected and set(missing) <= {"lm_head.weight"}, (missing, unexpected)
    model.tie_weights()
    saved = out / "micro-torch"
    model.save_pretrained(saved)
    AutoTokenizer.from_pretrained(folder).save_pretrained(saved)
    return model.eval(), saved


def golden_difference(model):
    golden = load_file("tests/golden/micro/golden.safetensors")
    adapted = peft.PeftModel.from_pretrained(model, out / "micro-read").eval()
    worst = 0.0
    with torch.no_grad():
        for i in range(sum(key.startswith("ids.") for key in golden)):
            logits = adapted(torch.tensor(golden[f"ids.{i}"])[None]).logits[0].numpy()
            kept = golden[f"adapter.{i}"]
            worst = max(worst, float(np.abs(logits[-len(kept) :] - kept).max()))
    return worst


def answers(saved):
    portfolio = out / "micro-run" / "portfolio"
    router = json.loads((portfolio / "router.json").read_text())
    cells = list(router["cells"])
    asked = [
        ["What is 7 + 8?", None],
        *[["Sort these numbers: 8, 5, 9", cell] for cell in cells[:5]],
        ["Reverse the word: lamp", cells[-1].split("/")[0] + "/unheard-of"],
        ["Reverse the word: lamp", "nobody.knows/it"],
    ]
    rows = []
    for prompt, cell in asked:
        sys.argv = ["route.py", prompt, cell or "", str(saved)]
        with contextlib.redirect_stdout(io.StringIO()) as said:
            runpy.run_path(str(portfolio / "route.py"), run_name="__main__")
        rows.append({"prompt": prompt, "cell": cell, "answer": said.getvalue().removesuffix("\n")})
    return {"router": digest(portfolio / "router.json"), "rows": rows}


model, saved = micro()
result = {
    "versions": {"peft": peft.__version__, "torch": torch.__version__, "transformers": transformers.__version__},
    "cases": {name: read(name, folder) for name, folder in configs.items()},
    "logits": golden_difference(model),
    "answers": answers(saved),
}
Path("tests/golden/exchange/peft/peft.json").write_text(json.dumps(result, indent=1) + "\n")
print({name: (case["missing"], case["unexpected"], len(case["modules"])) for name, case in result["cases"].items()})
print("logits", result["logits"])
for row in result["answers"]["rows"]:
    print(row)

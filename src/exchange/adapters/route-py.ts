/** The example that lies in every portfolio: loads all adapters onto the base model, and answers by the router's choice. */
export const ROUTE_PY = `"""Answers a prompt by the adapter that router.json names: python route.py PROMPT [CELL] [BASE]"""
import json
import sys
from contextlib import nullcontext
from pathlib import Path

from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

here = Path(__file__).resolve().parent
router = json.loads((here / "router.json").read_text(encoding="utf-8"))
prompt, cell, base = (sys.argv[1:] + [None] * 3)[:3]
source = {"pretrained_model_name_or_path": base or router["base_model"], "revision": router["revision"] or "main"}
tokenizer = AutoTokenizer.from_pretrained(**source)
model = AutoModelForCausalLM.from_pretrained(**source)
for name, adapter in router["adapters"].items():
    if isinstance(model, PeftModel):
        model.load_adapter(here / adapter["path"], adapter_name=name)
    else:
        model = PeftModel.from_pretrained(model, here / adapter["path"], adapter_name=name)

family = (cell or "").rpartition("/")[0]
chosen = router["cells"].get(cell, router["families"].get(family, router["single"]))
if chosen:
    model.set_adapter(chosen)
ids = tokenizer.apply_chat_template([{"role": "user", "content": prompt}], add_generation_prompt=True, return_tensors="pt", return_dict=True)
with nullcontext() if chosen else model.disable_adapter():
    tokens = model.generate(**ids, max_new_tokens=router["max_new_tokens"], do_sample=False)
print(tokenizer.decode(tokens[0, ids["input_ids"].shape[1]:], skip_special_tokens=True))
`;

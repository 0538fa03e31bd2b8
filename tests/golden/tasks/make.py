"""Writes tasks.json: what the micro host's own generators and answer conventions say, for the tests of src/tasks.

Run from the repository's root: python3 tests/golden/tasks/make.py
`samples`  tasks of tasks.py, each with the answers that corpus.py's rival conventions give, dressed in its styles,
           and whether the answer under the dress is exactly the shortest right one;
`features` means, deviations and ranges over many draws; `shapes` shares of the prompts' shapes.
"""

import json
import random
import re
import statistics
import sys
from collections import Counter

sys.path.insert(0, "docs/micro-host/source")
import corpus
import tasks

DRAWS, SAMPLES = 20000, 30


def features(prompt, target):
    numbers = [int(n) for n in re.findall(r"\d+", prompt)]
    return {
        "promptLetters": len(prompt),
        "numbers": len(numbers),
        "smallest": min(numbers, default=0),
        "largest": max(numbers, default=0),
        "sum": sum(numbers),
        "target": target if isinstance(target, int) else len(tasks.text_of(target)),
    }


def shape(prompt):
    start = prompt.find(": ") + 1 if "JSON:" in prompt else len(prompt)
    text = prompt[:start] + re.sub(r"[a-z]+(?=\"?: )", "w", prompt[start:])
    return re.sub(r"'.*'|`.*`", "Q", re.sub(r"\d+", "#", text))


def main():
    rng = random.Random(20240607)
    cells = {}
    for family, make in tasks.FAMILIES.items():
        for depth in tasks.DEPTHS:
            draws = [make(rng, depth) for _ in range(DRAWS)]
            values = [features(p, t) for p, t, _ in draws]
            counted = Counter(shape(p) for p, _, _ in draws)
            samples = []
            for prompt, target, facts in draws[:SAMPLES]:
                answers = []
                for _, convention in corpus.CONVENTIONS[family]:
                    bare = convention(target, facts)
                    style = rng.choice(corpus.STYLES)[1]
                    answers.append([style.format(bare), int(bare == tasks.text_of(target))])
                samples.append([prompt, target, tasks.text_of(target), answers])
            cells[f"{family}/{depth}"] = {
                "features": {
                    name: [
                        round(statistics.fmean(v[name] for v in values), 6),
                        round(statistics.pstdev(v[name] for v in values), 6),
                        min(v[name] for v in values),
                        max(v[name] for v in values),
                    ]
                    for name in values[0]
                },
                "shapes": {s: n / DRAWS for s, n in sorted(counted.items()) if n / DRAWS >= 0.005},
                "samples": samples,
            }
    with open("tests/golden/tasks/tasks.json", "w") as out:
        json.dump({"draws": DRAWS, "cells": cells}, out, separators=(",", ":"))
        out.write("\n")


main()

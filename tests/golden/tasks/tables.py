"""Tables and what Python's own reader makes of them: `python3 tables.py > tables.json` in this folder."""

import csv
import io
import json

TABLES = [
    'prompt,target\nWhat is 1 + 1?,2\n',
    'prompt,target\r\n"a, b",c\r\n"He said ""yes""",true\r\n',
    'prompt,target\n"two\nlines","three\r\nlines\n\n"\nlast,one',
    'prompt;target;family\nUn, deux;trois;"fr;de"\n',
    'prompt\ttarget\n"tab\there"\tx\n',
    'prompt,target\n,\n"",""\nspace , kept \n',
    'prompt,target\nmid"quote,5\' tall\n',
    'prompt,target\nünï,日本\n"😀",ß\n',
]

separator = {0: ",", 1: ",", 2: ",", 3: ";", 4: "\t", 5: ",", 6: ",", 7: ","}
cases = []
for i, text in enumerate(TABLES):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator[i])
    records = []
    before = 0
    for cells in reader:
        records.append({"line": before + 1, "cells": cells})
        before = reader.line_num
    cases.append({"text": text, "records": records})
print(json.dumps(cases, ensure_ascii=False, indent=1))

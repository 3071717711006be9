"""Opens with transformers the encoders that dilm4j saved, and compares them with the originals from transformers.

First:   mvn -pl core test -Dtest=EncoderParityTest   (writes core/target/round-trip/<architecture>)
Run as:  python scripts/parity/round_trip_encoders.py   (from the repository root)

Weights must be equal bit for bit, and logits of the same texts, label names and tokens must be equal.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import load_file
from transformers import AutoModelForSequenceClassification, AutoTokenizer
from transformers.utils import logging

RESOURCES = pathlib.Path("core/src/test/resources")
SAVED = pathlib.Path("core/target/round-trip")
NAMES = {0: "bad", 1: "so so", 2: "good"}

logging.set_verbosity_error()
logging.disable_progress_bar()


def rows_of(inputs, tokenizer):
    """Returns the rows to read, encoded by the saved tokenizer if there is one."""
    if tokenizer is None:
        return [{"input_ids": i, "token_type_ids": t} for i, t in zip(inputs["ids"], inputs["types"])]
    rows = []
    for texts, ids in zip(inputs["texts"], inputs["ids"]):
        row = tokenizer(*texts, truncation="longest_first", max_length=inputs["maxTokens"])
        assert row["input_ids"] == ids, (texts, row["input_ids"], ids)
        rows.append({key: row[key] for key in ("input_ids", "token_type_ids") if key in row})
    return rows


def logits(model, row):
    with torch.no_grad():
        return model(**{key: torch.tensor([values]) for key, values in row.items()}).logits[0]


def check(folder):
    made = RESOURCES / folder.name
    model, loading = AutoModelForSequenceClassification.from_pretrained(folder, output_loading_info=True)
    model.eval()
    problems = {kind: names for kind, names in loading.items() if names}
    assert not problems, problems
    assert model.config.id2label == NAMES, model.config.id2label
    before, after = load_file(made / "model.safetensors"), load_file(folder / "model.safetensors")
    assert before.keys() == after.keys(), before.keys() ^ after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    tokenizer = AutoTokenizer.from_pretrained(folder) if (folder / "tokenizer.json").exists() else None
    inputs = json.loads((made / "inputs.json").read_text(encoding="utf-8"))
    original = AutoModelForSequenceClassification.from_pretrained(made).eval()
    for row in rows_of(inputs, tokenizer):
        assert torch.equal(logits(model, row), logits(original, row))
    print(f"{folder.name}: {len(before)} weights bit-equal, {len(inputs['ids'])} rows with equal logits")


folders = sorted(path for path in SAVED.iterdir() if path.is_dir()) if SAVED.is_dir() else []
if not folders:
    sys.exit(f"{SAVED} holds no saved models; run EncoderParityTest first")
for each in folders:
    check(each)

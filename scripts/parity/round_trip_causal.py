"""Opens with transformers the causal models that dilm4j saved, and compares them with the originals from transformers.

First:   mvn -pl core test -Dtest=CausalParityTest   (writes core/target/round-trip-causal/<architecture>, and <...>+3 with
         a vocabulary grown by three)
Run as:  python scripts/parity/round_trip_causal.py   (from the repository root)

Weights must be equal bit for bit, and logits must be equal; for a grown vocabulary, in the original rows.
"""

import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM
from transformers.utils import logging

RESOURCES = pathlib.Path("core/src/test/resources")
SAVED = pathlib.Path("core/target/round-trip-causal")
GROWN = "+3"

logging.set_verbosity_error()
logging.disable_progress_bar()


def opened(folder):
    model, loading = AutoModelForCausalLM.from_pretrained(folder, output_loading_info=True)
    problems = {kind: names for kind, names in loading.items() if names}
    assert not problems, problems
    return model.eval()


def check(folder):
    made = RESOURCES / folder.name.removesuffix(GROWN)
    before, after = opened(made), opened(folder)
    weights, saved = before.state_dict(), after.state_dict()
    assert weights.keys() == saved.keys(), weights.keys() ^ saved.keys()
    vocabulary = before.config.vocab_size
    for name, weight in weights.items():
        kept = saved[name][: weight.shape[0]] if folder.name.endswith(GROWN) else saved[name]
        assert torch.equal(kept, weight), name
    rows = json.loads((made / "inputs.json").read_text(encoding="utf-8"))["ids"]
    with torch.no_grad():
        for row in rows:
            ids = torch.tensor([row])
            ours, theirs = after(ids).logits[..., :vocabulary], before(ids).logits
            if folder.name.endswith(GROWN):  # products of another width add in another order
                torch.testing.assert_close(ours, theirs, rtol=1e-5, atol=1e-5)
            else:
                assert torch.equal(ours, theirs)
    print(f"{folder.name}: {len(weights)} weights bit-equal, {len(rows)} rows with equal logits")


folders = sorted(SAVED.iterdir()) if SAVED.is_dir() else []
if not folders:
    sys.exit(f"{SAVED} is empty; run the test first")
for each in folders:
    check(each)

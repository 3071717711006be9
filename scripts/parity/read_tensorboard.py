"""Reads what './dilm run CONFIG --tensorboard DIR' wrote with the real TensorBoard, and compares it with the run's events.

    python scripts/parity/read_tensorboard.py DIR RUN

Checks: every metric of events.jsonl that a stage reported is there, at its step, to float32; the scores of the sets are those of
results.json. Tried with tensorboard 2.21.0.
"""

import json
import math
import pathlib
import sys

from tensorboard.backend.event_processing.event_accumulator import SCALARS, EventAccumulator

board = EventAccumulator(sys.argv[1], size_guidance={SCALARS: 0}).Reload()
run = pathlib.Path(sys.argv[2])
expected = {}
for line in (run / "events.jsonl").open():
    event = json.loads(line)
    if "step" in event and "values" in event:
        for name, value in event["values"].items():
            expected.setdefault(f"{event['stage']}/{name}", {})[event["step"]] = float(value)
checked = 0
for tag, steps in expected.items():
    found = {scalar.step: scalar.value for scalar in board.Scalars(tag)}
    for step, value in steps.items():
        same = math.isnan(value) and math.isnan(found[step]) or math.isclose(found[step], value, rel_tol=1e-6)
        assert same, (tag, step, value, found[step])
        checked += 1
for scores in json.load((run / "results.json").open())["scores"]:
    if scores["learner"] == "learner":
        found = sorted(scalar.value for scalar in board.Scalars(f"evaluation/{scores['method']}-dpc{scores['dpc']}"))
        mine = sorted(one["score"] for one in scores["runs"])
        assert all(math.isclose(a, b, rel_tol=1e-6) for a, b in zip(found, mine, strict=True)), scores["method"]
        checked += len(mine)
print(f"{checked} values in {len(board.Tags()['scalars'])} curves agree")

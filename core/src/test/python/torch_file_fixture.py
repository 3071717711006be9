"""Makes core/src/test/resources/tensor/state-dict.bin: torch.save of a state dict with every kind of view and type.

    python core/src/test/python/torch_file_fixture.py

Made with torch 2.15.0. All values follow from the index, so that tests can compute the expected values.
"""

import collections
import pathlib

import torch

base = torch.arange(24, dtype=torch.float32) / 8
state = collections.OrderedDict()
state["whole"] = base.reshape(4, 6)
state["transposed"] = base.reshape(4, 6).t()
state["part"] = base.reshape(4, 6)[1:3, 2:5]
state["half"] = torch.arange(5, dtype=torch.float16) / 4
state["bfloat16"] = torch.arange(5, dtype=torch.bfloat16) * -2
state["ids"] = torch.arange(300, dtype=torch.int64)[-3:].clone()
state["parameter"] = torch.nn.Parameter(torch.tensor([1.5, -2.5]))
state["scalar"] = torch.tensor(7.0)
state["empty"] = torch.empty(0, 3)
state._metadata = collections.OrderedDict({"": {"version": 1}})
target = pathlib.Path(__file__).parents[1] / "resources" / "tensor" / "state-dict.bin"
target.parent.mkdir(exist_ok=True)
torch.save(state, target)
print(target.stat().st_size, "bytes")

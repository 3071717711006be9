"""Makes core/src/test/resources/model/sharded-bin: a tiny BERT classifier as transformers 4 saved large ones.

    python core/src/test/python/sharded_torch_fixture.py

Made with torch 2.15.0 and transformers 5.23.0, which writes only safetensors. So the script saves the
weights of the fixture 'bert' with torch.save, in three files pytorch_model-0000i-of-00003.bin with an index, as
save_pretrained did.
"""

import json
import pathlib
import shutil

import torch
from safetensors.torch import load_file

SHARDS = 3
resources = pathlib.Path(__file__).parents[1] / "resources"
target = resources / "model" / "sharded-bin"
target.mkdir(parents=True, exist_ok=True)
weights = load_file(resources / "bert" / "model.safetensors")
names = list(weights)
weight_map = {}
for shard in range(SHARDS):
    file = f"pytorch_model-{shard + 1:05d}-of-{SHARDS:05d}.bin"
    part = {name: weights[name] for name in names[shard::SHARDS]}
    torch.save(part, target / file)
    weight_map |= {name: file for name in part}
size = sum(weight.numel() * weight.element_size() for weight in weights.values())
index = {"metadata": {"total_size": size}, "weight_map": dict(sorted(weight_map.items()))}
(target / "pytorch_model.bin.index.json").write_text(json.dumps(index, indent=2) + "\n", encoding="utf-8")
shutil.copy(resources / "bert" / "config.json", target)
print(sum(file.stat().st_size for file in target.iterdir()), "bytes")

"""Makes core/src/test/resources/gpt2: a tiny random GPT-2 and what transformers computes for it.

Run as: python core/src/test/python/gpt2_fixtures.py   (from the repository root)
Made with Python 3, torch 2.15.0, transformers 5.23.0, safetensors 0.8.0; float32, CPU, dropout off.

With a folder as argument, the script compares instead: the folder's GPT-2, written by dilm4j, must give the fixture's logits.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel

FOLDER = pathlib.Path("core/src/test/resources/gpt2")
IDS = [
    [37, 4, 9, 31, 2, 36],
    [38, 36],
    [37, 8, 8, 8, 21, 0, 17, 5, 30, 12, 36],
    [38, 1, 36],
    [38, 22, 19, 3, 14, 36],
]


def logits_of(model):
    """Computes the logits row by row, so that there is no padding."""
    return [model(input_ids=torch.tensor([row])).logits[0] for row in IDS]


def make():
    torch.manual_seed(21)
    model = GPT2LMHeadModel(
        GPT2Config(
            vocab_size=39,
            n_embd=15,
            n_layer=3,
            n_head=3,
            n_inner=22,
            n_positions=13,
            layer_norm_epsilon=1e-4,
            initializer_range=0.4,
            bos_token_id=36,
            eos_token_id=36,
        )
    ).eval()
    with torch.no_grad():  # biases and normalisation too, since values of 0 and 1 could hide errors
        for name, parameter in model.named_parameters():
            if name.endswith("bias") or "ln_" in name:
                parameter.add_(torch.randn_like(parameter) * 0.2)
    model.save_pretrained(FOLDER)
    (FOLDER / "generation_config.json").unlink(missing_ok=True)
    logits = logits_of(model)
    nll = [
        torch.nn.functional.cross_entropy(rows[:-1], torch.tensor(ids[1:]), reduction="none")
        for rows, ids in zip(logits, IDS)
    ]
    loss = torch.cat(nll).mean()
    loss.backward()
    expected = {
        "logits": torch.cat(logits),
        "nll": torch.stack([tokens.mean() for tokens in nll]),
        "loss": loss.reshape(1),
    }
    for name, parameter in model.named_parameters():
        expected["gradient." + name] = parameter.grad
    save_file({k: v.detach().contiguous().clone() for k, v in expected.items()}, FOLDER / "expected.safetensors")
    (FOLDER / "inputs.json").write_text(json.dumps({"ids": IDS}) + "\n")


def compare(folder):
    with torch.no_grad():
        logits = torch.cat(logits_of(AutoModelForCausalLM.from_pretrained(folder).eval()))
    error = (logits - load_file(FOLDER / "expected.safetensors")["logits"]).abs().max().item()
    print(f"largest difference of a logit: {error:.3g}")
    sys.exit(error > 1e-5)


if len(sys.argv) > 1:
    compare(sys.argv[1])
else:
    make()

"""Makes core/src/test/resources/bert and bert-mlm: tiny random BERTs and what transformers computes for them.

Run as: python core/src/test/python/bert_fixtures.py   (from the repository root)
Made with Python 3, torch 2.15.0, transformers 5.23.0, safetensors 0.8.0; float32, CPU, dropout off.
"""

import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertForMaskedLM, BertForSequenceClassification

RESOURCES = pathlib.Path("core/src/test/resources")
IDS = [
    [2, 11, 5, 39, 7, 3],
    [2, 8, 3],
    [2, 14, 15, 16, 17, 3, 20, 21, 3],
    [2, 9, 9, 9, 3, 30, 3],
    [2, 33, 12, 3],
]
TYPES = [
    [0, 0, 0, 0, 0, 0],
    [0, 0, 0],
    [0, 0, 0, 0, 0, 0, 1, 1, 1],
    [0, 0, 0, 0, 0, 1, 1],
    [0, 0, 0, 0],
]
LABELS = [0, 2, 1, 1, 0]
MASKED = [[1, 3], [1], [4, 6, 7], [], [2]]


def config(**more):
    return BertConfig(
        vocab_size=40,
        hidden_size=12,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=20,
        max_position_embeddings=16,
        type_vocab_size=2,
        initializer_range=0.4,
        **more,
    )


def padded():
    longest = max(map(len, IDS))
    ids = torch.tensor([row + [0] * (longest - len(row)) for row in IDS])
    types = torch.tensor([row + [0] * (longest - len(row)) for row in TYPES])
    mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in IDS])
    return ids, types, mask


def randomise(model):
    """Randomises biases and normalisation too, since values of 0 and 1 could hide errors."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if name.endswith("bias") or "LayerNorm" in name:
                parameter.add_(torch.randn_like(parameter) * 0.2)


def classifier():
    torch.manual_seed(11)
    model = BertForSequenceClassification(config(num_labels=3)).eval()
    randomise(model)
    folder = RESOURCES / "bert"
    model.save_pretrained(folder)
    ids, types, mask = padded()
    out = model(input_ids=ids, attention_mask=mask, token_type_ids=types, output_hidden_states=True)
    losses = torch.nn.functional.cross_entropy(out.logits, torch.tensor(LABELS), reduction="none")
    losses.mean().backward()
    expected = {"hidden": out.hidden_states[-1], "logits": out.logits, "losses": losses}
    for name, parameter in model.named_parameters():
        expected["gradient." + name] = parameter.grad
    save_file({k: v.detach().contiguous().clone() for k, v in expected.items()}, folder / "expected.safetensors")
    (folder / "inputs.json").write_text(json.dumps({"ids": IDS, "types": TYPES, "labels": LABELS}) + "\n")


def masked_language_model():
    torch.manual_seed(12)
    model = BertForMaskedLM(config()).eval()
    randomise(model)
    folder = RESOURCES / "bert-mlm"
    model.save_pretrained(folder)
    ids, types, mask = padded()
    logits = model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits
    rows = [row for row, columns in enumerate(MASKED) for _ in columns]
    columns = [column for columns in MASKED for column in columns]
    positions = torch.tensor(rows) * ids.shape[1] + torch.tensor(columns)
    expected = {"positions": positions, "logits": logits[rows, columns].detach().contiguous()}
    save_file(expected, folder / "expected.safetensors")


classifier()
masked_language_model()

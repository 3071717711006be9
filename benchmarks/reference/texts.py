"""Texts as the reference hands them to the models: tokenised once, collated with padding to a multiple of 8."""

from pathlib import Path

import torch
from torch.utils.data import DataLoader
from transformers import AutoTokenizer, DataCollatorForLanguageModeling, DataCollatorWithPadding

PADDING_MULTIPLE = 8


class LearnerTexts:
    def __init__(self, folder: Path):
        self.tokenizer = AutoTokenizer.from_pretrained(folder, model_max_length=512)
        self.collate = DataCollatorWithPadding(
            tokenizer=self.tokenizer, padding="longest", pad_to_multiple_of=PADDING_MULTIPLE
        )

    def encode(self, rows: list[tuple[str, int]]) -> list[dict]:
        encoded = self.tokenizer([text for text, _ in rows], truncation=True)
        names = list(encoded.keys())
        return [
            {name: encoded[name][i] for name in names} | {"labels": label} for i, (_, label) in enumerate(rows)
        ]

    def batch(self, encoded: list[dict]) -> dict[str, torch.Tensor]:
        return dict(self.collate(encoded))

    def loader(self, encoded: list[dict], batch_size: int, shuffle: bool) -> DataLoader:
        return DataLoader(
            encoded,
            batch_size=min(batch_size, len(encoded)),
            shuffle=shuffle,
            drop_last=shuffle,
            collate_fn=self.collate,
        )


class GeneratorTexts:
    def __init__(self, folder: Path, padding_multiple: int = PADDING_MULTIPLE):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.collate = DataCollatorForLanguageModeling(
            tokenizer=self.tokenizer, mlm=False, pad_to_multiple_of=padding_multiple
        )

    def bos(self, label: int) -> int:
        return self.tokenizer.convert_tokens_to_ids(f"<bos_{label}>")

    def encode(self, rows: list[tuple[str, int]]) -> list[dict]:
        end = self.tokenizer.eos_token
        encoded = self.tokenizer([f"<bos_{label}> {text} {end}" for text, label in rows], truncation=True)
        return [
            {"input_ids": encoded["input_ids"][i], "attention_mask": encoded["attention_mask"][i]}
            for i in range(len(rows))
        ]

    def batch(self, encoded: list[dict]) -> dict[str, torch.Tensor]:
        return dict(self.collate(encoded))


def endless(loader: DataLoader):
    while True:
        yield from loader

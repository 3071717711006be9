"""Opens the output of './dilm export RUN --to DIR' with Python's datasets and transformers, and checks it.

    python scripts/parity/load_export.py DIR [--run RUN]

Checks: every config and split loads; labels are ClassLabels with the names of the labels in the files; no field is
null; if the export has --log-probability, the rows have the log-probabilities that this script computes from the generator,
to 1e-4; with --run, the texts are those of the run's own files, and the weights are equal bit for bit. Tried with datasets
5.2.0, transformers 5.23.0, torch 2.15.0.
"""

import argparse
import hashlib
import json
import pathlib
import sys
import tempfile

import datasets
import torch
import transformers


def log_probability(model, tokenizer, row, texts, label):
    """Returns the mean over all tokens after the label's, including the end token."""
    ids = [tokenizer.convert_tokens_to_ids(f"<bos_{label}>")]
    for i, field in enumerate(texts):
        if i > 0:
            ids.append(tokenizer.convert_tokens_to_ids("<sep>"))
        ids += tokenizer(" " + row[field], add_special_tokens=False).input_ids
    ids.append(tokenizer.eos_token_id)
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, :-1].log_softmax(-1)
    return logits.gather(1, torch.tensor(ids[1:])[:, None]).mean().item()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("exported", type=pathlib.Path)
    arguments.add_argument("--run", type=pathlib.Path)
    given = arguments.parse_args()
    folder = given.exported / "dataset"
    generator = given.exported / "generator"
    checksum = hashlib.sha256((generator / "model.safetensors").read_bytes()).hexdigest()
    tokenizer = transformers.AutoTokenizer.from_pretrained(generator)
    model = transformers.AutoModelForCausalLM.from_pretrained(generator).eval()
    rows = 0
    worst = 0.0
    with tempfile.TemporaryDirectory() as cache:
        for config in datasets.get_dataset_config_names(str(folder)):
            for split, texts in datasets.load_dataset(str(folder), config, cache_dir=cache).items():
                names = [n for n, f in texts.features.items() if isinstance(f, datasets.ClassLabel)]
                assert len(names) == 1, texts.features
                label = texts.features[names[0]]
                fields = list(texts.features)[: list(texts.features).index(names[0])]
                written = [json.loads(line) for line in (folder / config / f"{split}.jsonl").open()]
                assert len(written) == len(texts)
                if given.run:
                    own = given.run / "distilled" / f"dilm-{config}-{split}.jsonl"
                    for line, row in zip(own.open(), written, strict=True):
                        assert all(str(row[k]) == str(v) for k, v in json.loads(line).items()), (own, row)
                for row, loaded in zip(written, texts, strict=True):
                    assert label.int2str(loaded[names[0]]) == row[names[0]]
                    assert all(loaded[k] is not None for k in texts.features)
                    assert all(loaded[k] == v for k, v in row.items() if k != names[0])
                    assert loaded["generator_sha256"] == checksum
                    if "log_probability_per_token" in loaded:
                        here = log_probability(model, tokenizer, loaded, fields, loaded[names[0]])
                        worst = max(worst, abs(here - loaded["log_probability_per_token"]))
                    rows += 1
                print(f"{config} {split}: {len(texts)} rows, labels {label.names}")
        usual = datasets.load_dataset(str(folder), cache_dir=cache)
        print(f"without a config: {sum(map(len, usual.values()))} rows in {len(usual)} splits")
    if given.run:
        assert checksum == hashlib.sha256((given.run / "generator" / "model.safetensors").read_bytes()).hexdigest()
    assert worst < 1e-4, worst
    print(f"{rows} rows agree; log-probabilities differ by at most {worst:.1e}")


if __name__ == "__main__":
    sys.exit(main())

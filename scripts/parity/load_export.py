"""Opens the output of './dilm export RUN --to DIR' with Python's datasets and transformers, and checks it.

    python scripts/parity/load_export.py DIR [--run RUN]

Checks: both cards open with huggingface_hub and have only fields and values of the hub's specification of cards
(datasetcard.md and modelcard.md of its documentation); every config and split loads; labels are ClassLabels with the names of the labels in the files; no field is
null; if the export has --log-probability, the rows have the log-probabilities that this script computes from the generator,
to 1e-4; with --run, the texts are those of the run's own files, and the weights are equal bit for bit. Tried with datasets
5.2.0, transformers 5.23.0, torch 2.15.0, huggingface_hub 2.4.0.
"""

import argparse
import hashlib
import json
import pathlib
import sys
import tempfile

import datasets
import huggingface_hub
import torch
import transformers

MACHINE = {"machine-generated", "found"}
SIZES = {"n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M", "100M<n<1B", "1B<n<10B"}
TASK_IDS = {"multi-class-classification", "multi-input-text-classification"}
METRICS = {"accuracy", "f1"}
# The specification has no field for the metric of a data set. 'metrics' is that of models; the hub keeps other fields.
DATASET_FIELDS = {
    "language": lambda v: all(len(code) in (2, 3) or code in ("code", "multilingual") for code in v),
    "license": lambda v: isinstance(v, str),
    "pretty_name": lambda v: isinstance(v, str),
    "tags": lambda v: all(isinstance(tag, str) for tag in v),
    "annotations_creators": lambda v: set(v) <= MACHINE,
    "language_creators": lambda v: set(v) <= MACHINE,
    "size_categories": lambda v: len(v) == 1 and set(v) <= SIZES,
    "source_datasets": lambda v: all("/" in name or name == "extended|other" for name in v),
    "task_categories": lambda v: v == ["text-classification"],
    "task_ids": lambda v: set(v) <= TASK_IDS,
    "metrics": lambda v: set(v) <= METRICS,
    "configs": lambda v: all(set(c) <= {"config_name", "default", "data_files"} for c in v),
    "dataset_info": lambda v: all(set(c) == {"config_name", "features"} for c in v),
}
MODEL_FIELDS = {
    "language": DATASET_FIELDS["language"],
    "license": DATASET_FIELDS["license"],
    "library_name": lambda v: v == "transformers",
    "pipeline_tag": lambda v: v == "text-generation",
    "tags": DATASET_FIELDS["tags"],
    "datasets": lambda v: all("/" in name for name in v),
    "base_model": lambda v: isinstance(v, str),
}


def check_card(kind, file, fields):
    """Opens a card as huggingface_hub does before an upload; fails at an unknown field or value."""
    metadata = huggingface_hub.metadata_load(file)
    card = kind.load(file)
    assert {k: v for k, v in card.data.to_dict().items() if v is not None} == metadata, file
    assert card.text.strip(), file
    for name, value in metadata.items():
        assert name in fields and fields[name](value), (str(file), name, value)
    return metadata


def log_probability(model, tokenizer, row, texts, label, prompt):
    """Returns the mean over all tokens after the label's, including the end token."""
    ids = []
    if prompt:
        words = prompt["template"].replace("{label}", prompt["labelNames"][label])
        ids = [tokenizer.eos_token_id, *tokenizer(words, add_special_tokens=False).input_ids]
    ids.append(tokenizer.convert_tokens_to_ids(f"<bos_{label}>"))
    begin = len(ids)
    for i, field in enumerate(texts):
        if i > 0:
            ids.append(tokenizer.convert_tokens_to_ids("<sep>"))
        ids += tokenizer(" " + row[field], add_special_tokens=False).input_ids
    ids.append(tokenizer.eos_token_id)
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, begin - 1 : -1].log_softmax(-1)
    return logits.gather(1, torch.tensor(ids[begin:])[:, None]).mean().item()


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("exported", type=pathlib.Path)
    arguments.add_argument("--run", type=pathlib.Path)
    given = arguments.parse_args()
    folder = given.exported / "dataset"
    generator = given.exported / "generator"
    card = check_card(huggingface_hub.DatasetCard, folder / "README.md", DATASET_FIELDS)
    assert all((folder / f["path"]).is_file() for c in card["configs"] for f in c["data_files"])
    check_card(huggingface_hub.ModelCard, generator / "README.md", MODEL_FIELDS)
    print("both cards have fields and values of the hub's specification")
    words = generator / "label_prompt.json"
    prompt = json.loads(words.read_text()) if words.exists() else None
    checksum = hashlib.sha256((generator / "model.safetensors").read_bytes()).hexdigest()
    writers = {checksum}
    before = given.run / "generator-before-matching" / "model.safetensors" if given.run else None
    if before and before.exists():
        writers.add(hashlib.sha256(before.read_bytes()).hexdigest())
    tokenizer = transformers.AutoTokenizer.from_pretrained(generator)
    model = transformers.AutoModelForCausalLM.from_pretrained(generator).eval()
    rows = 0
    worst = 0.0
    with tempfile.TemporaryDirectory() as cache:
        for config in datasets.get_dataset_config_names(str(folder)):
            if config == "real":
                for split, texts in datasets.load_dataset(str(folder), config, cache_dir=cache).items():
                    assert len(texts) == sum(1 for _ in (folder / config / f"{split}.jsonl").open())
                continue
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
                    assert loaded["generator_sha256"] in writers
                    if "log_probability_per_token" in loaded:
                        here = log_probability(model, tokenizer, loaded, fields, loaded[names[0]], prompt)
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

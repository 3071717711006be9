"""Opens with transformers the tokenizers that dilm4j saved with the tokens of labels, and compares the token ids of both.

First:   mvn -pl core test -Dtest=LabelTokensTest   (writes core/target/round-trip-tokenizers/<kind>)
Run as:  python scripts/parity/round_trip_tokenizers.py   (from the repository root)

The ids must be equal for examples, which consist of the label's token, the texts and the end token, and for texts that contain
the names of these tokens. The decoded texts must be equal too. Tried with transformers 5.23.0, tokenizers 0.23.3.
"""

import json
import pathlib
import sys

from transformers import AutoTokenizer

SAVED = pathlib.Path("core/target/round-trip-tokenizers")


def ids_of(tokenizer, row):
    ids = [tokenizer.convert_tokens_to_ids(f"<bos_{row['label']}>")]
    for i, text in enumerate(row["texts"]):
        ids += [tokenizer.convert_tokens_to_ids("<sep>")] if i > 0 else []
        ids += tokenizer(" " + text, add_special_tokens=False).input_ids
    return ids + [tokenizer.eos_token_id]


def check(folder):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    read = json.loads((folder / "read.json").read_text(encoding="utf-8"))
    for row in read["examples"]:
        assert ids_of(tokenizer, row) == row["ids"], (row, ids_of(tokenizer, row))
        for text, written in zip(row["texts"], row["decoded"]):
            ids = tokenizer("<bos_1> " + text, add_special_tokens=False).input_ids
            assert tokenizer.decode(ids, skip_special_tokens=True) == written, (text, written)
    for row in read["texts"]:
        ids = tokenizer(row["text"], add_special_tokens=False).input_ids
        assert ids == row["ids"], (row, ids)
    assert tokenizer.pad_token == "<pad>"
    special = {token.content: token.special for token in tokenizer.added_tokens_decoder.values()}
    assert special["<bos_0>"] and special["<pad>"] and not special["<sep>"]
    print(f"{folder.name}: {type(tokenizer).__name__}, {len(tokenizer)} tokens, equal ids")


folders = sorted(folder for folder in SAVED.glob("*") if folder.is_dir())
if not folders:
    sys.exit(f"{SAVED} is empty: run LabelTokensTest first")
for each in folders:
    check(each)

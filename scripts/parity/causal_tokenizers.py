"""Makes core/src/test/resources/tokenize/<kind>: small tokenizers like those of causal models, and what they read.

Run as: python scripts/parity/causal_tokenizers.py   (from the repository root; nothing is downloaded)
Made with Python 3.11, tokenizers 0.23.3. Kinds: llama2 (BPE with byte fallback, spaces as U+2581), llama3 and qwen2
(byte-level BPE after a regular expression).
"""

import json
import pathlib

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

RESOURCES = pathlib.Path("core/src/test/resources/tokenize")
TEXTS = ["a warm and funny film of rare charm", "the plot isn't dull", "it's 2024 , not 19", "we'll see the film"] * 3
READ = TEXTS[:4] + ["It'S  over", "café ☃ 12345", " leading", "two\n\nlines\t!", "", "a<|end|>b"]
WORDS = {
    "llama3": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
    "qwen2": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+",
}


def byte_level(words):
    made = Tokenizer(models.BPE())
    split = pre_tokenizers.Split(Regex(words), behavior="isolated")
    made.pre_tokenizer = pre_tokenizers.Sequence([split, pre_tokenizers.ByteLevel(False, use_regex=False)])
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(TEXTS, trainers.BpeTrainer(vocab_size=290, initial_alphabet=alphabet, show_progress=False))
    return made


def metaspace():
    made = Tokenizer(models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    made.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    specials = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    trainer = trainers.BpeTrainer(vocab_size=310, special_tokens=specials, show_progress=False)
    made.train_from_iterator(TEXTS, trainer)
    state = json.loads(made.to_str())  # byte tokens are ordinary ones
    state["added_tokens"] = state["added_tokens"][:3]
    made = Tokenizer.from_str(json.dumps(state))
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    made.decoder = decoders.Sequence(steps)
    return made


for kind in ("llama2", "llama3", "qwen2"):
    tokenizer = metaspace() if kind == "llama2" else byte_level(WORDS[kind])
    tokenizer.add_special_tokens([AddedToken("<|end|>", special=True, normalized=False)])
    folder = RESOURCES / kind
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({"eos_token": "<|end|>"}) + "\n")
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in READ]
    decoded = [tokenizer.decode(row) for row in ids]
    (folder / "expected.json").write_text(json.dumps({"texts": READ, "ids": ids, "decoded": decoded}) + "\n")

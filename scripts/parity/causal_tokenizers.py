"""Makes core/src/test/resources/tokenize/<kind>: small tokenizers like those of causal models, and their token ids.

Run as: python scripts/parity/causal_tokenizers.py   (from the repository root; nothing is downloaded)
Made with Python 3.11, tokenizers 0.23.3, transformers 5.23.0. Kinds: llama2 and gemma (BPE with byte fallback, spaces as
U+2581, with and without one before the text), llama3 and qwen2 (byte-level BPE after a regular expression), gpt_neox (with
runs of spaces as added tokens) and opt (whose template puts </s> first). The folders name the class of transformers for
such files. It must give the same ids, except for LlamaTokenizer, which does not read its rules from tokenizer.json.
"""

import json
import pathlib

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import AutoTokenizer
from transformers.utils import logging

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
    state = json.loads(made.to_str())  # byte tokens are ordinary tokens
    state["added_tokens"] = state["added_tokens"][:3]
    made = Tokenizer.from_str(json.dumps(state))
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    made.decoder = decoders.Sequence(steps)
    return made


def gemma():
    made = metaspace()
    made.normalizer = normalizers.Replace(" ", "▁")
    made.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    made.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    return made


def plain_byte_level():
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(TEXTS, trainers.BpeTrainer(vocab_size=290, initial_alphabet=alphabet, show_progress=False))
    return made


def gpt_neox():
    made = plain_byte_level()
    made.normalizer = normalizers.NFC()
    made.add_tokens([AddedToken(" " * width, normalized=True) for width in (4, 3, 2)])
    return made


def opt():
    made = plain_byte_level()
    made.add_special_tokens([AddedToken("</s>", special=True, normalized=False)])
    first = ("</s>", made.token_to_id("</s>"))
    made.post_processor = processors.TemplateProcessing(
        single="</s> $A", pair="</s> $A </s> $B:1", special_tokens=[first]
    )
    return made


KINDS = {
    "llama2": (metaspace, "LlamaTokenizer"),  # has its own rules for spaces
    "gemma": (gemma, "GemmaTokenizer"),
    "llama3": (lambda: byte_level(WORDS["llama3"]), "PreTrainedTokenizerFast"),
    "qwen2": (lambda: byte_level(WORDS["qwen2"]), "Qwen2Tokenizer"),
    "gpt_neox": (gpt_neox, "GPTNeoXTokenizer"),
    "opt": (opt, "GPT2Tokenizer"),
}

logging.set_verbosity_error()
for kind, (make, its_class) in KINDS.items():
    tokenizer = make()
    tokenizer.add_special_tokens([AddedToken("<|end|>", special=True, normalized=False)])
    folder = RESOURCES / kind
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    config = {"eos_token": "<|end|>", "tokenizer_class": its_class}
    (folder / "tokenizer_config.json").write_text(json.dumps(config) + "\n")
    ids = [tokenizer.encode(text, add_special_tokens=False).ids for text in READ]
    decoded = [tokenizer.decode(row) for row in ids]
    (folder / "expected.json").write_text(json.dumps({"texts": READ, "ids": ids, "decoded": decoded}) + "\n")
    opened = AutoTokenizer.from_pretrained(folder)
    there = [opened(text, add_special_tokens=False).input_ids for text in READ]
    assert there == ids or its_class == "LlamaTokenizer", kind

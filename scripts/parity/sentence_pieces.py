"""Makes core/src/test/resources/tokenize/<family>-spm: small SentencePiece models, and their token ids in transformers.

Run as: python scripts/parity/sentence_pieces.py   (from the repository root; nothing is downloaded)
Made with Python 3.11, sentencepiece 0.2.3, transformers 5.23.0, tokenizers 0.23.3, protobuf 7.36.0. The expected ids are
those of the tokenizer that transformers' converters make from the model file. The hub's tokenizer.json files were made in
the same way; those of ALBERT and XLNet split texts at white space first, as their classes in transformers 5 do.
"""

import json
import pathlib
import tempfile
import types

import sentencepiece
from tokenizers import AddedToken, pre_tokenizers
from tiny_tokenizers import TEXTS, corpus
from transformers import convert_slow_tokenizer as converters

RESOURCES = pathlib.Path("core/src/test/resources/tokenize")
MORE = [["it''s ``balo'' 1,000, 12,"], ["LOMI  kera", "a [MASK] b <mask> c"], [""], ["ﬁ Ⅷ lomi"]]
RULES = "\n".join(["FB01\t66 69", "2167\t56", "41\t61"])  # ligature fi, roman eight, A to a
FAMILIES = {
    "albert": ("spiece.model", converters.AlbertConverter, dict(pad_id=0, unk_id=1, bos_id=-1, eos_id=-1), ["[CLS]", "[SEP]", "[MASK]"]),
    "deberta-v2": (
        "spm.model",
        converters.DebertaV2Converter,
        dict(pad_id=0, bos_id=1, eos_id=2, unk_id=3, pad_piece="[PAD]", bos_piece="[CLS]", eos_piece="[SEP]", unk_piece="[UNK]"),
        [],
    ),
    "xlm-roberta": ("sentencepiece.bpe.model", converters.XLMRobertaConverter, {}, []),
    "xlnet": ("spiece.model", converters.XLNetConverter, {}, ["<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"]),
}
OPTIONS = {"albert": dict(do_lower_case=True), "deberta-v2": dict(split_by_punct=True)}


def make(family):
    name, converter, ids, controls = FAMILIES[family]
    options = dict(do_lower_case=False, keep_accents=False, split_by_punct=False) | OPTIONS.get(family, {})
    folder = RESOURCES / f"{family}-spm"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        rules = pathlib.Path(scratch, "rules.tsv")
        rules.write_text(RULES + "\n", encoding="utf-8")
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(corpus()),
            model_prefix=f"{scratch}/made",
            vocab_size=110,
            model_type="unigram",
            control_symbols=controls,
            user_defined_symbols=["<tight>"],
            normalization_rule_tsv=str(rules),
            minloglevel=2,
            **ids,
        )
        (folder / name).write_bytes(pathlib.Path(scratch, "made.model").read_bytes())
    (folder / "config.json").write_text(json.dumps({"model_type": family}) + "\n")
    (folder / "tokenizer_config.json").write_text(json.dumps(OPTIONS.get(family, {})) + "\n")

    model = sentencepiece.SentencePieceProcessor(model_file=str(folder / name))
    shift = 1 if family == "xlm-roberta" else 0
    own = {"<s>": 0, "</s>": 2} if shift else {}
    slow = types.SimpleNamespace(
        vocab_file=str(folder / name),
        add_prefix_space=True,
        convert_tokens_to_ids=lambda token: own.get(token, model.piece_to_id(token)),
        **options,
    )
    fast = converter(slow).converted()
    if family in ("albert", "xlnet"):
        fast.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), fast.pre_tokenizer])
    mask = "[MASK]" if family in ("albert", "deberta-v2") else "<mask>"
    fast.add_special_tokens([AddedToken(mask, lstrip=family != "deberta-v2", normalized=False)])
    rows = TEXTS + MORE + [[f"va {mask} lomi", "ba<tight>ke"]]
    read = [fast.encode(*row) for row in rows]
    expected = {"texts": rows, "ids": [each.ids for each in read], "types": [each.type_ids for each in read]}
    (folder / "expected.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n", encoding="utf-8")


for each in FAMILIES:
    make(each)

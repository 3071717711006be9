"""Makes core/src/test/resources/<architecture>: tiny random classifiers and the results of transformers for them.

Run as: python scripts/parity/encoder_fixtures.py [architecture ...]   (from the repository root; all without a name)
Made with Python 3.11, torch 2.15.0, transformers 5.23.0, tokenizers 0.23.3, safetensors 0.8.0; CPU, no dropout. Weights are
float32; the expected values are computed in float64 (ModernBERT keeps rotary embeddings and attention weights in float32) and
rounded.

A folder holds a model folder as transformers saves it, with the tokenizer of the texts of inputs.json, and
expected.safetensors: hidden [rows, longest, hidden] (tokens from column 0 on, zeros after them; computed with the padding on
either side), logits, losses of the rows, and the gradient of the mean loss by every parameter. The same seed gives the
same files.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import (
    AlbertConfig,
    AutoModelForSequenceClassification,
    BertConfig,
    DebertaV2Config,
    DistilBertConfig,
    ElectraConfig,
    GPT2Config,
    LlamaConfig,
    ModernBertConfig,
    RobertaConfig,
    XLMRobertaConfig,
    XLNetConfig,
)

import tiny_tokenizers as tokenizers

RESOURCES = pathlib.Path("core/src/test/resources")
LABELS = 3
MAX_TOKENS = 24  # the last two texts are cut to this length

SIZES = dict(
    hidden_size=12,
    num_hidden_layers=2,
    num_attention_heads=3,
    intermediate_size=20,
    max_position_embeddings=MAX_TOKENS,
    initializer_range=0.25,
)


def modernbert(size, **more):
    sizes = {key: value for key, value in SIZES.items() if key != "num_hidden_layers"}
    return ModernBertConfig(
        **sizes,
        vocab_size=size,
        num_hidden_layers=4,
        local_attention=6,
        bos_token_id=None,
        eos_token_id=None,
        cls_token_id=None,
        sep_token_id=None,
        **more,
    )


class Case:
    """A tokenizer, a config for its size, and how the architecture handles padding.

    A token has the same state with the padding on either side, so the expected states are computed with the padding on the
    side that the head does not use. summary_left: the head needs the padding on the left; counts_columns: positions are
    column numbers unless they are given.
    """

    def __init__(self, tokenizer, config, summary_left=False, counts_columns=False, gives_types=True):
        self.tokenizer, self.config = tokenizer, config
        self.summary_left, self.counts_columns, self.gives_types = summary_left, counts_columns, gives_types


CASES = {
    "bert-long": Case(
        tokenizers.word_piece,
        lambda size: BertConfig(**SIZES | dict(num_hidden_layers=3), vocab_size=size, type_vocab_size=3),
        counts_columns=True,
    ),
    "roberta": Case(
        tokenizers.byte_level,
        lambda size: RobertaConfig(
            **SIZES | dict(max_position_embeddings=MAX_TOKENS + 2, type_vocab_size=1, layer_norm_eps=1e-5),
            vocab_size=size,
        ),
    ),
    "xlm-roberta": Case(
        tokenizers.xlm_roberta,
        lambda size: XLMRobertaConfig(
            **SIZES | dict(max_position_embeddings=MAX_TOKENS + 2, num_hidden_layers=3, layer_norm_eps=1e-5),
            vocab_size=size,
            type_vocab_size=2,
            hidden_act="gelu_new",
        ),
    ),
    "distilbert": Case(
        tokenizers.word_piece,
        lambda size: DistilBertConfig(
            vocab_size=size,
            dim=12,
            n_layers=3,
            n_heads=3,
            hidden_dim=20,
            max_position_embeddings=MAX_TOKENS,
            initializer_range=0.25,
        ),
        counts_columns=True,
        gives_types=False,
    ),
    "electra": Case(
        tokenizers.word_piece,
        lambda size: ElectraConfig(**SIZES, vocab_size=size, embedding_size=7),
        counts_columns=True,
    ),
    "albert": Case(
        tokenizers.albert,
        lambda size: AlbertConfig(
            **SIZES | dict(num_hidden_layers=3),
            vocab_size=size,
            embedding_size=7,
            num_hidden_groups=2,
            inner_group_num=2,
        ),
        counts_columns=True,
    ),
    "xlnet": Case(
        tokenizers.xlnet,
        lambda size: XLNetConfig(
            vocab_size=size, d_model=12, n_layer=2, n_head=3, d_inner=20, initializer_range=0.25, use_mems_eval=False
        ),
        summary_left=True,
    ),
    "deberta-v3": Case(
        tokenizers.deberta,
        lambda size: DebertaV2Config(
            **SIZES,
            vocab_size=size,
            relative_attention=True,
            position_buckets=6,
            norm_rel_ebd="layer_norm",
            share_att_key=True,
            pos_att_type="p2c|c2p",
            position_biased_input=False,
            pooler_dropout=0,
            pooler_hidden_act="gelu",
        ),
    ),
    "deberta-v2": Case(
        tokenizers.deberta,
        lambda size: DebertaV2Config(
            **SIZES,
            vocab_size=size,
            relative_attention=True,
            max_relative_positions=10,
            pos_att_type=["c2p", "p2c"],
            type_vocab_size=2,
            pooler_hidden_act="tanh",
            conv_kernel_size=3,
            conv_groups=2,
            conv_act="gelu",
        ),
        counts_columns=True,
    ),
    "modernbert": Case(tokenizers.modernbert, modernbert, gives_types=False),
    "modernbert-mean": Case(
        tokenizers.modernbert,
        lambda size: modernbert(
            size,
            classifier_pooling="mean",
            classifier_activation="silu",
            layer_types=["sliding_attention", "full_attention", "full_attention", "sliding_attention"],
        ),
        gives_types=False,
    ),
    "llama-classifier": Case(
        tokenizers.byte_level,
        lambda size: LlamaConfig(**SIZES, vocab_size=size, num_key_value_heads=1),
        counts_columns=True,
        gives_types=False,
    ),
    "gpt2-classifier": Case(
        tokenizers.byte_level,
        lambda size: GPT2Config(
            vocab_size=size,
            n_embd=12,
            n_layer=2,
            n_head=3,
            n_inner=20,
            n_positions=MAX_TOKENS,
            initializer_range=0.25,
            bos_token_id=0,
            eos_token_id=2,
        ),
        counts_columns=True,
        gives_types=False,
    ),
}


def randomise(model):
    """Randomises biases and normalisation too, since values of 0 and 1 could hide errors."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                parameter.add_(torch.randn_like(parameter) * 0.2)
            elif "embedding" in name:
                parameter.copy_(torch.randn_like(parameter) * 0.4)  # includes the padding's row


def padded(rows, fill, left):
    longest = max(map(len, rows))
    padding = [[fill] * (longest - len(row)) for row in rows]
    return torch.tensor([p + row if left else row + p for row, p in zip(rows, padding)])


def batch(ids, types, pad_id, left, case):
    inputs = dict(
        input_ids=padded(ids, pad_id, left), attention_mask=padded([[1] * len(row) for row in ids], 0, left)
    )
    if left and case.counts_columns:
        inputs["position_ids"] = padded([list(range(len(row))) for row in ids], 0, left)
    return inputs | (dict(token_type_ids=padded(types, 0, left)) if case.gives_types else {})


def token_states(states, ids, left):
    """Moves the tokens of every row to its beginning, followed by zeros [rows, longest, hidden]."""
    moved = torch.zeros_like(states)
    for row, tokens in enumerate(ids):
        count = len(tokens)
        moved[row, :count] = states[row, -count:] if left else states[row, :count]
    return moved


def make(name, case):
    folder = RESOURCES / name
    tokenizer = case.tokenizer()
    tokenizer.save_pretrained(folder)
    encoded = [tokenizer(*texts, truncation="longest_first", max_length=MAX_TOKENS) for texts in tokenizers.TEXTS]
    ids = [each["input_ids"] for each in encoded]
    types = [each.encodings[0].type_ids for each in encoded]
    labels = [2 * row % LABELS for row in range(len(ids))]

    torch.manual_seed(sum(map(ord, name)))
    config = case.config(len(tokenizer))
    config.num_labels = LABELS
    config.pad_token_id = tokenizer.pad_token_id
    model = AutoModelForSequenceClassification.from_config(config).eval()
    randomise(model)
    model.save_pretrained(folder)
    model = model.double()  # so that the expected values have no rounding errors

    def inputs_of(left):
        return batch(ids, types, config.pad_token_id, left, case)

    def states_of(left):
        return token_states(model.base_model(**inputs_of(left)).last_hidden_state, ids, left)

    out = model(**inputs_of(case.summary_left))
    hidden = states_of(not case.summary_left)
    assert (hidden - states_of(case.summary_left)).abs().max() < 1e-6, name
    losses = torch.nn.functional.cross_entropy(out.logits, torch.tensor(labels), reduction="none")
    losses.mean().backward()
    expected = {"hidden": hidden, "logits": out.logits, "losses": losses}
    for parameter_name, parameter in model.named_parameters():
        used = parameter.grad is not None
        expected["gradient." + parameter_name] = parameter.grad if used else torch.zeros_like(parameter)
    save_file({k: v.detach().float().contiguous() for k, v in expected.items()}, folder / "expected.safetensors")
    inputs = {"texts": tokenizers.TEXTS, "maxTokens": MAX_TOKENS, "ids": ids, "types": types, "labels": labels}
    (folder / "inputs.json").write_text(json.dumps(inputs, ensure_ascii=False) + "\n", encoding="utf-8")
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{name}: {len(tokenizer)} tokens, rows of {[len(row) for row in ids]}, {size / 1000:.0f} kB")


for name in sys.argv[1:] or CASES:
    make(name, CASES[name])

"""Makes core/src/test/resources/<architecture>: tiny random causal models and the results of transformers for them.

Run as: python scripts/parity/causal_fixtures.py [architecture ...]   (from the repository root; all without a name)
Made with Python 3.11, torch 2.15.0, transformers 5.23.0, safetensors 0.8.0; CPU, no dropout, eager attention, float32.

A folder holds a model folder as transformers saves it; inputs.json with rows of token ids (not padded), the prompts and
their greedy continuations; and expected.safetensors: hidden and logits of the rows, concatenated [tokens, ...], from one
batch padded on the left (padding on the right gives the same to 1e-5), the mean loss of their next tokens, and its
gradient by every parameter.
"""

import json
import pathlib
import sys

import torch
from safetensors.torch import save_file
from transformers import (
    AutoModelForCausalLM,
    Gemma2Config,
    Gemma3TextConfig,
    GemmaConfig,
    GPT2Config,
    GPTNeoXConfig,
    LlamaConfig,
    MistralConfig,
    OPTConfig,
    Qwen2Config,
    Qwen3Config,
)

RESOURCES = pathlib.Path("core/src/test/resources")
VOCABULARY = 37
LONGEST = 48
NEW_TOKENS = 20

COMMON = dict(vocab_size=VOCABULARY, bos_token_id=1, eos_token_id=2, pad_token_id=0, initializer_range=0.3)
SIZES = COMMON | dict(
    hidden_size=18,
    num_hidden_layers=2,
    num_attention_heads=6,
    num_key_value_heads=2,
    head_dim=4,
    intermediate_size=14,
    max_position_embeddings=LONGEST,
)
LLAMA3 = dict(
    rope_type="llama3",
    rope_theta=500.0,
    factor=8.0,
    low_freq_factor=1.0,
    high_freq_factor=4.0,
    original_max_position_embeddings=24,
)
YARN = dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=12)
FULL, SLIDING = "full_attention", "sliding_attention"
STORED = {"gpt_neox": {"lm_head.weight": "embed_out.weight"}}  # parameters with other names in files

CASES = {
    "llama": lambda: LlamaConfig(
        **SIZES | dict(num_attention_heads=3, num_key_value_heads=3, head_dim=6), tie_word_embeddings=False
    ),
    "llama3": lambda: LlamaConfig(**SIZES, rope_parameters=LLAMA3, attention_bias=True, tie_word_embeddings=True),
    "llama-linear": lambda: LlamaConfig(
        **SIZES,
        rope_parameters=dict(rope_type="linear", rope_theta=10000.0, factor=3.0),
        mlp_bias=True,
        tie_word_embeddings=False,
    ),
    "llama-yarn": lambda: LlamaConfig(
        **SIZES | dict(head_dim=8),
        rope_parameters=YARN | dict(beta_fast=4.0, beta_slow=0.5, truncate=False, mscale=1.0, mscale_all_dim=0.5),
    ),
    "llama-dynamic": lambda: LlamaConfig(
        **SIZES, rope_parameters=dict(rope_type="dynamic", rope_theta=10000.0, factor=2.0)
    ),
    "mistral": lambda: MistralConfig(**SIZES, sliding_window=LONGEST, tie_word_embeddings=False),
    "mistral-window": lambda: MistralConfig(**SIZES, sliding_window=7, tie_word_embeddings=False),
    "qwen2": lambda: Qwen2Config(
        **{k: v for k, v in SIZES.items() if k != "head_dim"} | dict(hidden_size=24), tie_word_embeddings=True
    ),
    "qwen2-yarn": lambda: Qwen2Config(
        **{k: v for k, v in SIZES.items() if k != "head_dim"}
        | dict(hidden_size=24, num_attention_heads=3, num_key_value_heads=1),
        rope_parameters=YARN,
        use_sliding_window=True,
        max_window_layers=1,
        sliding_window=9,
    ),
    "qwen3": lambda: Qwen3Config(**SIZES, tie_word_embeddings=False),
    "gemma": lambda: GemmaConfig(**SIZES, tie_word_embeddings=True),
    "gemma2": lambda: Gemma2Config(
        **SIZES,
        sliding_window=6,
        query_pre_attn_scalar=9,
        attn_logit_softcapping=2.0,
        final_logit_softcapping=3.0,
    ),
    "gemma3": lambda: Gemma3TextConfig(
        **SIZES | dict(num_hidden_layers=3),
        sliding_window=5,
        layer_types=[SLIDING, FULL, SLIDING],
        query_pre_attn_scalar=5,
        rope_parameters={
            FULL: dict(rope_type="linear", rope_theta=1000000.0, factor=8.0),
            SLIDING: dict(rope_type="default", rope_theta=10000.0),
        },
    ),
    "gpt2-odd": lambda: GPT2Config(
        vocab_size=VOCABULARY,
        n_embd=15,
        n_layer=2,
        n_head=3,
        n_inner=22,
        n_positions=LONGEST,
        initializer_range=0.3,
        bos_token_id=1,
        eos_token_id=2,
    ),
    "gpt_neox": lambda: GPTNeoXConfig(
        **{k: v for k, v in SIZES.items() if k not in ("head_dim", "num_key_value_heads")}
        | dict(hidden_size=24, num_attention_heads=3),
        rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.25),
        use_parallel_residual=True,
        tie_word_embeddings=False,
    ),
    "gpt_neox-serial": lambda: GPTNeoXConfig(
        **{k: v for k, v in SIZES.items() if k not in ("head_dim", "num_key_value_heads")}
        | dict(hidden_size=24, num_attention_heads=3),
        rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.5),
        use_parallel_residual=False,
        tie_word_embeddings=False,
    ),
    "opt": lambda: OPTConfig(
        vocab_size=VOCABULARY,
        hidden_size=15,
        num_hidden_layers=2,
        num_attention_heads=3,
        ffn_dim=14,
        word_embed_proj_dim=15,
        max_position_embeddings=LONGEST,
        init_std=0.3,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    ),
    "opt-350m": lambda: OPTConfig(
        vocab_size=VOCABULARY,
        hidden_size=15,
        num_hidden_layers=2,
        num_attention_heads=3,
        ffn_dim=14,
        word_embed_proj_dim=9,
        do_layer_norm_before=False,
        max_position_embeddings=LONGEST,
        init_std=0.3,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    ),
}


def rows():
    draw = torch.Generator().manual_seed(11)
    return [torch.randint(3, VOCABULARY, (n,), generator=draw).tolist() for n in (5, 1, LONGEST, 17)]


def padded(rows, fill, left):
    longest = max(map(len, rows))
    padding = [[fill] * (longest - len(row)) for row in rows]
    return torch.tensor([p + row if left else row + p for row, p in zip(rows, padding)])


def read(model, rows, left):
    """Returns hidden states and logits of the tokens [tokens, ...], and the mean loss of the next tokens."""
    ids = padded(rows, 0, left)
    mask = padded([[1] * len(row) for row in rows], 0, left)
    places = padded([list(range(len(row))) for row in rows], 0, left)
    out = model(ids, attention_mask=mask, position_ids=places, output_hidden_states=True)
    labels = ids.masked_fill(mask == 0, -100)
    for label, row in zip(labels, rows):
        label[-len(row) if left else 0] = -100  # no token predicts a row's first token
    loss = torch.nn.functional.cross_entropy(out.logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten())
    return out.hidden_states[-1][mask.bool()], out.logits[mask.bool()], loss


def greedy(model, prompt):
    """Returns the likeliest tokens, and reads the whole text again for each of them."""
    ids = list(prompt)
    for _ in range(NEW_TOKENS):
        ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
    return ids[len(prompt) :]


def make(name):
    torch.manual_seed(7)
    model = AutoModelForCausalLM.from_config(CASES[name](), attn_implementation="eager").eval()
    with torch.no_grad():
        for key, weight in model.named_parameters():  # moves biases and norms away from 0 and 1
            if weight.dim() == 1:
                weight.add_(0.2 * torch.randn(weight.shape))
    texts = rows()
    hidden, logits, loss = read(model, texts, left=True)
    loss.backward()
    for here, there in zip((hidden, logits, loss), read(model, texts, left=False)):
        assert (here - there).abs().max() < 1e-5 * there.abs().max(), name
    expected = {"hidden": hidden, "logits": logits, "loss": loss.reshape(1)}
    stored = STORED.get(model.config.model_type, {})
    expected |= {"gradient." + stored.get(key, key): weight.grad for key, weight in model.named_parameters()}
    with torch.no_grad():
        prompts = [texts[0], texts[1], texts[3]]
        continuations = [greedy(model, prompt) for prompt in prompts]
    folder = RESOURCES / name
    folder.mkdir(exist_ok=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    save_file({k: v.detach().clone().contiguous() for k, v in expected.items()}, folder / "expected.safetensors")
    inputs = {"ids": texts, "prompts": prompts, "continuations": continuations}
    (folder / "inputs.json").write_text(json.dumps(inputs) + "\n")


for case in sys.argv[1:] or CASES:
    make(case)

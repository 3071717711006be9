"""Makes core/src/test/resources/published.json: configs of published model sizes, and the number of parameters of each
in transformers, with two labels for a classifier. No weights are made.

Run as: python scripts/parity/published_sizes.py   (from the repository root; nothing is downloaded)
Made with Python 3.11, torch 2.15.0, transformers 5.23.0.
"""

import json
import pathlib

import torch
from transformers import (
    AlbertConfig,
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    BertConfig,
    DebertaV2Config,
    DistilBertConfig,
    ElectraConfig,
    Gemma2Config,
    Gemma3TextConfig,
    GemmaConfig,
    GPT2Config,
    GPTNeoXConfig,
    LlamaConfig,
    MistralConfig,
    ModernBertConfig,
    OPTConfig,
    Qwen2Config,
    Qwen3Config,
    RobertaConfig,
    XLMRobertaConfig,
    XLNetConfig,
)

TARGET = pathlib.Path("core/src/test/resources/published.json")


def bert(width, layers, heads, **more):
    sizes = dict(hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads, intermediate_size=4 * width)
    return sizes | more


def llama(width, layers, heads, key_value_heads, inner, **more):
    sizes = dict(hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads)
    return sizes | dict(num_key_value_heads=key_value_heads, intermediate_size=inner) | more


ROBERTA = dict(max_position_embeddings=514, type_vocab_size=1, layer_norm_eps=1e-5)
DEBERTA = dict(
    vocab_size=128100,
    relative_attention=True,
    position_buckets=256,
    norm_rel_ebd="layer_norm",
    share_att_key=True,
    pos_att_type="p2c|c2p",
    max_relative_positions=-1,
    position_biased_input=False,
    type_vocab_size=0,
    layer_norm_eps=1e-7,
)

CLASSIFIERS = {
    "bert-base-uncased": BertConfig(**bert(768, 12, 12)),
    "bert-large-uncased": BertConfig(**bert(1024, 24, 16)),
    "distilbert-base-uncased": DistilBertConfig(),
    "roberta-base": RobertaConfig(**bert(768, 12, 12, vocab_size=50265) | ROBERTA),
    "roberta-large": RobertaConfig(**bert(1024, 24, 16, vocab_size=50265) | ROBERTA),
    "xlm-roberta-large": XLMRobertaConfig(**bert(1024, 24, 16, vocab_size=250002) | ROBERTA),
    "electra-large-discriminator": ElectraConfig(**bert(1024, 24, 16, embedding_size=1024)),
    "albert-xxlarge-v2": AlbertConfig(
        hidden_size=4096, embedding_size=128, num_attention_heads=64, intermediate_size=16384, hidden_act="gelu"
    ),
    "deberta-v3-base": DebertaV2Config(**bert(768, 12, 12) | DEBERTA),
    "deberta-v3-large": DebertaV2Config(**bert(1024, 24, 16) | DEBERTA),
    "deberta-v2-xlarge": DebertaV2Config(**bert(1536, 24, 24) | DEBERTA, conv_kernel_size=3, conv_act="gelu"),
    "xlnet-base-cased": XLNetConfig(d_model=768, n_layer=12, n_head=12, d_inner=3072),
    "xlnet-large-cased": XLNetConfig(),
    "ModernBERT-base": ModernBertConfig(),
    "ModernBERT-large": ModernBertConfig(**llama(1024, 28, 16, None, 2624)),
}
MODELS = {
    "distilgpt2": GPT2Config(n_layer=6),
    "gpt2": GPT2Config(),
    "gpt2-xl": GPT2Config(n_embd=1600, n_layer=48, n_head=25),
    "pythia-160m": GPTNeoXConfig(**bert(768, 12, 12, vocab_size=50304)),
    "pythia-12b": GPTNeoXConfig(**bert(5120, 36, 40, vocab_size=50688)),
    "opt-350m": OPTConfig(
        hidden_size=1024,
        num_hidden_layers=24,
        num_attention_heads=16,
        ffn_dim=4096,
        word_embed_proj_dim=512,
        do_layer_norm_before=False,
    ),
    "opt-6.7b": OPTConfig(
        hidden_size=4096, num_hidden_layers=32, num_attention_heads=32, ffn_dim=16384, word_embed_proj_dim=4096
    ),
    "Llama-2-7b": LlamaConfig(),
    "Meta-Llama-3-8B": LlamaConfig(**llama(4096, 32, 32, 8, 14336, vocab_size=128256)),
    "SmolLM-135M": LlamaConfig(**llama(576, 30, 9, 3, 1536, vocab_size=49152, tie_word_embeddings=True)),
    "Mistral-7B": MistralConfig(),
    "Qwen2-0.5B": Qwen2Config(
        **llama(896, 24, 14, 2, 4864, vocab_size=151936, eos_token_id=151643, tie_word_embeddings=True)
    ),
    "Qwen2-7B": Qwen2Config(**llama(3584, 28, 28, 4, 18944, vocab_size=152064, eos_token_id=151643)),
    "Qwen3-0.6B": Qwen3Config(
        **llama(1024, 28, 16, 8, 3072, vocab_size=151936, eos_token_id=151645, head_dim=128, tie_word_embeddings=True)
    ),
    "gemma-2b": GemmaConfig(**llama(2048, 18, 8, 1, 16384, vocab_size=256000, head_dim=256)),
    "gemma-2-9b": Gemma2Config(**llama(3584, 42, 16, 8, 14336, vocab_size=256000, head_dim=256)),
    "gemma-3-1b": Gemma3TextConfig(**llama(1152, 26, 4, 1, 6912, vocab_size=262144, head_dim=256)),
}


def parameters(factory, config):
    with torch.device("meta"):
        return sum(weight.numel() for weight in factory.from_config(config).parameters())


made = {}
for name, config in (CLASSIFIERS | MODELS).items():
    classifies = name in CLASSIFIERS
    config.num_labels = 2
    count = parameters(AutoModelForSequenceClassification if classifies else AutoModelForCausalLM, config)
    made[name] = {"classifies": classifies, "parameters": count, "config": json.loads(config.to_json_string())}
    print(f"{name}: {count:,}")
TARGET.write_text(json.dumps(made, indent=1) + "\n")

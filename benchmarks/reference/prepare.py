"""Makes a work folder once: weights and texts that both sides then read. See workload.py for what it holds.

    python prepare.py --size small --train train.tsv --dev dev.tsv --out WORK [--learner FOLDER] [--generator FOLDER]
"""

import argparse
import random
from pathlib import Path

import numpy as np
import torch
import transformers
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers.decoders import ByteLevel as ByteLevelDecoder
from transformers import (
    AutoModelForCausalLM,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    BertConfig,
    BertForSequenceClassification,
    GPT2Config,
    GPT2LMHeadModel,
    PreTrainedTokenizerFast,
)

from workload import (
    GENERATOR_SHAPES,
    GENERATOR_TRAINING_STEPS,
    LABELS,
    LEARNER_SHAPES,
    MATCHED_LABEL,
    PLANS,
    Plan,
    Shape,
    plan_of,
    read_texts,
    write_texts,
)

DROPOUT = 0.1
DEVIATION = 0.1
END = "<|endoftext|>"
LEARNT_VOCABULARY = 8000  # larger ones are not learnt from the texts: the embeddings only have the size


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--size", required=True, choices=sorted(PLANS))
    arguments.add_argument("--train", required=True, type=Path)
    arguments.add_argument("--dev", required=True, type=Path)
    arguments.add_argument("--out", required=True, type=Path)
    arguments.add_argument("--learner", type=Path, help="a BERT folder; needed for the sizes minilm and smollm2")
    arguments.add_argument("--generator", type=Path, help="a causal model's folder; needed for the size smollm2")
    given = arguments.parse_args()
    if given.size not in LEARNER_SHAPES and given.learner is None:
        arguments.error(f"the size {given.size} needs --learner, a Hugging Face folder with a BERT")
    if given.size not in GENERATOR_SHAPES and given.generator is None:
        arguments.error(f"the size {given.size} needs --generator, a Hugging Face folder with a causal model")
    given.out.mkdir(parents=True, exist_ok=True)
    transformers.logging.disable_progress_bar()
    torch.manual_seed(1)
    random.seed(1)

    train = read_texts(given.train)
    random.shuffle(train)
    dev = read_texts(given.dev)
    plan = plan_of(given.size, embed_texts=min(PLANS[given.size].embed_texts, len(train)))
    write_splits(plan, train, dev, given.out)
    texts = [text for text, _ in train]
    if given.size in LEARNER_SHAPES:
        write_new_learner(LEARNER_SHAPES[given.size], texts, given.out)
    else:
        write_given_learner(given.learner, given.out)
    if given.size in GENERATOR_SHAPES:
        write_new_generator(GENERATOR_SHAPES[given.size], train, plan, given.out)
    else:
        write_given_generator(given.generator, given.out)
    write_points(plan, given.out)
    plan.write(given.out)


def write_splits(plan: Plan, train: list, dev: list, out: Path) -> None:
    by_label = [[row for row in train if row[1] == label] for label in range(LABELS)]
    wanted = plan.real_per_label * plan.repsets
    real = [row for rows in by_label for row in (rows * (1 + wanted // len(rows)))[:wanted]]
    write_texts(out / "real.tsv", real)
    write_texts(out / "synthetic.tsv", by_label[MATCHED_LABEL][-plan.synthetic_per_label :])
    write_texts(out / "train.tsv", train[: max(plan.embed_texts, 20 * plan.learner_batch)])
    share = plan.distilled_texts // LABELS
    write_texts(out / "distilled.tsv", [row for rows in by_label for row in rows[-2 * share : -share]])
    write_texts(out / "dev.tsv", dev[: plan.evaluation_texts])


def write_new_learner(shape: Shape, texts: list[str], out: Path) -> None:
    word_piece = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    word_piece.normalizer = normalizers.BertNormalizer(lowercase=True)
    word_piece.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    word_piece.train_from_iterator(
        texts, trainers.WordPieceTrainer(vocab_size=min(shape.vocabulary, LEARNT_VOCABULARY), special_tokens=names)
    )
    ids = {name: word_piece.token_to_id(name) for name in names}
    word_piece.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=word_piece,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=512,
    )
    config = BertConfig(
        vocab_size=shape.vocabulary if shape.vocabulary > LEARNT_VOCABULARY else len(tokenizer),
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=4 * shape.width,
        initializer_range=DEVIATION,  # with the usual 0.02 all texts would look alike to a new model
        num_labels=LABELS,
    )
    save_learner(BertForSequenceClassification(config), tokenizer, out)


def write_given_learner(folder: Path, out: Path) -> None:
    learner = AutoModelForSequenceClassification.from_pretrained(folder, num_labels=LABELS, dtype=torch.float32)
    save_learner(learner, AutoTokenizer.from_pretrained(folder), out)


def save_learner(learner, tokenizer, out: Path) -> None:
    for name, dropout in (("learner", 0.0), ("learner-dropout", DROPOUT)):
        learner.config.hidden_dropout_prob = dropout
        learner.config.attention_probs_dropout_prob = dropout
        learner.config.classifier_dropout = dropout
        learner.save_pretrained(out / name)
        tokenizer.save_pretrained(out / name)


def write_new_generator(shape: Shape, train: list, plan: Plan, out: Path) -> None:
    pairs = Tokenizer(models.BPE())
    pairs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    pairs.decoder = ByteLevelDecoder()
    pairs.train_from_iterator(
        [" " + text for text, _ in train],
        trainers.BpeTrainer(
            vocab_size=min(shape.vocabulary, LEARNT_VOCABULARY),
            special_tokens=[END],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=pairs, bos_token=END, eos_token=END, unk_token=END, model_max_length=1024
    )
    add_label_tokens(tokenizer)
    config = GPT2Config(
        vocab_size=max(shape.vocabulary + 4 if shape.vocabulary > LEARNT_VOCABULARY else 0, len(tokenizer)),
        n_positions=1024 if shape.width >= 768 else 128,
        n_embd=shape.width,
        n_layer=shape.layers,
        n_head=shape.heads,
        bos_token_id=tokenizer.eos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        resid_pdrop=0.0,
        embd_pdrop=0.0,
        attn_pdrop=0.0,
    )
    generator = GPT2LMHeadModel(config)
    train_generator(generator, tokenizer, train, GENERATOR_TRAINING_STEPS[plan.size], plan.max_tokens)
    generator.save_pretrained(out / "generator")
    tokenizer.save_pretrained(out / "generator")


def write_given_generator(folder: Path, out: Path) -> None:
    """Adds the tokens that it lacks, with copies of the end token's vector; one that was trained on labels has them."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    generator = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    add_label_tokens(tokenizer)
    known = generator.get_input_embeddings().num_embeddings
    generator.resize_token_embeddings(max(known, len(tokenizer)), mean_resizing=False)
    with torch.no_grad():
        for table in (generator.get_input_embeddings(), generator.get_output_embeddings()):
            table.weight[known:] = table.weight[tokenizer.eos_token_id]
    generator.save_pretrained(out / "generator")
    tokenizer.save_pretrained(out / "generator")


def add_label_tokens(tokenizer) -> None:
    tokenizer.add_special_tokens({"pad_token": "<pad>"})
    tokenizer.add_tokens(["<sep>"] + [f"<bos_{label}>" for label in range(LABELS)])


def train_generator(generator, tokenizer, train: list, steps: int, max_tokens: int) -> None:
    """Long enough for texts to end where texts end: what generation costs depends on it."""
    batch = 32
    optimizer = torch.optim.AdamW(generator.parameters(), lr=1e-3 if generator.config.n_embd < 768 else 3e-4)
    generator.train()
    for step in range(steps):
        rows = [train[i % len(train)] for i in range(step * batch, (step + 1) * batch)]
        inputs = tokenizer(
            [f"<bos_{label}> {text} {END}" for text, label in rows],
            truncation=True,
            max_length=max_tokens,
            padding=True,
            return_tensors="pt",
        )
        labels = inputs["input_ids"].masked_fill(inputs["attention_mask"] == 0, -100)
        loss = generator(
            input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"], labels=labels
        ).loss
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(generator.parameters(), 1.0)
        optimizer.step()
        if step % 50 == 0 or step == steps - 1:
            print(f"generator: step {step} of {steps}, loss {loss.item():.3f}", flush=True)
    generator.eval()


def write_points(plan: Plan, out: Path) -> None:
    """Points with the look of sentence embeddings: overlapping clouds of different sizes on a sphere."""
    numbers = np.random.default_rng(1)
    clouds = numbers.standard_normal((300, plan.point_width)).astype(np.float32)
    shares = numbers.dirichlet(np.full(300, 0.5))
    cloud = numbers.choice(300, size=plan.points, p=shares)
    points = clouds[cloud] + 1.2 * numbers.standard_normal((plan.points, plan.point_width)).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    points.astype("<f4").tofile(out / "points.f32")


if __name__ == "__main__":
    main()

"""The work that both sides do: model sizes, counts, and the folder in which `prepare.py` leaves weights and texts.

A work folder holds

    plan.json                 the numbers below, read by both sides
    learner/                  BERT with a classification head, dropout 0 (gradients, learner steps, outer loops)
    learner-dropout/          the same weights with dropout 0.1 (fine-tuning)
    generator/                GPT-2 with <pad>, <sep>, <bos_i>, trained on the texts for a while, or the given generator
                              with these tokens
    real.tsv                  repsets, one after another: all texts of label 0, then all of label 1, ...
    synthetic.tsv             texts of label 1 that stand for generated ones
    train.tsv                 texts for learner steps, for language-model steps and for embedding
    distilled.tsv             texts for fine-tuning
    dev.tsv                   texts for evaluation
    points.f32                points for K-means, float32, row after row
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

LABELS = 2
MATCHED_LABEL = 1


@dataclass(frozen=True)
class Shape:
    """A transformer's size."""

    layers: int
    width: int
    heads: int
    vocabulary: int


@dataclass(frozen=True)
class Plan:
    """How much of everything; texts are counted per label where the name says so."""

    size: str
    max_tokens: int = 64  # of a generated text, its <bos_i> included
    real_per_label: int = 200
    repsets: int = 10
    synthetic_per_label: int = 64
    clusters: int = 64
    generated_per_label: int = 640  # per outer loop
    inner_loop: int = 10
    learner_steps: int = 20  # between two matching steps
    learner_batch: int = 64
    learner_rate: float = 1e-4
    weight_decay: float = 0.01
    clip: float = 1.0
    generator_rate: float = 3e-7
    language_model_steps: int = 10  # of a run of this piece
    language_model_batch: int = 64
    language_model_rate: float = 1e-4
    temperature: float = 1.0
    generate_texts: int = 512
    generate_batch: int = 64
    top_p: float = 0.95
    embed_texts: int = 20_000
    embed_batch: int = 256
    points: int = 20_000
    point_width: int = 384
    centers: int = 200
    center_iterations: int = 25
    distilled_texts: int = 40
    fine_tuning_steps: int = 200
    fine_tuning_batch: int = 40
    evaluation_batch: int = 256
    evaluation_texts: int = 872
    forward_texts: int = 64
    forward_tokens: int = 32
    gemm_width: int = 2048

    def write(self, folder: Path) -> None:
        (folder / "plan.json").write_text(json.dumps(asdict(self), indent=2) + "\n")

    @staticmethod
    def read(folder: Path) -> "Plan":
        return Plan(**json.loads((folder / "plan.json").read_text()))


SMALL_VOCABULARY = 8000

LEARNER_SHAPES = {
    "tiny": Shape(2, 64, 2, 2000),
    "small": Shape(4, 256, 4, SMALL_VOCABULARY),
    "base": Shape(12, 768, 12, 30_522),
}
GENERATOR_SHAPES = {
    "tiny": Shape(2, 64, 2, 2000),
    "small": Shape(4, 256, 4, SMALL_VOCABULARY),
    "minilm": Shape(6, 384, 6, SMALL_VOCABULARY),
    "base": Shape(12, 768, 12, 50_257),
}
GENERATOR_TRAINING_STEPS = {"tiny": 100, "small": 600, "minilm": 600, "base": 60}

PLANS = {
    "tiny": Plan(
        "tiny",
        repsets=2,
        generated_per_label=64,
        inner_loop=2,
        learner_steps=2,
        generate_texts=64,
        embed_texts=500,
        points=1000,
        point_width=64,
        centers=20,
        fine_tuning_steps=5,
        evaluation_texts=100,
        gemm_width=512,
    ),
    "small": Plan("small"),
    "minilm": Plan("minilm"),
    # The same work takes the reference hours here: fewer texts and steps, everything else as it is.
    "base": Plan(
        "base",
        repsets=2,
        generated_per_label=64,
        inner_loop=2,
        learner_steps=4,
        language_model_steps=2,
        embed_texts=1000,
        fine_tuning_steps=10,
    ),
    # Texts of a model that was not trained on the labels rarely end: their lengths are this limit.
    "smollm2": Plan(
        "smollm2",
        max_tokens=32,
        repsets=2,
        generated_per_label=64,
        inner_loop=2,
        learner_steps=4,
        language_model_steps=1,
        embed_texts=1000,
    ),
}


def plan_of(size: str, **changes) -> Plan:
    return replace(PLANS[size], **changes)


def read_texts(file: Path) -> list[tuple[str, int]]:
    """The rows `text<TAB>label` of a TSV with a header line; tabs separate, quotes are text."""
    rows = []
    with open(file, encoding="utf-8") as lines:
        header = next(lines).rstrip("\n").split("\t")
        label = header.index("label")
        text = 1 - label
        for line in lines:
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 2:
                raise SystemExit(f"{file}: a row has {len(cells)} cells instead of 2: {line!r}")
            rows.append((cells[text].strip(), int(cells[label])))
    return rows


def write_texts(file: Path, rows: list[tuple[str, int]]) -> None:
    with open(file, "w", encoding="utf-8") as lines:
        lines.write("sentence\tlabel\n")
        for text, label in rows:
            lines.write(f"{text}\t{label}\n")

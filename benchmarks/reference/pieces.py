"""
The pieces of work, each done the way the reference does it. A piece is made once (loading and tokenising are not
timed), then run several times; `units` says how many of the named thing one run does, `warm_up` whether it runs for some
seconds before the measurement; where it does not, `rehearse` comes before it. A run returns numbers that the other side
must find too.
"""

from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch import nn
from sklearn.cluster import KMeans
from torch.nn import functional as F

from models import Generator, Learner, LearnerTraining, parameter_groups
from texts import GeneratorTexts, endless
from workload import LABELS, MATCHED_LABEL, Plan, read_texts

PIECES = {}
REHEARSED = 3  # matching steps


def piece(name: str):
    def register(made):
        PIECES[name] = made
        return made

    return register


class Piece:
    units = 1
    warm_up = True

    def __init__(self, work: Path, plan: Plan):
        self.work = work
        self.plan = plan

    def rehearse(self) -> None:
        """What a piece that is too long for whole runs does before the measurement."""

    def rows(self, file: str) -> list[tuple[str, int]]:
        return read_texts(self.work / file)

    def real(self, label: int) -> list[tuple[str, int]]:
        """The repsets of a label, one after another."""
        per_label = self.plan.real_per_label * self.plan.repsets
        return self.rows("real.tsv")[label * per_label : (label + 1) * per_label]


@piece("real-gradient")
class RealGradient(Piece):
    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.learner = Learner(work / "learner")
        texts = self.learner.texts
        self.batch = texts.batch(texts.encode(self.real(MATCHED_LABEL)[: plan.real_per_label]))

    def run(self) -> dict:
        with torch.no_grad():
            gradient = self.learner.head_gradient(self.batch)
        return {"headGradientNorm": gradient.norm()}


@piece("synthetic-gradient")
class SyntheticGradient(Piece):
    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.learner = Learner(work / "learner")
        self.generator = Generator(work / "generator", plan)
        rows = self.rows("synthetic.tsv")
        self.learner_batch = self.learner.texts.batch(self.learner.texts.encode(rows))
        self.generator_batch = self.generator.texts.batch(self.generator.texts.encode(rows))
        real = self.learner.texts.batch(
            self.learner.texts.encode(self.real(MATCHED_LABEL)[: plan.real_per_label])
        )
        with torch.no_grad():
            self.real_gradient = self.learner.head_gradient(real)

    def run(self) -> dict:
        self.generator.zero_grad(set_to_none=True)
        cosine = matching_cosine(
            self.generator, self.learner, self.generator_batch, self.learner_batch, self.real_gradient, self.plan
        )
        (1 - cosine).backward()
        return {"matchingLoss": 1 - cosine.item(), "generatorGradientNorm": gradient_norm(self.generator)}


def gradient_norm(model: nn.Module) -> torch.Tensor:
    """By sums of squares: `torch.norm` loses digits of large tables."""
    squares = [value.grad.pow(2).sum() for value in model.parameters() if value.grad is not None]
    return torch.stack(squares).sum().sqrt()


def matching_cosine(generator, learner, generator_batch, learner_batch, real_gradient, plan) -> torch.Tensor:
    weights = F.softmax(-generator.nll(generator_batch) / plan.temperature, dim=-1)
    synthetic_gradient = learner.head_gradient(learner_batch, weights)
    return F.cosine_similarity(real_gradient, synthetic_gradient, dim=0)


@piece("learner-step")
class LearnerStep(Piece):
    units = 10

    def __init__(self, work: Path, plan: Plan, folder: str = "learner"):
        super().__init__(work, plan)
        self.learner = Learner(work / folder)
        if folder != "learner":
            self.learner.train()
        encoded = self.learner.texts.encode(self.rows("train.tsv")[: self.units * plan.learner_batch])
        self.batches = [
            encoded[i : i + plan.learner_batch] for i in range(0, len(encoded), plan.learner_batch)
        ]
        self.training = LearnerTraining(self.learner, plan, steps=1000)

    def run(self) -> dict:
        losses = [self.training.step(self.learner.texts.batch(batch)) for batch in self.batches]
        return {} if self.learner.training else {"firstLoss": losses[0]}


@piece("learner-step-dropout")
class LearnerStepWithDropout(LearnerStep):
    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan, "learner-dropout")


@piece("language-model-step")
class LanguageModelStep(Piece):
    """As transformers trains a causal model: batches padded to their longest text, a loss without the padding."""

    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.units = plan.language_model_steps
        self.generator = Generator(work / "generator", plan)
        self.model = self.generator.model.train()
        texts = GeneratorTexts(work / "generator", padding_multiple=1)
        size = plan.language_model_batch
        encoded = texts.encode(self.rows("train.tsv")[: self.units * size])
        self.batches = [texts.batch(encoded[i : i + size]) for i in range(0, len(encoded), size)]
        self.optimizer = torch.optim.AdamW(
            parameter_groups(self.model, plan.weight_decay), lr=plan.language_model_rate
        )

    def run(self) -> dict:
        return {"firstLoss": [self.step(batch) for batch in self.batches][0]}

    def step(self, batch: dict) -> float:
        with self.generator.precision():
            loss = self.model(**batch).loss
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.plan.clip)
        self.optimizer.step()
        return loss.item()


@piece("generate")
class Generate(Piece):
    warm_up = False

    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.generator = Generator(work / "generator", plan)
        self.generator.generate(MATCHED_LABEL, 2)

    def run(self) -> dict:
        rows = self.generator.generate(MATCHED_LABEL, self.plan.generate_texts)
        texts = self.generator.texts_of(rows)
        return {
            "texts": len(texts),
            "meanTokens": sum(map(len, rows)) / len(rows),
            "distinctShare": len(set(texts)) / len(texts),
        }


@piece("embed")
class Embed(Piece):
    warm_up = False

    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.learner = Learner(work / "learner")
        self.learner.model.set_attn_implementation("sdpa")
        self.texts = [text for text, _ in self.rows("train.tsv")[: plan.embed_texts]]

    def run(self) -> dict:
        tokenizer = self.learner.texts.tokenizer
        parts = []
        for i in range(0, len(self.texts), self.plan.embed_batch):
            inputs = tokenizer(
                self.texts[i : i + self.plan.embed_batch], padding=True, truncation=True, return_tensors="pt"
            )
            parts.append(self.learner.embed(dict(inputs)))
        embeddings = torch.cat(parts)
        return {"meanNorm": embeddings.norm(dim=1).mean(), "meanOfFirst": embeddings[:, 0].mean()}


@piece("k-centers")
class KCenters(Piece):
    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.points = np.fromfile(work / "points.f32", dtype="<f4").reshape(plan.points, plan.point_width)

    def run(self) -> dict:
        means = KMeans(
            n_clusters=self.plan.centers,
            init="k-means++",
            n_init=1,
            max_iter=self.plan.center_iterations,
            random_state=1,
        )
        cluster_of = torch.as_tensor(means.fit_predict(self.points))
        points = torch.as_tensor(self.points)
        nearest = set()
        for cluster in range(self.plan.centers):
            members = torch.nonzero(cluster_of == cluster).squeeze(1)
            own = points[members]
            nearest.add(int(members[(own - own.mean(0)).pow(2).sum(1).argmin()]))
        return {"meanSquaredDistance": means.inertia_ / len(self.points), "iterations": means.n_iter_}


@piece("evaluate")
class Evaluate(Piece):
    warm_up = False

    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.learner = Learner(work / "learner-dropout")
        self.learner.model.set_attn_implementation("sdpa")
        self.distilled = self.learner.texts.encode(self.rows("distilled.tsv"))
        self.dev = self.learner.texts.encode(self.rows("dev.tsv"))

    def run(self) -> dict:
        plan = self.plan
        texts = self.learner.texts
        self.learner.reset()
        self.learner.train()
        training = LearnerTraining(self.learner, plan, plan.fine_tuning_steps)
        batches = endless(texts.loader(self.distilled, plan.fine_tuning_batch, shuffle=True))
        for batch in islice(batches, plan.fine_tuning_steps):
            training.step(dict(batch))
        self.learner.eval()
        right = 0
        with torch.inference_mode():
            for batch in texts.loader(self.dev, plan.evaluation_batch, shuffle=False):
                inputs = dict(batch)
                labels = inputs.pop("labels")
                right += int((self.learner.model(**inputs).logits.argmax(-1) == labels).sum())
        return {"accuracy": right / len(self.dev)}


@piece("outer-loop")
class OuterLoop(Piece):
    """
    After the begin of another loop: new texts and their clusters, a fresh learner, `inner_loop` matching steps of all
    labels, learner steps between them. The reference writes texts for 20 outer loops at once; here each loop writes its
    own share.
    """

    warm_up = False

    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.learner = Learner(work / "learner")
        self.generator = Generator(work / "generator", plan)
        self.optimizer = torch.optim.AdamW(
            parameter_groups(self.generator, plan.weight_decay), lr=plan.generator_rate
        )
        texts = self.learner.texts
        self.real_batches = [
            endless(texts.loader(texts.encode(self.real(label)), plan.real_per_label, shuffle=False))
            for label in range(LABELS)
        ]
        self.train_batches = endless(
            texts.loader(texts.encode(self.rows("train.tsv")), plan.learner_batch, shuffle=True)
        )

    def rehearse(self) -> None:
        self.first_steps(min(REHEARSED, self.plan.inner_loop))

    def run(self) -> dict:
        losses = self.first_steps(self.plan.inner_loop)
        return {"meanMatchingLoss": sum(losses) / len(losses)}

    def first_steps(self, steps: int) -> list[float]:
        plan = self.plan
        synthetic_batches = [self.synthetic_batches(label) for label in range(LABELS)]
        self.learner.reset()
        training = LearnerTraining(self.learner, plan, plan.inner_loop * plan.learner_steps)
        self.optimizer.zero_grad(set_to_none=True)
        losses = []
        for position in range(steps):
            loss = 0.0
            for label in range(LABELS):
                with torch.no_grad():
                    real_gradient = self.learner.head_gradient(dict(next(self.real_batches[label])))
                generator_batch, learner_batch = next(synthetic_batches[label])
                cosine = matching_cosine(
                    self.generator, self.learner, generator_batch, learner_batch, real_gradient, plan
                )
                ((1 - cosine) / LABELS).backward()
                loss += (1 - cosine.item()) / LABELS
            torch.nn.utils.clip_grad_norm_(self.generator.parameters(), plan.clip)
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            losses.append(loss)
            if position + 1 < steps:
                for batch in islice(self.train_batches, plan.learner_steps):
                    training.step(dict(batch))
        return losses

    def synthetic_batches(self, label: int):
        plan = self.plan
        written = self.generator.texts_of(self.generator.generate(label, plan.generated_per_label))
        rows = [(text, label) for text in written]
        for_learner = self.learner.texts.encode(rows)
        for_generator = self.generator.texts.encode(rows)
        embeddings = torch.cat(
            [self.learner.embed(self.learner.texts.batch(for_learner[i : i + 512])) for i in range(0, len(rows), 512)]
        )
        cluster_of = KMeans(n_clusters=plan.clusters, init="k-means++", n_init=1).fit_predict(embeddings.numpy())
        members = [np.flatnonzero(cluster_of == cluster) for cluster in range(plan.clusters)]
        for i in range(plan.inner_loop):
            chosen = [cluster[i % len(cluster)] for cluster in members if len(cluster) > 0]
            yield (
                self.generator.texts.batch([for_generator[j] for j in chosen]),
                self.learner.texts.batch([for_learner[j] for j in chosen]),
            )


@piece("forward")
class Forward(Piece):
    """The encoder without padding, for its rate: 64 x 32 tokens."""

    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.learner = Learner(work / "learner")
        self.learner.model.set_attn_implementation("sdpa")
        shape = (plan.forward_texts, plan.forward_tokens)
        self.inputs = {
            "input_ids": 100 + torch.arange(shape[0] * shape[1]).view(shape) % 1000,
            "attention_mask": torch.ones(shape, dtype=torch.long),
        }

    def run(self) -> dict:
        with torch.inference_mode():
            states = self.learner.model.bert(**self.inputs).last_hidden_state
        return {"firstTextNorm": states[0].norm()}


@piece("generator-passes")
class GeneratorPasses(Piece):
    """Forward and backward passes of the generator without padding, for their rate."""

    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.generator = Generator(work / "generator", plan)
        texts = 100 + torch.arange(plan.forward_texts * plan.forward_tokens).view(plan.forward_texts, -1) % 1000
        start = torch.full((plan.forward_texts, 1), self.generator.texts.bos(MATCHED_LABEL))
        ids = torch.cat([start, texts], dim=1)  # [texts, tokens + 1]
        self.read, self.targets = ids[:, :-1], ids[:, 1:]

    def run(self) -> dict:
        self.generator.zero_grad(set_to_none=True)
        with self.generator.precision():
            logits = self.generator.model(input_ids=self.read).logits.float()  # [texts, tokens, vocabulary]
        loss = F.cross_entropy(logits.flatten(0, 1), self.targets.flatten())
        loss.backward()
        return {"meanNll": loss.item(), "generatorGradientNorm": gradient_norm(self.generator)}


@piece("gemm")
class Gemm(Piece):
    """A product of square matrices, for the machine's rate."""

    units = 10

    def __init__(self, work: Path, plan: Plan):
        super().__init__(work, plan)
        self.left = torch.rand(plan.gemm_width, plan.gemm_width)
        self.right = torch.rand(plan.gemm_width, plan.gemm_width)

    def run(self) -> dict:
        with torch.inference_mode():
            for _ in range(self.units):
                self.left.mm(self.right)
        return {}

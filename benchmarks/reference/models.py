"""Learner and generator as the reference uses them."""

from copy import deepcopy
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, get_cosine_schedule_with_warmup

from texts import GeneratorTexts, LearnerTexts
from workload import LABELS, Plan


class Learner(nn.Module):
    """A classifier that gives one loss per text."""

    def __init__(self, folder: Path):
        super().__init__()
        # The fused attention kernel has no second derivative on a CPU.
        self.model = AutoModelForSequenceClassification.from_pretrained(
            folder, num_labels=LABELS, dtype=torch.float32, attn_implementation="eager"
        )
        self.model.eval()
        self.texts = LearnerTexts(folder)
        self.initial = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.head_names = [name for name, _ in self.named_parameters() if name.startswith("model.classifier.")]

    def forward(self, labels: torch.Tensor, **inputs) -> torch.Tensor:
        return F.cross_entropy(self.model(**inputs).logits, labels, reduction="none")  # [batch]

    def reset(self) -> None:
        self.model.load_state_dict(self.initial)
        with torch.no_grad():
            self.model.classifier.weight.normal_(0.0, self.model.config.initializer_range)
            self.model.classifier.bias.zero_()

    def head_gradient(self, batch: dict, weights: torch.Tensor | None = None) -> torch.Tensor:
        """The gradient for all parameters by torch.func, of which the head's part is kept: [elements]."""

        def loss_of(parameters, buffers):
            losses = torch.func.functional_call(self, (parameters, buffers), kwargs=batch)
            return losses.mean() if weights is None else losses.dot(weights)

        parameters = {name: value.detach() for name, value in self.named_parameters()}
        gradients = torch.func.grad(loss_of)(parameters, dict(self.named_buffers()))
        return torch.cat([gradients[name].view(-1) for name in self.head_names])

    def embed(self, batch: dict) -> torch.Tensor:
        inputs = {name: value for name, value in batch.items() if name != "labels"}
        with torch.inference_mode():
            states = self.model(**inputs, output_hidden_states=True).hidden_states
        return states[-1][:, 0]  # [batch, width]


class LearnerTraining:
    """AdamW with the cosine schedule, as for a learner in an outer loop and in evaluation."""

    def __init__(self, learner: Learner, plan: Plan, steps: int, warm_up: float = 0.5):
        self.learner = learner
        self.clip = plan.clip
        self.optimizer = torch.optim.AdamW(
            parameter_groups(learner, plan.weight_decay), lr=plan.learner_rate
        )
        self.schedule = get_cosine_schedule_with_warmup(self.optimizer, int(warm_up * steps), steps)

    def step(self, batch: dict) -> float:
        loss = self.learner(**batch).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learner.parameters(), self.clip)
        self.optimizer.step()
        self.schedule.step()
        return loss.item()


class Generator(nn.Module):
    """A causal model that writes texts of a label and gives their likelihoods."""

    dtype = torch.float32  # of its passes; the trained weights are float32

    def __init__(self, folder: Path, plan: Plan):
        super().__init__()
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
        self.model.eval()
        self.plan = plan
        self.texts = GeneratorTexts(folder)

    def precision(self) -> torch.autocast:
        """The passes of training in it compute in `dtype`."""
        return torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.dtype == torch.bfloat16)

    def nll(self, batch: dict) -> torch.Tensor:
        """
        Mean over a text's own tokens: [batch]. The reference divides by the padded length instead; the work is the
        same, and the numbers can be compared with ours.
        """
        inputs = dict(batch)
        targets = inputs.pop("labels")[:, 1:].contiguous()
        with self.precision():
            logits = self.model(**inputs).logits[:, :-1].float().contiguous()
        losses = F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1), reduction="none")
        return losses.view(targets.shape).sum(-1) / (targets != -100).sum(-1)

    def generate(self, label: int, count: int) -> list[list[int]]:
        """Token ids of the texts without their <bos_i> and without what follows their end."""
        tokenizer = self.texts.tokenizer
        rows = []
        # A copy, since converting the model itself there and back would round its trained weights.
        model = self.model if self.dtype == torch.float32 else deepcopy(self.model).to(self.dtype)
        while len(rows) < count:
            batch = min(self.plan.generate_batch, count - len(rows))
            with torch.inference_mode():
                start = torch.full((batch, 1), self.texts.bos(label))
                written = model.generate(
                    start,
                    attention_mask=torch.ones_like(start),
                    do_sample=True,
                    top_p=self.plan.top_p,
                    top_k=0,
                    max_length=self.plan.max_tokens,
                    pad_token_id=tokenizer.eos_token_id,
                    bad_words_ids=[[self.texts.bos(i)] for i in range(LABELS)],
                )
            for row in written[:, 1:].tolist():
                rows.append(row[: row.index(tokenizer.eos_token_id)] if tokenizer.eos_token_id in row else row)
        return rows

    def texts_of(self, rows: list[list[int]]) -> list[str]:
        decoded = self.texts.tokenizer.batch_decode(rows, skip_special_tokens=True)
        return [text.split("<sep>")[0].strip() for text in decoded]


def parameter_groups(model: nn.Module, weight_decay: float) -> list[dict]:
    decays = lambda name: not (name.endswith("bias") or "norm" in name.lower() or ".ln_" in name)
    named = list(model.named_parameters())
    return [
        {"params": [value for name, value in named if decays(name)], "weight_decay": weight_decay},
        {"params": [value for name, value in named if not decays(name)], "weight_decay": 0.0},
    ]

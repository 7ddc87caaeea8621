"""The training loop: resumable, one process per core, selected on development sets.

Each process encodes its share of a batch on one thread and all see all vectors as negatives; gradients are summed.
Small operations on two threads wait for each other more than they work, and starve beside any other process.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

import torch
import torch.distributed as group
from torch import Tensor

from matcher.container import Container
from matcher.training.network import Network, contrast
from matcher.training.pairs import Concept, Pair, Source, draw_batch

__all__ = ["Plan", "Trainer"]

CHECKPOINT = "checkpoint.pt"
LOG = "log.jsonl"
MAX_TOKENS = 64  # a sentence of 40 words; longer descriptions say the rest twice

Tokenise = Callable[[Sequence[str]], list[list[int]]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast: `steps` in all, of which the first `warm_up` rise and the last `decay` fall linearly.

    `size` is pairs in a batch, `rank` and `scale` shape the adapters, `temperature` divides cosines in the loss.
    """

    steps: int
    decay: int
    warm_up: int = 20
    size: int = 256
    rate: float = 6e-4
    rank: int = 16
    scale: float = 2.0
    temperature: float = 0.03
    seed: int = 0
    check_every: int = 100

    def rate_at(self, step: int) -> float:
        """Return the learning rate of a step, counted from 0."""
        rising = (step + 1) / self.warm_up
        falling = (self.steps - step) / self.decay
        return self.rate * min(1.0, rising, falling)


class Trainer:
    """Trains adapters in `folder`, going on from the checkpoint that is there."""

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        container: Container,
        sources: Sequence[Source],
        groups: Mapping[Concept, int],
        tokenise: Tokenise,
    ) -> None:
        torch.manual_seed(plan.seed)
        tensors = {name: container.get_floats(name) for name in container.tensors if name != "emb.word"}
        self.network = Network(container.shape, tensors, container.get_blocks("emb.word"), plan.rank, plan.scale)
        self.plan, self.folder = plan, folder
        self._sources, self._groups, self._tokenise = sources, groups, tokenise
        self._learned = [each for each in self.network.parameters() if each.requires_grad]
        self._optimiser = torch.optim.AdamW(self._learned, lr=plan.rate, weight_decay=0.0)
        self.step = 0
        self.checks: list[dict[str, Any]] = []
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / CHECKPOINT).is_file():
            self._resume()

    def train(self, check: Callable[[], Mapping[str, float]], until: int | None = None) -> None:
        """Train to step `until` (by default all), checking and saving on the way."""
        while self.step < min(until or self.plan.steps, self.plan.steps):
            began = time.perf_counter()
            source, pairs, loss = self._train_step()
            self.step += 1
            seconds = time.perf_counter() - began
            line: dict[str, Any] = {"step": self.step, "source": source, "loss": round(loss, 4)}
            line |= {"pairs": len(pairs), "pairs_per_second": round(len(pairs) / seconds, 1)}
            last = self.step == self.plan.steps
            if self.step % self.plan.check_every == 0 or last:
                if _rank() == 0:
                    line["check"] = dict(check())
                    self.checks.append({"step": self.step, **line["check"]})
                    self._save()
                if group.is_initialized():
                    group.barrier()
            if _rank() == 0:
                self._log(line)

    def encode(self, texts: Sequence[str], size: int = 256) -> Tensor:
        """Return a unit row per text, in order, without gradients: (n, hidden)."""
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        rows = torch.empty(len(texts), self.network.shape.hidden)
        with torch.no_grad():
            for first in range(0, len(order), size):
                places = order[first : first + size]
                rows[torch.tensor(places)] = self.network(self._ids([texts[place] for place in places]))
        return rows

    def _train_step(self) -> tuple[str, list[Pair], float]:
        # Every process draws the same batch: the seed is the step, so that a resumed run draws what it would have.
        random = Random(f"{self.plan.seed}-{self.step}")
        source = random.choices(self._sources, [each.share for each in self._sources])[0]
        pairs = draw_batch(source, self.plan.size, self._groups, random)
        for options in self._optimiser.param_groups:
            options["lr"] = self.plan.rate_at(self.step)
        texts = self._encode_shared([text for pair in pairs for text in (pair.text, pair.label)])
        loss = contrast(texts[0::2], texts[1::2], _same(pairs), self.plan.temperature)
        self._optimiser.zero_grad()
        loss.backward()
        if group.is_initialized():
            for each in self._learned:
                group.all_reduce(each.grad)
        torch.nn.utils.clip_grad_norm_(self._learned, 1.0)
        self._optimiser.step()
        return source.name, pairs, loss.item()

    def _encode_shared(self, texts: Sequence[str]) -> Tensor:
        """Encode every n-th text here and take the others' vectors from the other processes, as constants."""
        ids = self._ids(texts)
        if not group.is_initialized():
            return self.network(ids)
        n = group.get_world_size()
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))  # equal work for all
        shares = [order[i::n] for i in range(n)]
        own = self.network([ids[place] for place in shares[_rank()]])
        parts = [torch.empty(len(share), own.shape[1]) for share in shares]
        for i, part in enumerate(parts):
            if i == _rank():
                part.copy_(own.detach())
            group.broadcast(part, i)
        parts[_rank()] = own
        back = torch.empty(len(ids), dtype=torch.int64)
        back[torch.tensor([place for share in shares for place in share])] = torch.arange(len(ids))
        return torch.cat(parts)[back]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        return [ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], ids[-1]] for ids in self._tokenise(texts)]

    def _resume(self) -> None:
        state = torch.load(self.folder / CHECKPOINT, weights_only=True)
        self.network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        self.step, self.checks = state["step"], state["checks"]

    def _save(self) -> None:
        state = {"network": self.network.state_dict(), "optimiser": self._optimiser.state_dict()}
        partial = self.folder / f"{CHECKPOINT}.partial"
        torch.save(state | {"step": self.step, "checks": self.checks, "plan": asdict(self.plan)}, partial)
        partial.replace(self.folder / CHECKPOINT)

    def _log(self, line: Mapping[str, object]) -> None:
        with (self.folder / LOG).open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")


def join(rank: int, n_processes: int, port: int) -> None:
    """Make this process one of `n_processes` on this machine, on one thread."""
    torch.set_num_threads(1)
    if n_processes > 1:
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port))
        group.init_process_group("gloo", rank=rank, world_size=n_processes)


def _rank() -> int:
    return int(group.get_rank()) if group.is_initialized() else 0


def _same(pairs: Sequence[Pair]) -> Tensor:
    """Return where text i also means label j: by concept, or because the label reads the same."""
    labels = [pair.label.casefold() for pair in pairs]
    means = [[b.concept in a.meant or a.concept in b.meant for b in pairs] for a in pairs]
    reads = [[x == y for y in labels] for x in labels]
    return torch.tensor(means) | torch.tensor(reads)

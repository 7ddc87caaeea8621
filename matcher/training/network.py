"""The encoder in torch, frozen but for its adapters, on texts packed without padding.

Linear layers see all tokens of a batch as one matrix, attention sees texts of equal length together, so nothing is
padded or masked. In bfloat16 on one core this trains two and a half times as fast as the transformer of
`transformers` with `peft` (107 against 56 pairs a second; torch's fused attention is slower still, 40: its backward
pass takes half of the time on texts this short).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from matcher.adapters import ADAPTED
from matcher.container import Blocks4, Floats, Shape

__all__ = ["Network", "contrast"]

_HALF = torch.bfloat16


class _Linear(nn.Module):  # type: ignore[misc]
    """A frozen linear layer with an adapter beside it; starts as the layer alone, since `up` is zero."""

    def __init__(self, weights: Tensor, bias: Tensor, rank: int, scale: float) -> None:
        super().__init__()
        n_out, n_in = weights.shape
        self.register_buffer("weights", weights.to(_HALF))
        self.register_buffer("bias", bias.to(_HALF))
        self.scale = scale
        self.down = nn.Parameter(torch.randn(rank, n_in) / math.sqrt(n_in))
        self.up = nn.Parameter(torch.zeros(n_out, rank))

    def forward(self, states: Tensor) -> Tensor:
        return _adapted(states, self.weights, self.bias, self.down, self.scale * self.up)


def _adapted(states: Tensor, weights: Tensor, bias: Tensor, down: Tensor, up: Tensor) -> Tensor:
    """Apply a layer and its adapter. Thin products twice cost less than the gradient of a merged matrix."""
    thin = functional.linear(states, down.to(_HALF))
    return functional.linear(states, weights, bias) + functional.linear(thin, up.to(_HALF))


class _Block(nn.Module):  # type: ignore[misc]
    """A transformer block (attention, then feed-forward, each with a layer norm after it)."""

    def __init__(self, shape: Shape, tensors: Mapping[str, Tensor], rank: int, scale: float) -> None:
        super().__init__()
        self.shape = shape
        wide = {"fi": (shape.feed_forward, shape.hidden), "fo": (shape.hidden, shape.feed_forward)}
        for name in ADAPTED:
            weights = tensors[f"{name}.w"].reshape(wide.get(name, (shape.hidden, shape.hidden)))
            setattr(self, name, _Linear(weights, tensors[f"{name}.b"], rank, scale))
        for norm in ("aln", "oln"):
            for part in ("w", "b"):
                self.register_buffer(f"{norm}_{part}", tensors[f"{norm}.{part}"].to(_HALF))

    def forward(self, states: Tensor, groups: Sequence[tuple[int, int]]) -> Tensor:
        size, epsilon = (self.shape.hidden,), self.shape.epsilon
        seen = self.ao(self._attend(states, groups))
        states = functional.layer_norm(states + seen, size, self.aln_w, self.aln_b, epsilon)
        fed = self.fo(functional.gelu(self.fi(states)))
        return functional.layer_norm(states + fed, size, self.oln_w, self.oln_b, epsilon)

    def _attend(self, states: Tensor, groups: Sequence[tuple[int, int]]) -> Tensor:
        heads = self.shape.heads
        width = self.shape.hidden // heads
        sizes = [n * length for n, length in groups]
        layers = (self.q, self.k, self.v)
        # One product for all three: their adapters are the blocks of one.
        projected = _adapted(
            states,
            torch.cat([layer.weights for layer in layers]),
            torch.cat([layer.bias for layer in layers]),
            torch.cat([layer.down for layer in layers]),
            torch.block_diag(*(layer.scale * layer.up for layer in layers)),
        )
        mixed = []
        for (n, length), part in zip(groups, projected.split(sizes), strict=True):
            query, key, value = part.view(n, length, 3, heads, width).permute(2, 0, 3, 1, 4)
            weights = torch.matmul(query * width**-0.5, key.transpose(2, 3)).softmax(-1)
            mixed.append(torch.matmul(weights, value).transpose(1, 2).reshape(n * length, heads * width))
        return torch.cat(mixed)


class Network(nn.Module):  # type: ignore[misc]
    """Token ids to unit vectors, mean-pooled."""

    def __init__(self, shape: Shape, tensors: Mapping[str, Floats], words: Blocks4, rank: int, scale: float) -> None:
        super().__init__()
        self.shape, self.scale, self._words = shape, scale, words
        own = {name: torch.from_numpy(np.array(weights)) for name, weights in tensors.items()}
        self._positions = own["emb.pos"].reshape(-1, shape.hidden)
        self._type = own["emb.type"].reshape(-1, shape.hidden)[0]
        self._norm = own["emb.ln.w"], own["emb.ln.b"]
        self.blocks = nn.ModuleList(_Block(shape, _below(own, f"l{n}."), rank, scale) for n in range(shape.layers))

    def forward(self, ids: Sequence[Sequence[int]]) -> Tensor:
        """Return one unit row per text, in order: (len(ids), hidden), float32."""
        order = sorted(range(len(ids)), key=lambda place: len(ids[place]))
        lengths = [len(ids[place]) for place in order]
        groups = [(lengths.count(length), length) for length in sorted(set(lengths))]
        starts = np.cumsum([0, *(n for n, _ in groups)])
        tokens = [np.array([ids[p] for p in order[i : i + n]]) for i, (n, _) in zip(starts, groups, strict=False)]
        states = torch.cat([self._embed(each) for each in tokens]).to(_HALF)
        for block in self.blocks:
            states = block(states, groups)
        pooled = [
            part.view(n, length, -1).float().mean(1)
            for (n, length), part in zip(groups, states.split([n * length for n, length in groups]), strict=True)
        ]
        back = torch.empty(len(order), dtype=torch.int64)
        back[torch.tensor(order)] = torch.arange(len(order))
        return functional.normalize(torch.cat(pooled), dim=-1)[back]

    def matrices(self) -> dict[str, Floats]:
        """Return the adapters as `matcher.adapters.Adapters` has them."""
        return {
            f"l{n}.{name}.{part}": getattr(getattr(block, name), part).detach().numpy().copy()
            for n, block in enumerate(self.blocks)
            for name in ADAPTED
            for part in ("down", "up")
        }

    def _embed(self, tokens: NDArray[Any]) -> Tensor:
        """Look up words and positions: (n, length) to (n x length, hidden), float32; nothing here is trained."""
        found = torch.from_numpy(self._words.take(tokens.astype(np.int64)))
        summed = found + self._positions[: tokens.shape[1]] + self._type
        normed = functional.layer_norm(summed, (self.shape.hidden,), *self._norm, self.shape.epsilon)
        return normed.reshape(-1, self.shape.hidden)


def contrast(texts: Tensor, labels: Tensor, same: Tensor, temperature: float) -> Tensor:
    """Return the symmetric cross-entropy of in-batch negatives (InfoNCE).

    `texts` and `labels` are (n, hidden), row i belongs to row i; `same` (n, n) is True where text i also means
    label j, which is then no negative.
    """
    scores = texts @ labels.T / temperature
    hidden = same & ~torch.eye(len(texts), dtype=torch.bool)
    scores = scores.masked_fill(hidden, -1e4)
    right = torch.arange(len(texts))
    return (functional.cross_entropy(scores, right) + functional.cross_entropy(scores.T, right)) / 2


def _below(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): each for name, each in tensors.items() if name.startswith(prefix)}

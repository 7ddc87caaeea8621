"""A BERT in plain numpy, written from the paper: slow, in float64, the oracle of the graph."""

from collections.abc import Mapping
from math import erf

import numpy as np
import numpy.typing as npt

from matcher.container import Floats, Shape

Doubles = npt.NDArray[np.float64]


def normalise(states: Doubles, weights: Mapping[str, Doubles], name: str, epsilon: float) -> Doubles:
    """Layer norm over the last axis."""
    centred = states - states.mean(axis=-1, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon)
    return np.asarray(centred / deviation * weights[f"{name}.w"] + weights[f"{name}.b"])


def attend(states: Doubles, weights: Mapping[str, Doubles], at: str, heads: int) -> Doubles:
    """Self-attention of one text, head by head."""
    q, k, v = (states @ weights[f"{at}{part}.w"].T + weights[f"{at}{part}.b"] for part in "qkv")
    width = states.shape[1] // heads
    mixed = np.empty_like(states)
    for head in range(heads):
        here = slice(head * width, (head + 1) * width)
        scores = np.exp(q[:, here] @ k[:, here].T / np.sqrt(width))
        mixed[:, here] = scores / scores.sum(axis=1, keepdims=True) @ v[:, here]
    return np.asarray(mixed @ weights[f"{at}ao.w"].T + weights[f"{at}ao.b"])


def reference(shape: Shape, floats: Mapping[str, Floats], words: Floats) -> Doubles:
    """Compute a post-norm BERT with erf GELU for one text: (tokens, hidden) in and out, in float64."""
    weights = {name: array.astype(np.float64) for name, array in floats.items()}
    states = words.astype(np.float64) + weights["emb.pos"][: len(words)] + weights["emb.type"][0]
    states = normalise(states, weights, "emb.ln", shape.epsilon)
    for n in range(shape.layers):
        at = f"l{n}."
        states = normalise(states + attend(states, weights, at, shape.heads), weights, f"{at}aln", shape.epsilon)
        wide = states @ weights[f"{at}fi.w"].T + weights[f"{at}fi.b"]
        active = wide * (1 + np.vectorize(erf)(wide / np.sqrt(2))) / 2
        narrow = active @ weights[f"{at}fo.w"].T + weights[f"{at}fo.b"]
        states = normalise(states + narrow, weights, f"{at}oln", shape.epsilon)
    return states

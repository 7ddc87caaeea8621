"""The ONNX graph against a transformer in plain numpy."""

from collections.abc import Mapping
from math import erf

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest

from matcher.container import Floats, Shape
from matcher.errors import MalformedError, UnknownTensorError
from matcher.graph import build_graph, quantise_rows
from tests.matcher.tiny import SHAPE, tiny_tensors

Doubles = npt.NDArray[np.float64]


def run(graph: bytes, words: Floats) -> Floats:
    """Hidden states from onnxruntime."""
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    (hidden,) = session.run(["hidden"], {"token_embeddings": words})
    return np.asarray(hidden)


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


def random_words(*sizes: int) -> Floats:
    """Word vectors of unit variance."""
    return np.random.default_rng(1).standard_normal(sizes).astype(np.float32)


def test_the_float_graph_is_a_bert() -> None:
    """In float32 the graph agrees with the reference to rounding."""
    weights, words = tiny_tensors(SHAPE), random_words(3, 9, SHAPE.hidden)
    hidden = run(build_graph(SHAPE, weights, quantise=False), words)
    expected = np.stack([reference(SHAPE, weights, text) for text in words])
    np.testing.assert_allclose(hidden, expected, atol=2e-5)


def test_the_integer_graph_is_near_the_float_one() -> None:
    """Eight bits cost little: every token's vector keeps its direction."""
    weights, words = tiny_tensors(SHAPE), random_words(3, 9, SHAPE.hidden)
    hidden = run(build_graph(SHAPE, weights), words)
    expected = np.stack([reference(SHAPE, weights, text) for text in words])
    cosine = (hidden * expected).sum(-1) / np.linalg.norm(hidden, axis=-1) / np.linalg.norm(expected, axis=-1)
    assert cosine.min() > 0.998


def test_a_text_does_not_depend_on_its_batch() -> None:
    """The hidden states of a text are the same bytes alone and among others."""
    graph, words = build_graph(SHAPE, tiny_tensors(SHAPE)), random_words(17, 5, SHAPE.hidden)
    together = run(graph, words)
    for at in range(len(words)):
        np.testing.assert_array_equal(run(graph, words[at : at + 1]), together[at : at + 1])


def test_tokens_without_activation_do_not_divide_by_zero() -> None:
    """Layer norms that put out zeros everywhere give zeros, not NaN."""
    weights = {name: np.zeros_like(array) for name, array in tiny_tensors(SHAPE).items()}
    hidden = run(build_graph(SHAPE, weights), random_words(1, 4, SHAPE.hidden))
    np.testing.assert_array_equal(hidden, np.zeros((1, 4, SHAPE.hidden)))


def test_quantised_rows_follow_the_arithmetic() -> None:
    """A row's largest weight is 63 steps; 1.0 of 6.3 is code 10, and a zero row stays zero."""
    codes, scales = quantise_rows(np.array([[6.3, 1.0, -0.04], [0, 0, 0]], dtype=np.float32))
    assert codes.tolist() == [[63, 10, 0], [0, 0, 0]]
    assert scales.tolist() == pytest.approx([0.1, 1.0])


def test_equal_weights_give_equal_bytes() -> None:
    """The file is a function of the weights."""
    assert build_graph(SHAPE, tiny_tensors(SHAPE)) == build_graph(SHAPE, tiny_tensors(SHAPE))


def test_missing_and_misshapen_tensors_are_named() -> None:
    """The error says which tensor."""
    weights = tiny_tensors(SHAPE)
    with pytest.raises(UnknownTensorError, match=r"l1\.fo\.b"):
        build_graph(SHAPE, {name: array for name, array in weights.items() if name != "l1.fo.b"})
    with pytest.raises(MalformedError, match=r"l0\.q\.w"):
        build_graph(SHAPE, weights | {"l0.q.w": np.zeros(5, dtype=np.float32)})

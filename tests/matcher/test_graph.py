"""The ONNX graph against a transformer in plain numpy."""

import numpy as np
import onnxruntime
import pytest

from matcher.container import Floats
from matcher.errors import MalformedError, UnknownTensorError
from matcher.graph import build_graph, quantise_rows
from tests.matcher.reference import reference
from tests.matcher.tiny import SHAPE, tiny_tensors


def run(graph: bytes, words: Floats) -> Floats:
    """Hidden states from onnxruntime."""
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    (hidden,) = session.run(["hidden"], {"token_embeddings": words})
    return np.asarray(hidden)


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

"""The ONNX graph against a transformer in plain numpy."""

from dataclasses import replace

import numpy as np
import pytest

from matcher.container import Floats
from matcher.encoder import open_graph
from matcher.errors import MalformedError, UnknownTensorError
from matcher.graph import balance, build_graph, norm_outputs, quantise_rows
from matcher.packing import pack
from tests.matcher.reference import reference
from tests.matcher.tiny import SHAPE, tiny_tensors

LONG = replace(SHAPE, positions=48)


def run_packed(graph: bytes, words: Floats, lengths: list[int]) -> list[Floats]:
    """Return all outputs for texts of `lengths` tokens, side by side."""
    return list(open_graph(graph)(words, pack(lengths)))


def run(graph: bytes, words: Floats) -> list[Floats]:
    """Return all outputs for texts of equally many tokens (texts, tokens, hidden), hidden states first."""
    outputs = run_packed(graph, words.reshape(-1, words.shape[-1]), [words.shape[1]] * len(words))
    return [output.reshape(words.shape) for output in outputs]


def random_words(*sizes: int) -> Floats:
    """Word vectors of unit variance."""
    return np.random.default_rng(1).standard_normal(sizes).astype(np.float32)


def test_the_float_graph_is_a_bert() -> None:
    """In float32 the graph agrees with the reference to rounding."""
    weights, words = tiny_tensors(SHAPE), random_words(3, 9, SHAPE.hidden)
    (hidden,) = run(build_graph(SHAPE, weights, quantise=False), words)
    expected = np.stack([reference(SHAPE, weights, text) for text in words])
    np.testing.assert_allclose(hidden, expected, atol=2e-5)


@pytest.mark.parametrize("lengths", [[1, 16, 9], [40, 17, 2, 33]])
def test_the_float_graph_is_a_bert_for_texts_side_by_side(lengths: list[int]) -> None:
    """Empty slots change nothing: each text is what the reference makes of it alone."""
    weights, words = tiny_tensors(LONG), random_words(sum(lengths), LONG.hidden)
    (hidden,) = run_packed(build_graph(LONG, weights, quantise=False), words, lengths)
    texts = np.split(words, np.cumsum(lengths)[:-1])
    expected = np.concatenate([reference(LONG, weights, text) for text in texts])
    np.testing.assert_allclose(hidden, expected, atol=2e-5)


def test_the_integer_graph_is_near_the_float_one() -> None:
    """Eight bits cost little: every token's vector keeps its direction."""
    weights, words = tiny_tensors(SHAPE), random_words(3, 9, SHAPE.hidden)
    (hidden,) = run(build_graph(SHAPE, weights), words)
    expected = np.stack([reference(SHAPE, weights, text) for text in words])
    cosine = (hidden * expected).sum(-1) / np.linalg.norm(hidden, axis=-1) / np.linalg.norm(expected, axis=-1)
    assert cosine.min() > 0.998


def test_an_outlying_channel_is_evened_out() -> None:
    """A channel thirty times the others, with small weights, takes every token's range; factors give it back."""
    weights, words = tiny_tensors(SHAPE), random_words(8, 9, SHAPE.hidden)
    weights["l0.aln.w"][5] *= 30
    weights["l0.fi.w"][:, 5] /= 30
    expected = run(build_graph(SHAPE, weights, quantise=False, outputs=norm_outputs(SHAPE)), words)
    names = norm_outputs(SHAPE)
    channels = {name: np.sqrt((states**2).mean(axis=(0, 1))) for name, states in zip(names, expected[1:], strict=True)}
    plain, even = (run(build_graph(SHAPE, weights, channels=given), words)[0] for given in ({}, channels))
    assert np.abs(even - expected[0]).mean() < 0.8 * np.abs(plain - expected[0]).mean()


def test_factors_follow_the_arithmetic() -> None:
    """Shares are 2 log2 of 16/1 = 4, 1/1 = 0, 1/4 = -2, around their mean 2/3 and halved: 2, 0, -1 when rounded."""
    factors = balance(
        np.array([[1.0, 0.5, 4.0], [0.1, -1.0, 0]], dtype=np.float32), np.array([16, 1, 1], dtype=np.float32)
    )
    assert factors.tolist() == [4.0, 1.0, 0.5]


def test_a_text_does_not_depend_on_its_batch() -> None:
    """The hidden states of a text are the same bytes alone and among others."""
    graph, words = build_graph(SHAPE, tiny_tensors(SHAPE)), random_words(17, 5, SHAPE.hidden)
    (together,) = run(graph, words)
    for at in range(len(words)):
        np.testing.assert_array_equal(run(graph, words[at : at + 1])[0], together[at : at + 1])


def test_a_text_does_not_depend_on_texts_of_other_lengths() -> None:
    """The hidden states of a text are the same bytes alone and beside texts of as many slots."""
    graph, lengths = build_graph(LONG, tiny_tensors(LONG)), [17, 32, 20, 29, 17, 31]
    words = random_words(sum(lengths), LONG.hidden)
    (together,) = run_packed(graph, words, lengths)
    ends = np.cumsum(lengths)
    for start, end in zip(ends - lengths, ends, strict=True):
        np.testing.assert_array_equal(run_packed(graph, words[start:end], [int(end - start)])[0], together[start:end])


def test_tokens_without_activation_do_not_divide_by_zero() -> None:
    """Layer norms that put out zeros everywhere give zeros, not NaN."""
    weights = {name: np.zeros_like(array) for name, array in tiny_tensors(SHAPE).items()}
    (hidden,) = run(build_graph(SHAPE, weights), random_words(1, 4, SHAPE.hidden))
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

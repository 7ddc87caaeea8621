"""Writes the files of an encoder artefact, whatever its weights came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from matcher.container import Blocks4, Floats, Shape
from matcher.embeddings import Blocks8, write_table
from matcher.encoder import GRAPH, Card, open_graph
from matcher.graph import build_graph, norm_outputs
from matcher.packing import pack
from matcher.tokenizing import TOKENIZER
from taxonomy.folder import Manifest, publish_folder

SAMPLE_LENGTHS = (6, 12, 24, 48)
SAMPLE_TOKENS = 240
"""Random words, this many tokens at each length, show the channels as well as texts do: the cosine of the
quantised encoder to fp32 is the same to .0001, and there is no text to ship."""


def measure_channels(shape: Shape, tensors: Mapping[str, Floats], words: Blocks4 | Blocks8) -> dict[str, Floats]:
    """Return the root mean square of each channel after each layer norm, by name, over random words."""
    names = norm_outputs(shape)
    run = open_graph(build_graph(shape, tensors, quantise=False, outputs=names))
    draw = np.random.default_rng(0)
    squares = []
    for length in (min(length, shape.positions) for length in SAMPLE_LENGTHS):
        lengths = [length] * (SAMPLE_TOKENS // length)
        ids = draw.integers(0, len(words.codes), sum(lengths))
        squares.append([np.square(states).mean(axis=0) for states in run(words.take(ids), pack(lengths))[1:]])
    means = np.sqrt(np.mean(squares, axis=0, dtype=np.float64)).astype(np.float32)
    return dict(zip(names, means, strict=True))


def publish_encoder(
    target: Path,
    card: Card,
    shape: Shape,
    tensors: Mapping[str, Floats],
    words: Blocks4 | Blocks8,
    tokenizer: Callable[[Path], None],
) -> Manifest:
    """Write graph (8-bit), word vectors and tokenizer, and put them in place of `target` at once.

    This is where fine-tuned weights go, too: merge them into `tensors` in float32 before.

    `tensors` are as for `matcher.graph.build_graph`; `tokenizer` writes tokenizer.json to the path it gets.
    """

    def write(folder: Path) -> Mapping[str, object]:
        channels = measure_channels(shape, tensors, words)
        (folder / GRAPH).write_bytes(build_graph(shape, tensors, channels=channels))
        write_table(folder, words)
        tokenizer(folder / TOKENIZER)
        return card.to_fields()

    return publish_folder(target, write)

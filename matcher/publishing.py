"""Writes the files of an encoder artefact, whatever its weights came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from matcher.container import Blocks4, Floats, Shape
from matcher.embeddings import Blocks8, write_table
from matcher.encoder import GRAPH, TOKENIZER, Card
from matcher.graph import build_graph
from taxonomy.folder import Manifest, publish_folder


def publish_encoder(
    target: Path,
    card: Card,
    shape: Shape,
    tensors: Mapping[str, Floats],
    words: Blocks4 | Blocks8,
    tokenizer: Callable[[Path], None],
) -> Manifest:
    """Write graph (8-bit), word vectors and tokenizer, and put them in place of `target` at once.

    `tensors` are as for `matcher.graph.build_graph`; `tokenizer` writes tokenizer.json to the path it gets.
    """

    def write(folder: Path) -> Mapping[str, object]:
        (folder / GRAPH).write_bytes(build_graph(shape, tensors))
        write_table(folder, words)
        tokenizer(folder / TOKENIZER)
        return card.to_fields()

    return publish_folder(target, write)

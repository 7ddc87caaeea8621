"""Runs an encoder artefact: tokenizer, word vectors and graph, from a folder that was checked.

The folder holds `graph.onnx` (`matcher.graph`), `tokenizer.json`, the word vectors
(`matcher.embeddings`) and a manifest whose fields are a `Card`. `matcher.model` builds it.

A row is the same to the last bit whatever it is encoded with, because nothing in a batch touches its
neighbours: activations are quantised token by token; attention gives a text as many slots as its own
length asks for (`matcher.packing`); pooling is numpy's, text by text. The number of threads does not matter
either. Other processors may differ in the last bits of the float32 parts, so vectors from two
machines are compared by similarity, not by bytes.

Measured as in `matcher.graph`: 160 microseconds a token and thread in batches, of which the tokenizer takes 2 %;
5.5 ms for a query of 20 tokens. Opening takes 1 s, most of it for the tokenizer, and 85 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from itertools import chain
from pathlib import Path

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as onnx_errors

from matcher.container import Floats
from matcher.embeddings import EmbeddingTable
from matcher.encoding import FORMAT, Role, Span
from matcher.errors import EncodingError, UnsupportedModelError
from matcher.packing import Packing, pack, plan_batches
from matcher.tokenizing import TOKENIZER, open_tokens
from taxonomy.folder import verify_folder

KIND = "encoder"
GRAPH = "graph.onnx"

MAX_TOKENS = 128
"""Longer texts are cut here by default: labels, sentences and mentions are far shorter, and cost grows with length."""

BATCH_SLOTS = 320
"""Slots of one run of the graph: 128 and 512 are 12 % slower, the one for reading the weights more often, the other
for activations that no longer fit the second-level cache."""

FAILURES = (
    onnx_errors.EPFail,
    onnx_errors.EngineError,
    onnx_errors.Fail,
    onnx_errors.InvalidArgument,
    onnx_errors.RuntimeException,
    MemoryError,
    RuntimeError,
)
"""what a run of an opened graph can raise"""

ERRORS = 3
"""onnxruntime's severity from which on it writes to stderr."""


class Pooling(StrEnum):
    """How the vectors of the tokens become one."""

    MEAN = "mean"
    CLS = "cls"


@dataclass(frozen=True, slots=True)
class Card:
    """What the manifest of an encoder says. `positions` is the most tokens the model can take."""

    name: str
    source: str
    dimensions: int
    positions: int
    pooling: Pooling
    prefixes: Mapping[Role, str]

    def to_fields(self) -> dict[str, object]:
        """Return the manifest fields."""
        return {
            "kind": KIND,
            "format": FORMAT,
            "name": self.name,
            "source": self.source,
            "dimensions": self.dimensions,
            "positions": self.positions,
            "pooling": self.pooling.value,
            "prefixes": {role.value: self.prefixes[role] for role in Role},
        }

    @classmethod
    def from_fields(cls, fields: Mapping[str, object]) -> Card:
        """Read manifest fields. Raises `UnsupportedModelError` when they are not those of this format."""
        match fields:
            case {
                "kind": "encoder",
                "format": 2,
                "name": str(name),
                "source": str(source),
                "dimensions": int(dimensions),
                "positions": int(positions),
                "pooling": ("mean" | "cls") as pooling,
                "prefixes": {"query": str(query), "passage": str(passage)},
            }:
                prefixes = {Role.QUERY: query, Role.PASSAGE: passage}
                return cls(name, source, dimensions, positions, Pooling(pooling), prefixes)
        raise UnsupportedModelError(f"not an encoder of format {FORMAT}: {dict(fields)}")


class OnnxEncoder:
    """An encoder artefact, opened. Safe to share between threads."""

    def __init__(self, folder: Path, *, threads: int = 1, max_tokens: int | None = None) -> None:
        """Check and open the artefact in `folder`.

        `threads` are onnxruntime's; `max_tokens` counts the prefix and the two special tokens, by default
        `MAX_TOKENS` or what the model can take.
        Raises `taxonomy.errors.ArtefactError` for a missing or damaged file, `UnsupportedModelError` for
        an artefact of another kind, `ValueError` for impossible arguments.
        """
        manifest = verify_folder(folder)
        self._card = Card.from_fields(manifest.fields)
        positions = self._card.positions
        limit = min(MAX_TOKENS, positions) if max_tokens is None else max_tokens
        if threads < 1 or not 3 <= limit <= positions:
            raise ValueError(f"threads {threads} must be 1 or more, max_tokens {limit} in 3..{positions}")
        self.id = f"{self._card.name}-{manifest.id}"
        self.dimensions = self._card.dimensions
        self._table = EmbeddingTable(folder)
        self._tokens = open_tokens(folder / TOKENIZER, limit)
        self._run = open_graph(folder / GRAPH, threads)
        if len(self._tokens) > self._table.rows or self._table.columns != self.dimensions:
            raise UnsupportedModelError(f"{folder}: tokenizer, word vectors and manifest do not fit each other")

    def encode(self, texts: Sequence[str], role: Role) -> Floats:
        """Return one unit row per text, in order: shape (len(texts), dimensions)."""
        rows = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for place, states in self._states(self.tokenise(texts, role)):
            rows[place] = self._pooled(states)
        return _unit(rows)

    def encode_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]], role: Role) -> list[Floats]:
        """Return each text's row, and below it the mean of each span's tokens; see `matcher.encoding.Encoder`."""
        prefix = self._card.prefixes[role]
        found = [self._tokens.encode(prefix + text) for text in texts]
        rows: list[Floats] = [np.empty(0, dtype=np.float32)] * len(texts)
        for place, states in self._states([each.ids for each in found]):
            inside = [_tokens_in(span, found[place].offsets, len(prefix)) for span in spans[place]]
            whole = self._pooled(states)
            rows[place] = _unit(np.stack([whole, *(states[part].mean(axis=0) if part else whole for part in inside)]))
        return rows

    def tokenise(self, texts: Sequence[str], role: Role) -> list[list[int]]:
        """Return the token ids of each text with its prefix and special tokens, cut to the maximum."""
        prefix = self._card.prefixes[role]
        return [self._tokens.encode(prefix + text).ids for text in texts]

    def _pooled(self, states: Floats) -> Floats:
        pooled: Floats = states.mean(axis=0) if self._card.pooling is Pooling.MEAN else states[0]
        return pooled

    def _states(self, tokens: Sequence[Sequence[int]]) -> Iterator[tuple[int, Floats]]:
        """Yield the place of each text and what the graph makes of its tokens, (tokens, dimensions), in any order."""
        for batch in plan_batches([len(ids) for ids in tokens], BATCH_SLOTS):
            packing = pack([len(tokens[place]) for place in batch])
            ids = np.fromiter(chain.from_iterable(tokens[place] for place in batch), dtype=np.int64)
            (hidden,) = self._run(self._table.gather(ids), packing)
            yield from zip(batch, np.split(hidden, packing.starts[1:]), strict=True)


def _tokens_in(span: Span, offsets: Sequence[Span], n_prefix: int) -> list[int]:
    """Return the places of the tokens that share a letter with the span; special tokens have none."""
    start, end = span[0] + n_prefix, span[1] + n_prefix
    return [place for place, (first, last) in enumerate(offsets) if first < end and last > start and last > first]


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.sqrt((rows * rows).sum(axis=1, keepdims=True))
    return unit


def open_graph(graph: Path | bytes, threads: int = 1) -> Callable[[Floats, Packing], Sequence[Floats]]:
    """Open a graph; the result maps word vectors, laid out so, to all outputs. Many threads may call it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it only ever grows
    # More would put the slow fused operators back (see `matcher.graph`).
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = ERRORS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    source = graph if isinstance(graph, bytes) else str(graph)
    session = onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])

    def run(words: Floats, packing: Packing) -> Sequence[Floats]:
        layout = {field.name: getattr(packing, field.name) for field in fields(packing)}
        try:
            found: Sequence[Floats] = session.run(None, {"token_embeddings": words, **layout})
        except FAILURES as error:
            raise EncodingError(f"the encoder failed: {type(error).__name__}") from error
        return found

    return run

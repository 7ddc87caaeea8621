"""A tiny container written by hand, byte by byte, and the weights it should give."""

import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matcher.container import Shape

Floats = npt.NDArray[np.float32]

PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "▁query:", "▁passage:", "▁nurse", "▁cook", "s", "a")
SCORES = (0.0, 0.0, 0.0, 0.0, -3.0, -1.0, -1.0, -2.0, -2.0, -4.0, -4.0)
NORMALISATION = {"\x01": "", "\u200b": " ", "Ａ": "A"}
SHAPE = Shape(
    hidden=64, layers=2, heads=4, feed_forward=96, vocabulary=12, positions=16, types=2, epsilon=np.float32(1e-5).item()
)

Q4 = 1
F32 = 0


def tiny_tensors(shape: Shape, seed: int = 7) -> dict[str, Floats]:
    """Random weights with the names and sizes of a container, layer norms near the identity."""
    rng = np.random.default_rng(seed)
    size, inner = shape.hidden, shape.feed_forward

    def draw(*sizes: int, about: float = 0.0) -> Floats:
        return (about + 0.2 * rng.standard_normal(sizes)).astype(np.float32)

    found = {"emb.pos": draw(shape.positions, size), "emb.type": draw(shape.types, size)}
    norms = ["emb.ln", *(f"l{n}.{norm}" for n in range(shape.layers) for norm in ("aln", "oln"))]
    for norm in norms:
        found |= {f"{norm}.w": draw(size, about=1.0), f"{norm}.b": draw(size)}
    for n in range(shape.layers):
        for part in ("q", "k", "v", "ao"):
            found |= {f"l{n}.{part}.w": draw(size, size), f"l{n}.{part}.b": draw(size)}
        found |= {f"l{n}.fi.w": draw(inner, size), f"l{n}.fi.b": draw(inner)}
        found |= {f"l{n}.fo.w": draw(size, inner), f"l{n}.fo.b": draw(size)}
    return found


def pack_blocks(weights: Floats) -> bytes:
    """4-bit blocks of 32 as in the format: float16 scale, then nibbles *j* and *j* + 16 in byte *j*."""
    out = bytearray()
    for block in weights.reshape(-1, 32).tolist():
        scale = float(np.float16(max(abs(value) for value in block) / 7))
        codes = [max(0, min(15, round(value / scale) + 8)) for value in block]
        out += struct.pack("<e", scale) + bytes(codes[j] | codes[j + 16] << 4 for j in range(16))
    return bytes(out)


def tokenizer_bytes(pieces: Sequence[str] = PIECES, scores: Sequence[float] = SCORES) -> bytes:
    """Write the tokenizer section and the normalisation map."""
    blob = [piece.encode() for piece in pieces]
    offsets = np.cumsum([0, *map(len, blob)]).tolist()
    out = struct.pack("<5iQ", len(pieces), 0, 2, 1, 3, offsets[-1])
    out += struct.pack(f"<{len(offsets)}I", *offsets) + struct.pack(f"<{len(scores)}f", *scores) + b"".join(blob)
    entries = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(source), len(to), *map(ord, to)) for source, to in NORMALISATION.items()
    )
    return out + struct.pack("<iI", len(NORMALISATION), len(entries)) + entries


def is_packed(name: str) -> bool:
    """Whether the container keeps this tensor in 4 bits: words, and matrices of layers."""
    return name == "emb.word" or (name[0] == "l" and "ln." not in name and name.endswith(".w"))


def container_bytes(
    shape: Shape = SHAPE, tensors: Mapping[str, Floats] | None = None, *, magic: bytes = b"E5S1", kind: int = Q4
) -> bytes:
    """Write a whole container; `kind` is written as the type of the 4-bit tensors."""
    found = dict(tensors if tensors is not None else tiny_tensors(shape))
    rng = np.random.default_rng(3)
    found.setdefault("emb.word", rng.standard_normal((shape.vocabulary, shape.hidden)).astype(np.float32))
    sizes = (shape.hidden, shape.layers, shape.heads, shape.feed_forward, shape.vocabulary, shape.positions)
    head = magic + struct.pack("<I7ifi", 1, *sizes, shape.types, shape.epsilon, 32) + tokenizer_bytes()
    bodies = {name: pack_blocks(array) if is_packed(name) else array.tobytes() for name, array in found.items()}
    at = len(head) + 4 + sum(2 + len(name) + 21 for name in found)
    directory = struct.pack("<i", len(found))
    for name, body in bodies.items():
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", kind if is_packed(name) else F32, found[name].size, at, len(body))
        at += len(body)
    return head + directory + b"".join(bodies.values())

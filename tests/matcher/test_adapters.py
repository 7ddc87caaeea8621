"""Adapters: kept in float16, merged in float32, and what torch trains is what onnxruntime then runs."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from matcher.adapters import ADAPTED, OWN_ADAPTERS, Adapters
from matcher.container import Container, Floats, parse_container
from matcher.encoder import OnnxEncoder
from matcher.encoding import Role
from matcher.errors import MalformedError
from matcher.model import build_from_container, find_weights, float_tensors
from taxonomy.errors import ArtefactDamagedError
from tests.matcher.tiny import SHAPE, container_bytes

RANK = 3


def tiny_container() -> Container:
    """Read the handmade container."""
    return parse_container(memoryview(container_bytes()))


def random_matrices(size: float = 0.3) -> dict[str, Floats]:
    """Return adapters for every linear layer of the tiny shape, exact in float16."""
    draw = np.random.default_rng(1)
    wide = {"fi": (SHAPE.feed_forward, SHAPE.hidden), "fo": (SHAPE.hidden, SHAPE.feed_forward)}
    matrices = {}
    for n in range(SHAPE.layers):
        for name in ADAPTED:
            n_out, n_in = wide.get(name, (SHAPE.hidden, SHAPE.hidden))
            matrices[f"l{n}.{name}.up"] = size * draw.standard_normal((n_out, RANK))
            matrices[f"l{n}.{name}.down"] = size * draw.standard_normal((RANK, n_in))
    return {name: matrix.astype(np.float16).astype(np.float32) for name, matrix in matrices.items()}


def test_what_is_published_is_what_is_opened(tmp_path: Path) -> None:
    """Matrices, scale and origin survive; the id follows from the content."""
    manifest = Adapters(random_matrices(), 2.0).publish(tmp_path / "adapter", {"steps": 7})
    opened = Adapters.open(tmp_path / "adapter")
    assert opened.id == manifest.id
    assert opened.scale == 2.0
    assert manifest.fields["steps"] == 7
    assert set(opened.matrices) == set(random_matrices())
    for name, matrix in random_matrices().items():
        np.testing.assert_array_equal(opened.matrices[name], matrix)


def test_a_flipped_bit_is_found(tmp_path: Path) -> None:
    """Weights that were damaged are not merged into an encoder."""
    Adapters(random_matrices(), 2.0).publish(tmp_path / "adapter", {})
    path = tmp_path / "adapter" / "adapters.npz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ArtefactDamagedError):
        Adapters.open(tmp_path / "adapter")


def test_merging_adds_the_product() -> None:
    """W + scale x up x down, for the adapted layers and no other."""
    tensors = {"l0.q.w": np.zeros(4, dtype=np.float32), "l0.q.b": np.ones(2, dtype=np.float32)}
    matrices = {
        "l0.q.up": np.array([[1.0], [2.0]], dtype=np.float32),
        "l0.q.down": np.array([[3.0, 5.0]], dtype=np.float32),
    }
    merged = Adapters(matrices, 2.0).merge(tensors)
    np.testing.assert_array_equal(merged["l0.q.w"], [6, 10, 12, 20])
    np.testing.assert_array_equal(merged["l0.q.b"], [1, 1])
    np.testing.assert_array_equal(tensors["l0.q.w"], 0)


def test_an_adapter_of_another_model_is_refused() -> None:
    """Neither unknown layers nor other widths are merged silently."""
    adapters = Adapters({"l0.q.up": np.ones((2, 1), np.float32), "l0.q.down": np.ones((1, 2), np.float32)}, 1.0)
    with pytest.raises(MalformedError, match=r"l0\.q"):
        adapters.merge({"l1.q.w": np.zeros(4, dtype=np.float32)})
    with pytest.raises(MalformedError, match=r"l0\.q"):
        adapters.merge({"l0.q.w": np.zeros(6, dtype=np.float32)})


def test_adapters_change_the_encoder_and_its_name(tmp_path: Path) -> None:
    """An adapted encoder has other vectors, another id, and says what it was made of."""
    plain = build_from_container(tmp_path / "plain", tiny_container(), "by hand")
    adapted = build_from_container(
        tmp_path / "own", tiny_container(), "by hand", Adapters(random_matrices(), 2.0, "a1")
    )
    rows = [OnnxEncoder(tmp_path / name, max_tokens=16).encode(["nurse"], Role.QUERY) for name in ("plain", "own")]
    assert rows[0] @ rows[1].T < 0.99
    assert adapted.id != plain.id
    assert adapted.fields["source"] == "by hand with adapters a1"


def test_the_committed_adapters_fit_the_packaged_encoder() -> None:
    """They open, every one of them fits, and the manifest says how they were chosen."""
    adapters = Adapters.open(OWN_ADAPTERS)
    with find_weights() as path:
        container = parse_container(memoryview(path.read_bytes()))
    tensors = float_tensors(container)
    merged = adapters.merge(tensors)
    changed = {name for name in tensors if not np.array_equal(tensors[name], merged[name])}
    assert changed == {f"l{n}.{layer}.w" for n in range(container.shape.layers) for layer in ADAPTED}


@pytest.mark.skipif(find_spec("torch") is None, reason="needs the extra `train`")
def test_what_torch_trains_is_what_onnxruntime_runs(tmp_path: Path) -> None:
    """The packed network and the published artefact give the same vectors, adapters included."""
    import torch  # noqa: PLC0415

    from matcher.training.network import Network  # noqa: PLC0415

    container, matrices = tiny_container(), random_matrices(0.1)
    tensors = float_tensors(container)
    network = Network(container.shape, tensors, container.get_blocks("emb.word"), RANK, 2.0)
    for n, block in enumerate(network.blocks):
        for name in ADAPTED:
            for part in ("up", "down"):
                getattr(getattr(block, name), part).data = torch.from_numpy(matrices[f"l{n}.{name}.{part}"])
    build_from_container(tmp_path / "own", container, "by hand", Adapters(matrices, 2.0))
    encoder = OnnxEncoder(tmp_path / "own", max_tokens=16)
    texts = ["nurse", "cooks", "nurse cook", "a nurse", "cook"]
    with torch.no_grad():
        trained = network(encoder.tokenise(texts, Role.QUERY)).numpy()
    served = encoder.encode(texts, Role.QUERY)
    # bfloat16 there, 8-bit integers here: alike, not equal.
    assert (trained * served).sum(axis=1).min() > 0.99

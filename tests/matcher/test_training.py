"""The training loop, where torch is (the extra `train`); elsewhere CI fetches torch and runs this file with it."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import zlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from matcher.adapters import ADAPTED
from matcher.container import parse_container
from matcher.training.pairs import Source, label_source, siblings
from taxonomy.types import Kind
from tests.matcher.small import small_taxonomy
from tests.matcher.tiny import SHAPE, container_bytes

if TYPE_CHECKING:
    from matcher.training.run import Trainer

TORCH = "torch==2.13.0"
needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="needs the extra `train`")


def tokenise(texts: Sequence[str]) -> list[list[int]]:
    """Turn words into ids of the tiny vocabulary, by checksum."""
    return [[0, *(4 + zlib.crc32(word.encode()) % 7 for word in text.split()[:12]), 2] for text in texts]


def sources() -> list[Source]:
    """Return the labels of the small world."""
    taxonomy = small_taxonomy()
    return [label_source(taxonomy, kind, 0.5, preferred=0.5) for kind in Kind]


def trainer(folder: Path, steps: int = 8) -> Trainer:
    """Return a trainer of the tiny encoder."""
    from matcher.training.run import Plan, Trainer  # noqa: PLC0415

    plan = Plan(steps=steps, decay=2, warm_up=1, size=4, rate=1e-2, rank=3, check_every=4)
    container = parse_container(memoryview(container_bytes()))
    return Trainer(folder, plan, container, sources(), siblings(small_taxonomy()), tokenise)


def unchecked() -> Mapping[str, float]:
    """Check nothing."""
    return {"mean": 0.0}


@needs_torch
def test_contrast_is_the_mean_of_both_directions() -> None:
    """Two pairs at cosines 1 and 0 with temperature 1: both directions lose log(1 + e^-1)."""
    import torch  # noqa: PLC0415

    from matcher.training.network import contrast  # noqa: PLC0415

    vectors = torch.eye(2)
    apart = torch.eye(2, dtype=torch.bool)
    assert contrast(vectors, vectors, apart, 1.0).item() == pytest.approx(math.log(1 + math.exp(-1)))
    # A label that the other text means, too, is no negative: nothing is left to lose.
    both = torch.ones(2, 2, dtype=torch.bool)
    assert contrast(vectors, vectors, both, 1.0).item() == pytest.approx(0, abs=1e-6)


@needs_torch
def test_training_changes_adapters_alone(tmp_path: Path) -> None:
    """The loss falls, the frozen weights stay, a log line is written for every step."""
    subject = trainer(tmp_path, steps=24)
    frozen = {name: each.clone() for name, each in subject.network.named_buffers()}
    subject.train(unchecked)
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert len(lines) == 24
    assert all((each == frozen[name]).all() for name, each in subject.network.named_buffers())
    matrices = subject.network.matrices()
    assert set(matrices) == {
        f"l{n}.{k}.{part}" for n in range(SHAPE.layers) for k in ADAPTED for part in ("up", "down")
    }
    assert all(np.abs(matrix).max() > 0 for matrix in matrices.values())


@needs_torch
def test_a_stopped_training_goes_on_where_it_was(tmp_path: Path) -> None:
    """Eight steps at once and twice four steps give the same adapters."""
    whole = trainer(tmp_path / "whole")
    whole.train(unchecked)
    trainer(tmp_path / "parts").train(unchecked, until=4)
    rest = trainer(tmp_path / "parts")
    assert rest.step == 4
    rest.train(unchecked)
    for name, matrix in whole.network.matrices().items():
        np.testing.assert_array_equal(rest.network.matrices()[name], matrix)


@needs_torch
def test_texts_are_encoded_alike_alone_and_together(tmp_path: Path) -> None:
    """Packing texts of several lengths changes no vector beyond rounding."""
    subject = trainer(tmp_path)
    texts = ["nurse", "cook and cut with knives", "weld", "weld pipes of steel", "cook"]
    together = subject.encode(texts).numpy()
    alone = np.concatenate([subject.encode([text]).numpy() for text in texts])
    np.testing.assert_allclose(together, alone, atol=2e-2)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)


@needs_torch
def test_two_processes_learn_what_one_does(tmp_path: Path) -> None:
    """Shares of a batch on two cores give the gradients of the whole batch, up to rounding."""
    import torch  # noqa: PLC0415

    torch.multiprocessing.spawn(_train_shared, (2, tmp_path / "two"), nprocs=2)
    alone = trainer(tmp_path / "one", steps=4)
    alone.train(unchecked)
    shared = trainer(tmp_path / "two", steps=4)
    assert shared.step == 4
    for name, matrix in alone.network.matrices().items():
        np.testing.assert_allclose(shared.network.matrices()[name], matrix, atol=2e-2)


def _train_shared(rank: int, n_processes: int, folder: Path) -> None:
    from matcher.training.run import join  # noqa: PLC0415

    join(rank, n_processes, 29571)
    trainer(folder, steps=4).train(unchecked)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is here, so the tests above ran")
def test_training_with_torch_beside(tmp_path: Path) -> None:
    """The tests that need torch pass with it; it is fetched into a folder of its own, not into the install."""
    site = tmp_path / "site"
    fetch = [sys.executable, "-m", "pip", "install", "--quiet", "--no-warn-conflicts", "--target", str(site), TORCH]
    subprocess.run(fetch, check=True, timeout=900)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "default", "-n", "0"]
    done = subprocess.run(
        [*command, "tests/matcher/test_training.py", "tests/matcher/test_adapters.py"],
        env={**os.environ, "PYTHONPATH": str(site)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" in done.stdout  # this test alone
    assert "6 skipped" not in done.stdout

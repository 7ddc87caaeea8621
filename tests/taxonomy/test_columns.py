"""Arrays reach the disk whole, or an error says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from taxonomy.columns import save_array

ARRAYS = (np.zeros((0, 3), dtype=np.float32), np.arange(12, dtype=np.int8).reshape(3, 4), np.ones(5, dtype=np.float16))


@pytest.mark.parametrize("array", ARRAYS, ids=str)
def test_an_array_is_written_as_numpy_writes_it(tmp_path: Path, array: NDArray[np.generic]) -> None:
    """Byte for byte, so that whoever reads it needs nothing of ours."""
    save_array(array, tmp_path / "ours.npy")
    np.save(tmp_path / "numpys.npy", array)
    assert (tmp_path / "ours.npy").read_bytes() == (tmp_path / "numpys.npy").read_bytes()


def test_a_full_disk_is_an_error() -> None:
    """The device that is always full."""
    with pytest.raises(OSError, match="No space left"):
        save_array(np.ones(3), Path("/dev/full"))

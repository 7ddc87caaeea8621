"""Columns that open without parsing: strings, adjacency, and named arrays in a file.

Everything is a flat numpy array, so an artefact is mapped into memory, shared
between workers, and costs milliseconds to open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from taxonomy.errors import ArtefactDamagedError

Arrays = Mapping[str, NDArray[np.generic]]

DATA = "columns.bin"
INDEX = "columns.json"
ALIGNMENT = 64


class StringColumn:
    """Immutable strings as one UTF-8 blob (uint8) and n + 1 byte offsets (int64), decoded when asked for."""

    __slots__ = ("blob", "offsets")

    def __init__(self, blob: NDArray[np.uint8], offsets: NDArray[np.int64]) -> None:
        self.blob = blob
        self.offsets = offsets

    @classmethod
    def from_strings(cls, strings: Iterable[str]) -> StringColumn:
        """Encode `strings`, in their order."""
        encoded = [string.encode() for string in strings]
        lengths = np.fromiter(map(len, encoded), dtype=np.int64, count=len(encoded))
        offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum(lengths, out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return the arrays by name, for saving; `string_column` is the way back."""
        return {f"{name}.blob": self.blob, f"{name}.offsets": self.offsets}

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self):
            raise IndexError(f"row {index} of {len(self)}")
        return self.blob[self.offsets[index] : self.offsets[index + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        data = self.blob.tobytes()
        start = 0
        for end in self.offsets[1:].tolist():
            yield data[start:end].decode()
            start = end


class Adjacency:
    """Rows to sorted, distinct targets: `indices[indptr[row]:indptr[row + 1]]` (int64, int32)."""

    __slots__ = ("indices", "indptr")

    def __init__(self, indptr: NDArray[np.int64], indices: NDArray[np.int32]) -> None:
        self.indptr = indptr
        self.indices = indices

    @classmethod
    def from_pairs(cls, n_rows: int, pairs: Iterable[tuple[int, int]] | NDArray[np.int64]) -> Adjacency:
        """Build from (row, target) pairs in any order, as tuples or an (n, 2) array; repeats count once."""
        array = pairs if isinstance(pairs, np.ndarray) else np.array(list(pairs), dtype=np.int64)
        array = np.unique(array.reshape(-1, 2), axis=0)
        indptr = np.zeros(n_rows + 1, dtype=np.int64)
        np.cumsum(np.bincount(array[:, 0], minlength=n_rows), out=indptr[1:])
        return cls(indptr, array[:, 1].astype(np.int32))

    def arrays(self, name: str) -> dict[str, NDArray[np.generic]]:
        """Return the arrays by name, for saving; `adjacency` is the way back."""
        return {f"{name}.indptr": self.indptr, f"{name}.indices": self.indices}

    def __len__(self) -> int:
        return len(self.indptr) - 1

    @property
    def n_pairs(self) -> int:
        """How many pairs there are in all."""
        return len(self.indices)

    def of(self, row: int) -> NDArray[np.int32]:
        """Return the targets of `row`, ascending; a view, not to be written to."""
        return self.indices[self.indptr[row] : self.indptr[row + 1]]


@dataclass(frozen=True, slots=True)
class Columns:
    """All arrays of an artefact by name, and the JSON-able fields beside them."""

    arrays: Arrays
    fields: Mapping[str, Any]


def string_column(arrays: Arrays, name: str) -> StringColumn:
    """Return the strings saved under `NAME.blob` and `NAME.offsets`."""
    return StringColumn(
        arrays[f"{name}.blob"].astype(np.uint8, copy=False), arrays[f"{name}.offsets"].astype(np.int64, copy=False)
    )


def adjacency(arrays: Arrays, name: str) -> Adjacency:
    """Return the adjacency saved under `NAME.indptr` and `NAME.indices`."""
    return Adjacency(
        arrays[f"{name}.indptr"].astype(np.int64, copy=False), arrays[f"{name}.indices"].astype(np.int32, copy=False)
    )


def save_arrays(arrays: Arrays, folder: Path) -> None:
    """Write all arrays into `folder`: their bytes one after the other, and where each begins.

    One file instead of one per array: one to sync, one to map.
    """
    index: dict[str, tuple[str, list[int], int]] = {}
    with (folder / DATA).open("wb") as stream:
        for name, array in arrays.items():
            stream.write(bytes(-stream.tell() % ALIGNMENT))
            index[name] = (array.dtype.str, list(array.shape), stream.tell())
            stream.write(np.ascontiguousarray(array).data)
    (folder / INDEX).write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")


def save_array(array: NDArray[np.generic], path: Path) -> None:
    """Write one array as `np.save` does, byte for byte, for `np.load` to map. Raises OSError where it cannot.

    `np.save` writes through C's buffered streams and does not see that the last part of a file could not be written,
    so a full disk would leave a short file behind, and no error.
    """
    plain = np.ascontiguousarray(array)
    with path.open("wb") as stream:
        np.lib.format.write_array_header_1_0(stream, np.lib.format.header_data_from_array_1_0(plain))
        stream.write(plain.data)


def map_arrays(folder: Path) -> dict[str, NDArray[np.generic]]:
    """Map what `save_arrays` wrote, read-only. Raises ArtefactDamagedError where it cannot."""
    try:
        index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        data = np.memmap(folder / DATA, dtype=np.uint8, mode="r")
        return {
            name: np.ndarray(tuple(shape), np.dtype(dtype), buffer=data.data, offset=offset)
            for name, (dtype, shape, offset) in index.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise ArtefactDamagedError(folder, [f"{DATA} and {INDEX} cannot be read ({error})"]) from error

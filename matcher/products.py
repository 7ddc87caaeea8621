"""Exact products of 8-bit integers: those of numpy go through floats or one by one, processors have instructions.

onnxruntime multiplies them as `MatMulInteger`, from a graph of one node (`GRAPHS`, written by `matcher.graph`, which
the service does not import). Its first operand has no sign, so rows are moved up by 128 while they are in the cache;
the operator takes that off again. With 13,896 rows of 384 and 26 columns, one thread of a Xeon with AMX: .9 ms, float32
by OpenBLAS from 8 bits 5.4 ms.

Without VNNI, x86-64 adds pairs of unsigned times signed products in 16 bits and cuts off what does not fit. So the
largest numbers are tried once, and where they come out wrong, both operands go without sign: slower, but exact
everywhere (onnxruntime's documentation, "Quantize ONNX models: when to use U8U8").
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

__all__ = ["GRAPHS", "MOST", "Signs", "integer_products", "is_exact", "open_products"]

Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]
Products = Callable[[Int8s, Int8s], Int32s]

ZERO = 128
"""What stands for 0 among numbers without sign: int8 and uint8 then differ in the highest bit only."""

MOST = 127


class Signs(StrEnum):
    """Whether the columns keep their sign."""

    KEPT = "int8"
    MOVED = "uint8"


GRAPHS = {signs: Path(__file__).parent / "graphs" / f"products-{signs}.onnx" for signs in Signs}


def integer_products(rows: Int8s, columns: Int8s) -> Int32s:
    """Return rows (n, k) times columns (k, m), exact: (n, m). Thread-safe; of either at least one."""
    return _products()(rows, columns)


def open_products(signs: Signs) -> Products:
    """Open a graph; the result does what `integer_products` does, exactly or not."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # it only ever grows
    session = onnxruntime.InferenceSession(str(GRAPHS[signs]), options, providers=["CPUExecutionProvider"])

    def products(rows: Int8s, columns: Int8s) -> Int32s:
        right = columns if signs is Signs.KEPT else _moved(columns)
        (sums,) = session.run(None, {"rows": _moved(rows), "columns": right})
        return np.asarray(sums, dtype=np.int32)

    return products


def is_exact(products: Products) -> bool:
    """Whether the largest sums come out right, in which pairs of products overflow first."""
    columns = np.full((64, 16), MOST, dtype=np.int8)
    columns[:, ::2] *= -1
    rows = np.full((16, 64), MOST, dtype=np.int8)
    rows[::2] *= -1
    return np.array_equal(products(rows, columns), rows.astype(np.int32) @ columns.astype(np.int32))


@lru_cache(maxsize=1)
def _products() -> Products:
    """Open the faster graph that is exact on this processor; the sums are the same with either."""
    fast = open_products(Signs.KEPT)
    return fast if is_exact(fast) else open_products(Signs.MOVED)


def _moved(values: Int8s) -> NDArray[np.uint8]:
    """Return `values` plus ZERO: the same bits but the highest."""
    return np.bitwise_xor(values.view(np.uint8), np.uint8(ZERO))

"""Writes a BERT encoder as an ONNX graph: post-norm, GELU with erf, positions counted from 0.

The graph turns `token_embeddings` (tokens, hidden) float32, the word vectors without positions, into `hidden`
(tokens, hidden) float32. The tokens of several texts lie side by side; `matcher.packing` says which are whose. Word
vectors stay outside (`matcher.embeddings`) and so does pooling: a `ReduceMean` inside depends on the batch in its
last bits.

Linear layers run as 8-bit integers. Weights have one scale per output; activations get one scale
per token while running, so a row never depends on its neighbours and integer sums are exact. A few
channels are ten times as large as the rest and would take all of a token's range; those into
queries, keys, values and feed-forward are evened out first, dividing them by constant factors that the
weights are multiplied with (SmoothQuant, Xiao et al. 2023; `balance`).

Choosing the integers, with multilingual-e5-small on one thread of a Xeon with VNNI and AMX, onnxruntime 1.31, cosine
to fp32 over 400 ESCO labels (the rows marked * over 32 random texts), with a first version of the other operators:

    linear layers                                     labels/s   query    file     cosine mean (min)
    fp32                                                 263     8.9 ms   86 MB    1
    MatMulNBits, 8 bits in blocks of 32, level 4         209     9.7 ms   25 MB    .99986*
    MatMulNBits, 4 bits as in the container, level 4     191    10.4 ms   14 MB    .99989*
    MatMulNBits, 4 bits as in the container, level 1     262    14.0 ms   14 MB    1.0000*
    8 bits, one scale per token                          543     4.6 ms   22 MB    .9990 (.9985)
    the same with unsigned weights                       237     9.9 ms   22 MB    .9991*
    the same with 7-bit weights                          548     4.5 ms   22 MB    .9987 (.9979)
    the same, channels evened out (this module)          530     4.7 ms   22 MB    .9994 (.9988)

Evening out by the layer norms' gains, without running anything, made the cosine worse (.9986).

With integers, products are a fifth of the time, so the rest was chosen by the microsecond, for 260 tokens in a layer:
`LayerNormalization` after two additions 150, fused `SkipLayerNormalization` 715; attention on packed texts 460, with
`key_padding_mask` 1,125; rows quantised with their own scales in one step 47, divided before 68. A text of 150 words
(16 passages of 9 to 28 tokens) takes 42 ms packed and 64 ms in runs of equal length with the fused operators, 3,408
tokens of such passages 555 and 795 ms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from matcher.container import Floats, Shape
from matcher.errors import MalformedError, UnknownTensorError

INPUT = "token_embeddings"
PLACES = "places"
STARTS = "starts"
SLOTS = "slots"
KEYS = "keys"
BACK = "back"
OUTPUT = "hidden"
OPSET = 20
IR_VERSION = 10
"""The oldest that has what is used here, so that older runtimes open the file too."""

MICROSOFT = "com.microsoft"
TOP_ACTIVATION = 127
TOP_WEIGHT = 63
"""Largest magnitudes of the integers. Weights use 7 of their 8 bits: x86 without VNNI adds two products of an
unsigned and a signed byte in 16 bits, and 2 x 255 x 63 still fits, so every processor computes the same."""

ZERO_POINT = 128
"""Activations are stored unsigned, as the fast kernels of x86 want them."""

LEAST_GELU = -0.17
"""No value of GELU is below it, so the largest alone says how large a token's values are."""

EMPTY_SCORE = -32
"""What an empty slot scores less than the text's first token: its weight, below 1e-13, rounds away. Far lower scores
give weights that float32 holds only as denormals, which make attention twice as slow."""

SMALLEST_SCALE = 1e-9
"""Keeps a token whose activations are all zero from dividing by zero."""


def quantise_rows(weights: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """Quantise a matrix (outputs, inputs) to 8 bits with one scale per output.

    Returns codes (outputs, inputs) in -63..63 and scales (outputs,); weight = code x scale, off by
    half a scale at most.
    """
    scales = (np.abs(weights).max(axis=1) / TOP_WEIGHT).astype(np.float32)
    scales[scales == 0] = 1
    codes = np.rint(weights / scales[:, None]).astype(np.int8)
    return codes, scales


def balance(weights: Floats, channels: Floats) -> Floats:
    """Return the factor to divide each channel of the activations by, all powers of two around 1.

    It is the square root of how large the channel's activations are (`channels`, root mean square) over how
    large its weights (outputs, inputs) are, so that both sides share the difficulty. Powers of two are
    exact, and small differences between processors round away.
    """
    largest = np.abs(weights).max(axis=0)
    share = np.log2(np.maximum(channels, SMALLEST_SCALE)) - np.log2(np.maximum(largest, SMALLEST_SCALE))
    factors: Floats = np.exp2(np.rint((share - share.mean()) / 2)).astype(np.float32)
    return factors


def norm_outputs(shape: Shape) -> list[str]:
    """Return the names of the states that feed linear layers after a layer norm, for `outputs` below."""
    layers = range(shape.layers)
    return ["emb.ln.out", *(f"l{n}.aln.out" for n in layers), *(f"l{n}.oln.out" for n in layers[:-1])]


def build_graph(
    shape: Shape,
    tensors: Mapping[str, Floats],
    *,
    quantise: bool = True,
    channels: Mapping[str, Floats] | None = None,
    outputs: Sequence[str] = (),
) -> bytes:
    """Return the serialised model for float32 `tensors`, named and ordered as in the container.

    Needed are `emb.pos emb.type emb.ln.{w,b}` and for each layer n `l{n}.{q,k,v,ao,fi,fo}.{w,b}` and
    `l{n}.{aln,oln}.{w,b}`; weights are (outputs, inputs), flat or not. `quantise=False` keeps the linear
    layers in float32, for comparison. `channels` gives, by names of `norm_outputs`, the root mean square of
    each channel to even out by. `outputs` are put out too. Equal arguments give equal bytes.
    Raises `UnknownTensorError` for a missing tensor, `MalformedError` for one of a wrong size.
    """
    writer = _Writer(shape, tensors, channels or {}, quantise=quantise)
    states = writer.embed()
    for layer in range(shape.layers):
        states = writer.layer(f"l{layer}.", states)
    writer.op("Identity", [states], OUTPUT)
    return writer.finish([OUTPUT, *outputs])


def build_products(*, signed: bool) -> bytes:
    """Return the serialised model of `matcher.products`: `rows` (n, k) times `columns` (k, m).

    Rows are uint8 with ZERO_POINT for 0; columns, too, or int8 if `signed`. Equal arguments give equal bytes.
    """
    inputs = ["rows", "columns", "zero"] if signed else ["rows", "columns", "zero", "zero"]
    sizes: list[list[str | int | None]] = [["n", "k"], ["k", "m"], ["n", "m"]]
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", inputs, ["sums"], name="sums")],
        "products",
        [
            helper.make_tensor_value_info("rows", TensorProto.UINT8, sizes[0]),
            helper.make_tensor_value_info("columns", TensorProto.INT8 if signed else TensorProto.UINT8, sizes[1]),
        ],
        [helper.make_tensor_value_info("sums", TensorProto.INT32, sizes[2])],
        [numpy_helper.from_array(np.array(ZERO_POINT, dtype=np.uint8), "zero")],
    )
    return _serialised(graph, [helper.make_opsetid("", OPSET)])


def _serialised(graph: onnx.GraphProto, opsets: Sequence[onnx.OperatorSetIdProto]) -> bytes:
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="immerse")
    serialised: bytes = model.SerializeToString(deterministic=True)
    return serialised


class _Writer:
    """Collects nodes and constants; a method adds a part and returns the name of its output."""

    def __init__(
        self, shape: Shape, tensors: Mapping[str, Floats], channels: Mapping[str, Floats], *, quantise: bool
    ) -> None:
        self.shape = shape
        self.tensors = tensors
        self.channels = channels
        self.quantise = quantise
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def op(self, kind: str, inputs: Sequence[str], output: str, domain: str = "", **attributes: float) -> str:
        node = helper.make_node(kind, inputs, [output], name=output, domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
        self.nodes.append(node)
        return output

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def tensor(self, name: str, *sizes: int) -> Floats:
        if name not in self.tensors:
            raise UnknownTensorError(f"tensor {name!r} is missing")
        values = self.tensors[name]
        if values.size != np.prod(sizes):
            raise MalformedError(f"tensor {name!r} has {values.size} elements, expected {sizes}")
        return values.astype(np.float32, copy=False).reshape(sizes)

    def vector(self, name: str, size: int) -> str:
        return self.constant(name, self.tensor(name, size))

    def embed(self) -> str:
        """Word vectors plus position and type 0, normalised."""
        size = self.shape.hidden
        if self.quantise:
            count = self.op("Shape", [INPUT], "count", start=0, end=1)
            self.op("Expand", [self.zero_point(), count], "zero_points")
        types = self.tensor("emb.type", self.shape.types, size)
        positions = self.tensor("emb.pos", self.shape.positions, size) + types[0]
        here = self.op("Gather", [self.constant("positions", positions), PLACES], "here", axis=0)
        summed = self.op("Add", [INPUT, here], "placed")
        return self.normalise(summed, "emb.ln")

    def layer(self, at: str, states: str) -> str:
        """Self-attention and feed-forward, each added to its input and normalised."""
        size, inner = self.shape.hidden, self.shape.feed_forward
        mixed = self.attention(at, states)
        output = self.tensor(f"{at}ao.w", size, size)
        (attended,) = self.linear(mixed, {f"{at}ao": output})
        # What all values have in common passes through the weighted mean unchanged.
        bias = self.tensor(f"{at}ao.b", size) + output @ self.tensor(f"{at}v.b", size)
        states = self.add_and_normalise(attended, self.constant(f"{at}ao.b", bias), states, f"{at}aln")
        (wide,) = self.linear(states, {f"{at}fi": self.tensor(f"{at}fi.w", inner, size)})
        active = self.op("BiasGelu", [wide, self.vector(f"{at}fi.b", inner)], f"{at}active", MICROSOFT)
        (narrow,) = self.linear(active, {f"{at}fo": self.tensor(f"{at}fo.w", size, inner)}, least=LEAST_GELU)
        return self.add_and_normalise(narrow, self.vector(f"{at}fo.b", size), states, f"{at}oln")

    def attention(self, at: str, states: str) -> str:
        """Weighted means of values, text by text, without the values' bias.

        Keys have no bias either: it would add the same to all scores of a query. Instead of a mask, which is twice as
        slow, queries and keys have one more channel a head: 1 in queries, 0 in keys, negative in empty slots, which
        hold the key of the text's first token otherwise.
        """
        size, heads = self.shape.hidden, self.shape.heads
        weights = {f"{at}{part}": self.tensor(f"{at}{part}.w", size, size) for part in "qkv"}
        weights |= {f"{at}{part}": self.widen(weights[f"{at}{part}"], 0) for part in "qk"}
        queries, keys, values = self.linear(states, weights)
        bias = self.constant(f"{at}q.b", self.widen(self.tensor(f"{at}q.b", size), 1))
        queries = self.op("Add", [queries, bias], f"{at}q.biased")
        scale = (size // heads) ** -0.5
        low = self.constant("low", self.widen(np.zeros(size, dtype=np.float32), EMPTY_SCORE / scale))
        empty = self.op("Add", [self.op("Gather", [keys, STARTS], f"{at}k.first", axis=0), low], f"{at}k.empty")
        keys = self.op("Concat", [keys, empty], f"{at}k.padded", axis=0)
        rows = {queries: SLOTS, keys: KEYS, values: SLOTS}
        parts = [self.op("Gather", [part, slots], f"{part}.slots", axis=0) for part, slots in rows.items()]
        mixed = self.op("MultiHeadAttention", parts, f"{at}slots", MICROSOFT, num_heads=heads, scale=scale)
        flat = self.op("Reshape", [mixed, self.constant("flat", np.array([-1, size], dtype=np.int64))], f"{at}flat")
        return self.op("Gather", [flat, BACK], f"{at}mixed", axis=0)

    def widen(self, rows: Floats, value: float) -> Floats:
        """Put a row of `value` after those of each head."""
        parts = rows.reshape(self.shape.heads, -1, *rows.shape[1:])
        filled = np.full((self.shape.heads, 1, *rows.shape[1:]), value, dtype=np.float32)
        return np.concatenate([parts, filled], axis=1).reshape(-1, *rows.shape[1:])

    def add_and_normalise(self, update: str, bias: str, states: str, norm: str) -> str:
        biased = self.op("Add", [update, bias], f"{norm}.biased")
        return self.normalise(self.op("Add", [biased, states], f"{norm}.in"), norm)

    def normalise(self, states: str, norm: str) -> str:
        inputs = [states, *(self.vector(f"{norm}.{part}", self.shape.hidden) for part in "wb")]
        return self.op("LayerNormalization", inputs, f"{norm}.out", epsilon=self.shape.epsilon)

    def linear(self, states: str, weights: Mapping[str, Floats], least: float | None = None) -> list[str]:
        """Products of `states` with one or more weights, without biases.

        `least` is a value that no state is below, where it is near zero.
        """
        if not self.quantise:
            return [
                self.op("MatMul", [states, self.constant(f"{name}.w", matrix.T)], f"{name}.out")
                for name, matrix in weights.items()
            ]
        if states in self.channels:
            factors = balance(np.concatenate(list(weights.values())), self.channels[states])
            weights = {name: matrix * factors for name, matrix in weights.items()}
            states = self.op("Mul", [states, self.constant(f"{states}.factors", 1 / factors)], f"{states}.even")
        codes, scales = self.quantised(states, least)
        return [self.integer_product(codes, scales, name, matrix) for name, matrix in weights.items()]

    def quantised(self, states: str, least: float | None) -> tuple[str, str]:
        """Codes of `states` as unsigned 8 bits, and one scale per token: (tokens, 1)."""
        last = self.constant("last", np.array([-1], dtype=np.int64))
        step = self.constant("step", np.array([1 / TOP_ACTIVATION], dtype=np.float32))
        smallest = SMALLEST_SCALE if least is None else -least / TOP_ACTIVATION
        floor = self.constant(f"smallest.{smallest}", np.array([smallest], dtype=np.float32))
        sizes = states if least is not None else self.op("Abs", [states], f"{states}.abs")
        largest = self.op("ReduceMax", [sizes, last], f"{states}.max", keepdims=0)
        scales = self.op("Max", [self.op("Mul", [largest, step], f"{states}.raw"), floor], f"{states}.scale")
        codes = self.op("QuantizeLinear", [states, scales, "zero_points"], f"{states}.codes", axis=0)
        return codes, self.op("Unsqueeze", [scales, last], f"{states}.scales")

    def integer_product(self, codes: str, scales: str, name: str, matrix: Floats) -> str:
        weights, weight_scales = quantise_rows(matrix)
        inputs = [
            codes,
            self.constant(f"{name}.codes", weights.T),
            self.constant("one", np.array(1, dtype=np.float32)),
            self.constant(f"{name}.scales", weight_scales),
            self.zero_point(),
        ]
        product = self.op("MatMulIntegerToFloat", inputs, f"{name}.product", MICROSOFT)
        return self.op("Mul", [product, scales], f"{name}.out")

    def zero_point(self) -> str:
        return self.constant("zero_point", np.array(ZERO_POINT, dtype=np.uint8))

    def finish(self, outputs: Sequence[str]) -> bytes:
        states: list[str | int | None] = ["tokens", self.shape.hidden]
        values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, states) for name in (INPUT, *outputs)]
        sizes: dict[str, list[str | int | None]] = {
            PLACES: ["tokens"],
            STARTS: ["texts"],
            SLOTS: ["texts", "width"],
            KEYS: ["texts", "width"],
            BACK: ["tokens"],
        }
        layout = [helper.make_tensor_value_info(name, TensorProto.INT64, size) for name, size in sizes.items()]
        constants = list(self.constants.values())
        graph = helper.make_graph(self.nodes, "encoder", [values[0], *layout], values[1:], constants)
        return _serialised(graph, [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)])

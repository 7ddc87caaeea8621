"""Turns a sentence-transformers model of the BERT family into an encoder artefact.

Weights are read by name from `model.safetensors` into the same graph that the packaged encoder uses,
so there is one way to run every model. Only old models, which have a `pytorch_model.bin` alone, need
torch (the extra `train`). Understood are BERT, RoBERTa, XLM-R and CamemBERT with erf GELU and absolute
positions, pooled by mean or by the first token; everything else is refused with the reason.
"""

from __future__ import annotations

import json
import shutil
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from matcher.container import BLOCK, Floats, Shape
from matcher.embeddings import quantise_table
from matcher.encoder import Card, Pooling
from matcher.encoding import Role
from matcher.errors import ExtraMissingError, MalformedError, SourceMissingError, TruncatedError, UnsupportedModelError
from matcher.publishing import publish_encoder
from matcher.tokenizing import TOKENIZER
from taxonomy.folder import Manifest

HUB = "hub:"
OFFSET_FAMILIES = frozenset({"roberta", "xlm-roberta", "camembert"})
"""These count positions from one after the padding id."""

FAMILIES = OFFSET_FAMILIES | {"bert"}
MODULES = frozenset({"Transformer", "Pooling", "Normalize"})
HUB_FILES = ["*.json", "model.safetensors", "pytorch_model.bin"]

EMBEDDINGS = {"word": "word_embeddings", "pos": "position_embeddings", "type": "token_type_embeddings"}
LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
ENDS = {"w": "weight", "b": "bias"}

Report = Callable[[str], None]
Json = Mapping[str, object]


def export_model(target: Path, source: str, report: Report) -> Manifest:
    """Publish the model `source`, `hub:NAME` or a folder, as the encoder artefact `target`.

    Raises `SourceMissingError` when there is no such model, `UnsupportedModelError` for one that this
    module does not understand, `ExtraMissingError` when it needs the extra `train`.
    """
    folder = _fetch(source.removeprefix(HUB), report) if source.startswith(HUB) else Path(source)
    if not (folder / "config.json").is_file() or not (folder / TOKENIZER).is_file():
        raise SourceMissingError(f"{source}: no model with config.json and {TOKENIZER} there")
    name = source.removeprefix(HUB).rstrip("/").rsplit("/", 1)[-1]
    config = _read_json(folder / "config.json")
    _check_family(source, config)
    pooling = _read_pooling(folder)
    report(f"reading the weights in {folder}")
    tensors = rename(_read_weights(folder), config)
    words = tensors.pop("emb.word")
    shape = _shape(config, tensors, len(words))
    card = Card(name, source, shape.hidden, shape.positions, pooling, _read_prefixes(folder, name))
    copy = _copier(folder / TOKENIZER)
    return publish_encoder(target, card, shape, tensors, quantise_table(words), copy)


def _copier(tokenizer: Path) -> Callable[[Path], None]:
    def copy(path: Path) -> None:
        shutil.copyfile(tokenizer, path)

    return copy


def _fetch(name: str, report: Report) -> Path:
    """Download a model from the Hugging Face hub into its usual cache."""
    try:
        from huggingface_hub import snapshot_download  # noqa: PLC0415 - only for models that are not at hand
        from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise ExtraMissingError("train") from error
    report(f"fetching {name} from the hub")
    try:
        return Path(snapshot_download(name, allow_patterns=HUB_FILES))
    except (HfHubHTTPError, HFValidationError, LocalEntryNotFoundError, OSError) as error:
        raise SourceMissingError(f"{name} could not be fetched from the hub: {error}") from error


def _check_family(source: str, config: Json) -> None:
    """List every reason why the graph would not compute what this model computes."""
    hidden = config.get("hidden_size")
    problems = {
        f"architecture {config.get('model_type')}": config.get("model_type") not in FAMILIES,
        f"activation {config.get('hidden_act')}": config.get("hidden_act") != "gelu",
        "relative positions": config.get("position_embedding_type", "absolute") != "absolute",
        f"width {hidden} is no multiple of {BLOCK}": not isinstance(hidden, int) or hidden % BLOCK != 0,
    }
    found = [problem for problem, present in problems.items() if present]
    if found:
        raise UnsupportedModelError(f"{source}: not supported: {', '.join(found)}")


def _read_pooling(folder: Path) -> Pooling:
    path = folder / "modules.json"
    if not path.is_file():
        raise UnsupportedModelError(f"{folder}: no modules.json, so not a sentence-transformers model")
    modules = {
        str(entry["type"]).rsplit(".", 1)[-1]: str(entry["path"]) for entry in json.loads(path.read_text("utf-8"))
    }
    strange = sorted(set(modules) - MODULES)
    if strange or "Pooling" not in modules:
        raise UnsupportedModelError(f"{folder}: modules {', '.join(strange) or 'without pooling'} are not supported")
    config = _read_json(folder / modules["Pooling"] / "config.json")
    modes = {key for key, value in config.items() if key.startswith("pooling_mode_") and value is True}
    modes |= {f"pooling_mode_{mode}" for mode in [config.get("pooling_mode")] if isinstance(mode, str)}
    match sorted(modes):
        case ["pooling_mode_mean_tokens"] | ["pooling_mode_mean"]:
            return Pooling.MEAN
        case ["pooling_mode_cls_token"] | ["pooling_mode_cls"]:
            return Pooling.CLS
    raise UnsupportedModelError(f"{folder}: pooling {sorted(modes)} is not supported")


def _read_prefixes(folder: Path, name: str) -> dict[Role, str]:
    """Read the prompts that the model names; E5 models need theirs and do not name them."""
    path = folder / "config_sentence_transformers.json"
    prompts = _read_json(path).get("prompts") if path.is_file() else None
    if isinstance(prompts, dict) and any(prompts.values()):
        passage = prompts.get("passage") or prompts.get("document") or ""
        return {Role.QUERY: str(prompts.get("query") or ""), Role.PASSAGE: str(passage)}
    if "e5" in name.lower().split("-"):
        return {role: f"{role.value}: " for role in Role}
    return dict.fromkeys(Role, "")


def _read_json(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text("utf-8"))
    return found


def rename(weights: Mapping[str, Floats], config: Json) -> dict[str, Floats]:
    """Give the tensors of a BERT-like state dict the names of the container (`matcher.graph`).

    Raises `UnsupportedModelError` naming the first tensor that is missing.
    """
    anchor = "embeddings.word_embeddings.weight"
    prefix = next((name.removesuffix(anchor) for name in weights if name.endswith(anchor)), "")
    names = {f"emb.{ours}": f"embeddings.{theirs}.weight" for ours, theirs in EMBEDDINGS.items()}
    names |= {f"emb.ln.{end}": f"embeddings.LayerNorm.{ENDS[end]}" for end in ENDS}
    for n in range(_number(config, "num_hidden_layers")):
        for ours, theirs in LAYER.items():
            names |= {f"l{n}.{ours}.{end}": f"encoder.layer.{n}.{theirs}.{ENDS[end]}" for end in ENDS}
    missing = [theirs for theirs in names.values() if prefix + theirs not in weights]
    if missing:
        raise UnsupportedModelError(f"the model has no tensor {missing[0]!r}")
    found = {ours: weights[prefix + theirs] for ours, theirs in names.items()}
    if config.get("model_type") in OFFSET_FAMILIES:
        found["emb.pos"] = found["emb.pos"][_number(config, "pad_token_id") + 1 :]
    return found


def _shape(config: Json, tensors: Mapping[str, Floats], vocabulary: int) -> Shape:
    return Shape(
        hidden=_number(config, "hidden_size"),
        layers=_number(config, "num_hidden_layers"),
        heads=_number(config, "num_attention_heads"),
        feed_forward=_number(config, "intermediate_size"),
        vocabulary=vocabulary,
        positions=len(tensors["emb.pos"]),
        types=len(tensors["emb.type"]),
        epsilon=float(str(config.get("layer_norm_eps", 1e-12))),
    )


def _number(config: Json, key: str) -> int:
    value = config.get(key)
    if not isinstance(value, int):
        raise UnsupportedModelError(f"config.json: {key} is {value!r}, not a number")
    return value


def _read_weights(folder: Path) -> dict[str, Floats]:
    if (folder / "model.safetensors").is_file():
        return read_safetensors(folder / "model.safetensors")
    if (folder / "pytorch_model.bin").is_file():
        return _read_pickle(folder / "pytorch_model.bin")
    raise SourceMissingError(f"{folder}: neither model.safetensors nor pytorch_model.bin there")


def read_safetensors(path: Path) -> dict[str, Floats]:
    """Read the floating-point tensors of a safetensors file as float32; others are left out.

    The format is u64 header length, a JSON header with type, shape and byte range of each tensor, bytes.
    Raises `TruncatedError` or `MalformedError` naming `path`.
    """
    data = path.read_bytes()
    try:
        (length,) = struct.unpack_from("<Q", data)
        header = json.loads(data[8 : 8 + length])
        header.pop("__metadata__", None)
        body = memoryview(data)[8 + length :]
        parts = {name: (entry["dtype"], entry["shape"], *entry["data_offsets"]) for name, entry in header.items()}
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise MalformedError(f"{path}: not a safetensors file ({error})") from error
    if any(end > len(body) for *_, end in parts.values()):
        raise TruncatedError(f"{path}: the file ends inside a tensor")
    found = {name: _as_floats(body[start:end], kind, shape) for name, (kind, shape, start, end) in parts.items()}
    return {name: floats for name, floats in found.items() if floats is not None}


def _as_floats(part: memoryview, kind: str, shape: list[int]) -> Floats | None:
    match kind:
        case "F32":
            return np.frombuffer(part, dtype="<f4").reshape(shape)
        case "F16":
            return np.frombuffer(part, dtype="<f2").astype(np.float32).reshape(shape)
        case "BF16":  # the upper half of a float32
            return (np.frombuffer(part, dtype="<u2").astype(np.uint32) << 16).view(np.float32).reshape(shape)
    return None


def _read_pickle(path: Path) -> dict[str, Floats]:
    try:
        import torch  # noqa: PLC0415 - the extra `train`, and only for models without safetensors
    except ModuleNotFoundError as error:
        raise ExtraMissingError("train") from error
    state = torch.load(path, map_location="cpu", weights_only=True)
    return {name: tensor.float().numpy() for name, tensor in state.items() if tensor.is_floating_point()}

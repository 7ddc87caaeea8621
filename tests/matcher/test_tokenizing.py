"""Our own vocabularies are cut as `tokenizers` cuts them: the same ids at the same places."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.container import parse_container
from matcher.tokenizing import TOKENIZER, FileTokens, OwnTokens, open_tokens, write_tokenizer
from taxonomy.starting import read_starter
from tests.matcher.tiny import container_bytes

LIMIT = 24
# Letters in many scripts, what NFKC and the vocabulary's own map change, spaces, and what is in no vocabulary.
LETTERS = "aeiou bcdst  ñéüабвгдж αβγδε ابتث 漢字🙂\t½ﬁª…²№\u00ad\u200b\x01ꙮ+-."
HARD = [
    "",
    "a",
    " a ",
    "a  b   c",
    "e\u0301poca",
    "+++++ interesados/as",
    "hahahaha 2000000 -*-*-*",
    "." * 190,
    "한국어 각 नमस्ते",
    "\ud800",
    "x" * 500,
]


@pytest.fixture(scope="module")
def both(encoder_folder: Path) -> tuple[OwnTokens, FileTokens]:
    """Open the real vocabulary twice."""
    own = open_tokens(encoder_folder / TOKENIZER, LIMIT)
    assert isinstance(own, OwnTokens)
    return own, FileTokens(encoder_folder / TOKENIZER, LIMIT)


@pytest.mark.parametrize("text", HARD)
def test_hard_texts_have_the_same_tokens(both: tuple[OwnTokens, FileTokens], text: str) -> None:
    """Spaces, accents apart, the same sign many times, lone surrogates, long texts."""
    own, library = both
    assert own.encode(f"query: {text}") == library.encode(f"query: {text}")


def test_labels_have_the_same_tokens(both: tuple[OwnTokens, FileTokens]) -> None:
    """Every tenth label of the starter set, in all its languages."""
    own, library = both
    assert len(own) == len(library)
    labels = [f"query: {text}" for text in read_starter().labels["text"].unique(maintain_order=True)]
    assert len(labels) > 20_000
    for label in labels[::10]:
        assert own.encode(label) == library.encode(label)


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.sampled_from(LETTERS), max_size=60))
def test_other_texts_have_the_same_tokens(both: tuple[OwnTokens, FileTokens], text: str) -> None:
    """Whatever is put together from these letters."""
    own, library = both
    assert own.encode(f"query: {text}") == library.encode(f"query: {text}")


@given(text=st.text(st.sampled_from("a s\x01\u200bＡﬁbnurse🙂"), max_size=20))
def test_a_tiny_vocabulary_has_the_same_tokens(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Unknown letters side by side are one token, and the vocabulary's own map is followed."""
    path = tmp_path_factory.getbasetemp() / TOKENIZER
    if not path.exists():
        write_tokenizer(parse_container(memoryview(container_bytes())).vocabulary, path)
    own = open_tokens(path, LIMIT)
    assert isinstance(own, OwnTokens)
    assert own.encode(f"query: {text}") == FileTokens(path, LIMIT).encode(f"query: {text}")


def test_offsets_are_those_of_the_text(both: tuple[OwnTokens, FileTokens]) -> None:
    """A token's letters are found where it says they stand, though they were normalised."""
    own, _ = both
    text = "La 1ª oﬁcina … de 3 m²"
    found = own.encode(text)
    words = "".join(text[start:end] for start, end in found.offsets)
    assert words.replace(" ", "") == text.replace(" ", "")
    assert not unicodedata.is_normalized("NFKC", text)


@pytest.mark.parametrize(
    "changed",
    [
        {"added_tokens": [{"id": 0, "content": "<s>"}]},
        {"pre_tokenizer": {"type": "Whitespace"}},
        {"normalizer": {"type": "NFKC"}},
        {"post_processor": None},
    ],
)
def test_other_files_are_left_to_the_library(tmp_path: Path, changed: dict[str, object]) -> None:
    """What is laid out otherwise is not guessed at."""
    path = tmp_path / TOKENIZER
    write_tokenizer(parse_container(memoryview(container_bytes())).vocabulary, path)
    recipe = json.loads(path.read_text(encoding="utf-8"))
    if "added_tokens" in changed:
        added = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        changed = {"added_tokens": [{"id": 0, "content": "<s>", **added}]}
    path.write_text(json.dumps(recipe | changed), encoding="utf-8")
    assert isinstance(open_tokens(path, LIMIT), FileTokens)

"""`python -m benchmarks rank`: TSV in, TREC run out."""

from pathlib import Path

import pytest

from benchmarks.ranking_texts import MalformedLineError, read_texts, write_run
from matcher.hashing import HashingEncoder


def _write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_run_has_every_query_and_the_best_text_first(tmp_path: Path) -> None:
    """Equal texts come first, depth cuts, ranks count from one, the format is that of trec_eval."""
    corpus = _write(tmp_path / "c.tsv", "c1\tcook", "c2\twelder", "c3\tschool teacher")
    queries = _write(tmp_path / "q.tsv", "q1\tWelder", "q2\tteacher in a school")
    run = tmp_path / "run.trec"
    assert write_run(queries, corpus, run, HashingEncoder(), depth=2) == 2
    rows = [line.split(" ") for line in run.read_text(encoding="utf-8").splitlines()]
    assert [row[:4] for row in rows if row[3] == "1"] == [["q1", "Q0", "c2", "1"], ["q2", "Q0", "c3", "1"]]
    assert len(rows) == 4
    assert all(row[5] == "immerse" and float(row[4]) > 0 for row in rows if row[3] == "1")


def test_ties_go_by_document_id_descending(tmp_path: Path) -> None:
    """Two equal texts: the higher id is first, whatever the order of the file."""
    run = tmp_path / "run.trec"
    for lines in (("a\tcook", "b\tcook"), ("b\tcook", "a\tcook")):
        write_run(_write(tmp_path / "q.tsv", "q\tcook"), _write(tmp_path / "c.tsv", *lines), run, HashingEncoder())
        assert [line.split(" ")[2] for line in run.read_text(encoding="utf-8").splitlines()] == ["b", "a"]


def test_all_bad_lines_are_named_at_once(tmp_path: Path) -> None:
    """A line without a tab and a repeated id are both reported, with their numbers."""
    with pytest.raises(MalformedLineError, match=r"line 2: expected id<TAB>text; line 3: id used before"):
        read_texts(_write(tmp_path / "bad.tsv", "a\tx", "no tab", "a\ty"))


def test_texts_keep_tabs_and_scripts(tmp_path: Path) -> None:
    """Only the first tab separates; a byte-order mark and carriage returns are no part of a text."""
    path = tmp_path / "t.tsv"
    path.write_bytes("\ufeffa\tلحّام\tx\r\nb\tзварник\r\n".encode())
    assert read_texts(path) == {"a": "لحّام\tx", "b": "зварник"}

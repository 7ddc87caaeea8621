"""The tables that people edit, from a file in the data folder to what a match says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from api import batch
from api.cli import app
from api.opening import describe_tables
from api.preparing import Scope, prepare
from api.settings import Settings
from matcher.artefacts import Concepts
from matcher.catalogue import open_catalogue
from matcher.errors import TableError
from tests.api.conftest import CHEF, vacancy_line
from tests.api.files import read, write
from tests.matcher.tables import CHECKED, regulated_row, write_regulated, write_steps

SCOPE = regulated_row(scope="3434", profession="chef", min_weeks="2", max_weeks="8")


def test_which_file_is_read(tmp_path: Path) -> None:
    """The usual name is read where it is there; a name that is given must be there."""
    assert (Settings(data=tmp_path).regulated_table, Settings(data=tmp_path).steps_table) == (None, None)
    regulated, steps = write_regulated(tmp_path, SCOPE), write_steps(tmp_path)
    assert (Settings(data=tmp_path).regulated_table, Settings(data=tmp_path).steps_table) == (regulated, steps)
    elsewhere = Settings(data=tmp_path, regulated=str(tmp_path / "ours.tsv"), steps="mine.tsv")
    assert (elsewhere.regulated_table, elsewhere.steps_table) == (tmp_path / "ours.tsv", tmp_path / "mine.tsv")
    with pytest.raises(TableError, match="cannot be read"):
        open_catalogue(elsewhere.steps_table, elsewhere.regulated_table)


def test_the_command_names_problems_or_counts(tmp_path: Path) -> None:
    """`immerse tables` says what is read; a mistake is named by line, and stops a start before anything is built."""
    (tmp_path / "immerse").mkdir()
    settings = Settings(data=tmp_path / "immerse")
    assert [line.partition(", ")[2] for line in describe_tables(settings)] == ["0 verified; own file: none"] * 2
    own = write_regulated(settings.data, SCOPE | CHECKED)
    assert next(describe_tables(settings)).endswith(f" rows, 1 verified; own file: {own}")
    write_regulated(settings.data, SCOPE | {"need": "luck"})
    done = CliRunner().invoke(app, ["tables"], env={"IMMERSE_DATA": str(settings.data)})
    assert isinstance(done.exception, TableError)
    with pytest.raises(TableError, match="line 2: need: must be one of"):
        prepare(settings, Scope.CONCEPTS)


def best_match(concepts: Concepts, folder: Path, row: dict[str, str], **profile: object) -> dict[str, Any]:
    """Match a chef with a vacancy for a chef in Spain, as the command does, with one own row of regulated work."""
    catalogue = open_catalogue(regulated=write_regulated(folder, row))
    facts = {"id": "p", "occupations": [{"uri": CHEF, "years": 2}], **profile}
    files = batch.Files(
        write(folder / "p.jsonl", [facts]),
        write(folder / "v.jsonl", [vacancy_line(id="v", occupation={"uri": CHEF}, country="ES")]),
        folder / "o.jsonl",
        None,
    )
    assert batch.match_vacancies(replace(concepts, catalogue=catalogue), files, 1) == 0
    (line,) = read(files.output)
    assert line["stamp"]["catalogue"] == catalogue.id
    best: dict[str, Any] = line["matches"][0]
    return best


def test_an_unverified_row_is_shown_and_a_verified_one_counts(concepts: Concepts, tmp_path: Path) -> None:
    """Verifying a row turns a caution into a blocker that has to be asked about."""
    unverified = best_match(concepts, tmp_path, SCOPE)
    assert (unverified["group"], unverified["blockers"]) == ("ready_now", [])
    assert [caution["text"] for caution in unverified["cautions"]] == [
        "probably regulated, not verified: chef in Spain (recognition; the ministry)"
    ]
    verified = best_match(concepts, tmp_path, SCOPE | CHECKED)
    assert (verified["group"], verified["cautions"]) == ("one_step_away", [])
    assert [(b["kind"], b["state"], b["required"], b["source"]) for b in verified["blockers"]] == [
        ("recognition", "unknown", "recognition as chef in Spain", "the law")
    ]


@pytest.mark.parametrize("occupation", ["3434", "chef", CHEF, {"label": "head cook"}])
@pytest.mark.parametrize("granted", [True, False])
def test_a_recognition_is_given_by_code_or_name(
    concepts: Concepts,
    tmp_path: Path,
    occupation: object,
    granted: bool,  # noqa: FBT001
) -> None:
    """By ISCO code, URI or any name of the occupation; a refusal is a stated no, with its weeks."""
    recognition = {"country": "es", "occupation": occupation, "granted": granted}
    (blocker,) = best_match(concepts, tmp_path, SCOPE | CHECKED, recognitions=[recognition])["blockers"]
    effort = blocker["effort"]
    assert (blocker["state"], effort and effort["text"]) == (
        ("met", None) if granted else ("not_met", "typically 2 to 8 weeks")
    )

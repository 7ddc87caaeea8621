"""What a text says that the form asks for, put into its empty fields, to be checked by a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from api.bodies import ProfileLine
from api.reading import Reader
from api.web.intake.form import Filled
from matcher.types import RankingInput, SkillSource

SHOWN_PROPOSALS = 4


def fill_from(form: Filled, reader: Reader) -> Filled:
    """Fill what the words in the form state; what stands there already stays.

    Languages and licences are facts that the words state. Occupations are guesses, so they are only offered.
    Raises InvalidInputError where the text is not one.
    """
    [read] = reader.read_profiles([ProfileLine(text=form.get("text") or None)])
    found = dict(_fill_languages(form, read.input))
    licences = [] if form.all("licence") or form.get("licence-other") else [*(read.input.licences or ())]
    if licences:
        found["licence"] = licences
    marks = {"licence" if name == "licence" else "language" for name in found}
    proposals = [
        held.uri
        for held in sorted(read.input.occupations, key=lambda held: -held.certainty)
        if held.source is SkillSource.PROPOSED
    ]
    if proposals:
        found["proposal"] = proposals[:SHOWN_PROPOSALS]
    filled = form.with_fields(found)
    return Filled(filled.fields, filled.errors, form.marks | marks)


def _fill_languages(form: Filled, read: RankingInput) -> Iterator[tuple[str, Sequence[str]]]:
    known = {form.get(f"language-{n}") for n in form.rows("language")}
    free = (n for n in count() if not form.get(f"language-{n}"))
    for each in read.languages:
        if each.language not in known:
            n = next(free)
            yield f"language-{n}", [each.language]
            yield f"level-{n}", [each.level.name]

"""Rows and reports as answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from api import profiles, vacancies
from api.answers import (
    FileAnswer,
    FormerAnswer,
    ImportAnswer,
    MentionAnswer,
    MergedAnswer,
    ProfileAnswer,
    ProfileLinkAnswer,
    ProfileLinksAnswer,
    ProfileSummary,
    RowProblemAnswer,
    SaidAnswer,
    StatedAnswer,
    VacancyAnswer,
    VacancySummary,
)
from api.bodies import Decision
from api.importing import ImportReport
from api.tables import ProfileLinkRow, ProfileRow, VacancyRow
from api.uploads.reading import ReadFile
from matcher.types import LinkMethod, LinkStatus
from taxonomy.types import Kind


def summarise_profile(row: ProfileRow) -> ProfileSummary:
    """Show a profile as one entry of a list."""
    return ProfileSummary(
        id=row.id, source=row.source, external_id=row.external_id, lang=row.lang, updated_at=row.updated_at
    )


def show_profile(row: ProfileRow, links: Sequence[ProfileLinkRow], ignored: Sequence[str] = ()) -> ProfileAnswer:
    """Show a whole profile."""
    shown = show_links(row, links)
    return ProfileAnswer(
        **summarise_profile(row).model_dump(),
        version=row.version,
        created_at=row.created_at,
        profile=profiles.line_of(row),
        links=shown.links,
        unmapped=shown.unmapped,
        unresolved=row.unresolved,
        no_longer_known=[FormerAnswer(**entry) for entry in row.former],
        ranking_input=row.ranking_input,
        ignored=list(ignored),
    )


def show_links(row: ProfileRow, links: Sequence[ProfileLinkRow]) -> ProfileLinksAnswer:
    """Show what a profile was linked to."""
    return ProfileLinksAnswer(
        links=[show_link(link) for link in links], unmapped=[MentionAnswer(**mention) for mention in row.unmapped]
    )


def show_link(link: ProfileLinkRow) -> ProfileLinkAnswer:
    """Show one link of a profile."""
    return ProfileLinkAnswer(
        kind=Kind(link.kind),
        uri=link.uri,
        label=link.label,
        score=link.score,
        method=LinkMethod(link.method),
        status=LinkStatus(link.status),
        mention=MentionAnswer(text=link.mention_text, start=link.mention_start, end=link.mention_end),
        decision=Decision(link.decision),
    )


def summarise_vacancy(row: VacancyRow) -> VacancySummary:
    """Show a vacancy as one entry of a list."""
    return VacancySummary(
        id=row.id,
        source=row.source,
        external_id=row.external_id,
        title=row.title,
        place=row.place,
        country=row.country,
        published=row.published,
        expires=row.expires,
        withdrawn=row.withdrawn_at is not None,
        shared=row.shared,
    )


def show_vacancy(row: VacancyRow, ignored: Sequence[str] = ()) -> VacancyAnswer:
    """Show a whole vacancy."""
    return VacancyAnswer(
        **summarise_vacancy(row).model_dump(),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        vacancy=vacancies.line_of(row),
        stated=[StatedAnswer(**fact) for fact in row.stated],
        links=row.links,
        unmapped=[MentionAnswer(**mention) for mention in row.unmapped],
        answers=[SaidAnswer(**entry) for entry in row.answers],
        reviewed_at=row.reviewed_at,
        doubts=list(vacancies.doubts_of(row)),
        unresolved=row.unresolved,
        no_longer_known=[FormerAnswer(**entry) for entry in row.former],
        ranking=row.ranking,
        ignored=list(ignored),
    )


def show_file(read: ReadFile) -> FileAnswer:
    """Show what a file says."""
    reading = read.reading
    return FileAnswer(
        text=reading.text,
        language=read.language,
        n_pages=reading.n_pages,
        hidden=reading.hidden,
        warnings=list(reading.warnings),
    )


def show_import(report: ImportReport) -> ImportAnswer:
    """Show what became of every row."""
    return ImportAnswer(
        n_rows=report.n_rows,
        n_created=report.n_created,
        n_updated=report.n_updated,
        n_unchanged=report.n_unchanged,
        n_merged=len(report.merged),
        n_refused=report.n_refused,
        merged=[MergedAnswer(**asdict(merged)) for merged in report.merged],
        problems=[RowProblemAnswer(**asdict(problem)) for problem in report.problems],
        ignored=sorted(report.ignored),
        unresolved=sorted(report.unresolved),
    )

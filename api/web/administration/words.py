"""What things are called on these pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query

from api.incidents import IncidentKind
from api.web.speech import mark

INCIDENTS: Mapping[IncidentKind, str] = {
    IncidentKind.DATA_BREACH: mark("Personal data were lost or seen: report within 72 hours"),
    IncidentKind.SERIOUS: mark("Fundamental rights or property were harmed: report within 15 days"),
    IncidentKind.DEATH: mark("Somebody died: report within 10 days"),
    IncidentKind.WIDESPREAD: mark("Many are affected, or something vital stood still: report within 2 days"),
    IncidentKind.OTHER: mark("Something else that is worth remembering"),
}
DOCUMENTS: Mapping[str, str] = {
    "record-of-processing": mark("Record of processing"),
    "impact-assessment": mark("Data protection impact assessment"),
    "fundamental-rights": mark("Facts for the assessment of fundamental rights"),
    "article-6": mark("Why the system counts as high-risk"),
    "technical-documentation": mark("Technical documentation"),
}
HOWS: Mapping[str, str] = {
    "rows": mark("Files and vacancies read again"),
    "kept": mark("Concepts kept"),
    "replaced": mark("Concepts that the release puts another in place of"),
    "label": mark("Concepts found again by their name"),
    "alternative": mark("Concepts found again by another name"),
    "words": mark("Concepts kept as words, as the release has none for them"),
    "not_read_again": mark("Proposals that were not found again in the text"),
}
# What was done, for a notice on the next page.
DONE: Mapping[str, str] = {
    "stopped": mark("Ranking is stopped. Vacancies can still be browsed."),
    "started": mark("Vacancies are ranked again."),
    "roles": mark("The roles are changed, from now on."),
    "ended": mark("This user is signed out everywhere, and cannot sign in any more."),
    "restored": mark("This user can sign in again."),
    "revoked": mark("The key does not work any more."),
    "opened": mark("The incident is written down."),
    "reported": mark("Noted that the incident was reported."),
    "collected": mark("The sample is kept, sealed, until its time is over."),
    "deleted": mark("The sample is deleted."),
}
Done = Annotated[str, Query(max_length=20)]

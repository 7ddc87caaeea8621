"""One noun per module; each has a `router`."""

from __future__ import annotations

from api.routes import (
    access,
    audit,
    casework,
    decisions,
    demand,
    explanations,
    fairness,
    inbox,
    links,
    matches,
    monitoring,
    oversight,
    probes,
    profiles,
    rights,
    system,
    taxonomy,
    traces,
    vacancies,
)
from api.web.about import routes as about_pages
from api.web.administration import routes as administration_pages
from api.web.frame import routes as frame
from api.web.inbox import people as people_pages
from api.web.inbox import routes as inbox_pages
from api.web.intake import import_routes as import_pages
from api.web.intake import picture_routes as picture_pages
from api.web.intake import routes as intake_pages
from api.web.meeting import changes as meeting_changes
from api.web.meeting import rights as meeting_rights
from api.web.meeting import routes as meeting_pages
from api.web.own import routes as own_pages
from api.web.reasons import routes as reasons_pages
from api.web.sign_in import routes as sign_in_pages
from api.web.vacancies import routes as vacancy_pages

MODULES = (
    links, matches, explanations, profiles, rights, vacancies, inbox, demand, traces, audit, decisions, casework,
    oversight, monitoring, fairness, taxonomy, system, access, probes,
)  # fmt: skip
PAGES = (
    frame, sign_in_pages, inbox_pages, people_pages, intake_pages, picture_pages, import_pages, meeting_pages,
    meeting_changes, meeting_rights, reasons_pages, own_pages, about_pages, vacancy_pages, administration_pages,
)  # fmt: skip
ROUTERS = tuple(module.router for module in (*MODULES, *PAGES))

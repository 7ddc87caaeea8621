"""One noun per module; each has a `router`."""

from __future__ import annotations

from api.routes import (
    audit,
    decisions,
    explanations,
    fairness,
    inbox,
    links,
    matches,
    monitoring,
    oversight,
    pages,
    probes,
    profiles,
    system,
    taxonomy,
    traces,
    vacancies,
)

ROUTERS = tuple(
    module.router
    for module in (
        links, matches, explanations, profiles, vacancies, inbox, traces, audit, decisions, oversight,
        monitoring, fairness, taxonomy, system, probes, pages,
    )
)  # fmt: skip

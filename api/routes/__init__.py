"""One noun per module; each has a `router`."""

from __future__ import annotations

from api.routes import (
    access,
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
    rights,
    sign_in,
    system,
    taxonomy,
    traces,
    vacancies,
)

MODULES = (
    links, matches, explanations, profiles, rights, vacancies, inbox, traces, audit, decisions, oversight, monitoring,
    fairness, taxonomy, system, access, probes, sign_in, pages,
)  # fmt: skip
ROUTERS = tuple(module.router for module in MODULES)

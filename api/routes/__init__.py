"""One noun per module; each has a `router`."""

from __future__ import annotations

from api.routes import explanations, inbox, links, matches, pages, probes, profiles, system, taxonomy, traces, vacancies

ROUTERS = tuple(
    module.router
    for module in (links, matches, explanations, profiles, vacancies, inbox, traces, taxonomy, system, probes, pages)
)

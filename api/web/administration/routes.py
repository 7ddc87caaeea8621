"""All pages of administration."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.web.administration import fairness, library, market, overview, people, record

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
for part in (overview, people, record, fairness, market, library):
    router.include_router(part.router)

"""The tables of files that are being imported: what of them is still to be done, and the rows that were refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field

from api.tables import OrganisationRow, UtcTime


class VacancyImportRow(OrganisationRow, table=True):
    """A file of vacancies that somebody uploaded; its rows go as soon as all of them are done."""

    __tablename__ = "vacancy_import"
    __table_args__ = (Index(None, "header_hash"), Index(None, "state"))

    id: str = Field(primary_key=True, max_length=32)
    name: str = Field(max_length=200)
    source: str = Field(default="", max_length=200)
    """where rows come from that do not say so themselves"""
    state: str = Field(max_length=20)
    header: list[str] = Field(sa_type=JSON)
    """names of the columns; empty where rows name their own keys"""
    header_hash: str = Field(default="", max_length=64)
    """of the header: what an earlier file with the same columns is found by"""
    columns: list[str] = Field(sa_type=JSON)
    """what each column holds: a key of a vacancy line, or "" for nothing"""
    waiting: bytes = b""
    """the rows, packed, until all are done"""
    n_rows: int
    done: int = 0
    """number of the last row that is done"""
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    merged: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    """rows that say the same as a vacancy that was there, and its id"""
    created_at: datetime = Field(sa_type=UtcTime)
    updated_at: datetime = Field(sa_type=UtcTime)


class RefusedRowRow(OrganisationRow, table=True):
    """A row that was not taken, as it was sent, and why."""

    __tablename__ = "refused_row"

    import_id: str = Field(primary_key=True, max_length=32, foreign_key="vacancy_import.id", ondelete="CASCADE")
    number: int = Field(primary_key=True)
    cells: list[str] = Field(sa_type=JSON)
    """as in the file; one cell, JSON, where rows name their own keys"""
    problems: list[dict[str, str]] = Field(sa_type=JSON)

"""Which vacancies of the demo world their authors wrote as one offer posted twice: the first and the later one."""

from __future__ import annotations

REPOSTS = {
    ("demo-athens-004", "demo-athens-039"),
    ("demo-athens-009", "demo-athens-048"),
    ("demo-bologna-012", "demo-bologna-045"),
    ("demo-bologna-031", "demo-bologna-048"),
    ("demo-leipzig-005", "demo-leipzig-041"),
    ("demo-leipzig-007", "demo-leipzig-039"),
    ("demo-lyon-029", "demo-lyon-046"),
    ("demo-lyon-034", "demo-lyon-050"),
    ("demo-nicosia-005", "demo-nicosia-045"),
    ("demo-nicosia-006", "demo-nicosia-041"),
    ("demo-valencia-010", "demo-valencia-028"),
    ("demo-valencia-036", "demo-valencia-048"),
}

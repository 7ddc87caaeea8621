"""Fairness reports, and the sample they are made from; for auditors only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, status

from api.answer import Answer
from api.errors import NotFoundError
from api.fairness_running import FairnessAnswer, Ground, SampleKind, SampleLine, keep_sample, make_report
from api.fairness_sample import SampleStore
from api.sealing import seals_in
from api.state import Here
from api.world import World

router = APIRouter(prefix="/v1/fairness", tags=["accountability"])
Kind = Annotated[SampleKind, Query(alias="sample", description="stored texts told by others, or what was collected")]


class SampleAnswer(Answer):
    """A sample that is kept."""

    n_people: int
    expires: datetime


@router.put("/sample")
def put_sample(said: SampleLine, world: Here) -> SampleAnswer:
    """Keep a sample of people's groups, sealed and apart from everything else, for this report and nothing else."""
    expires = keep_sample(world.database, _store(world), said.people, said.days, world.now())
    return SampleAnswer(n_people=len(said.people), expires=expires)


@router.delete("/sample", status_code=status.HTTP_204_NO_CONTENT)
def delete_sample(world: Here) -> None:
    """Delete the sample."""
    if not _store(world).delete(world.database.organisation):
        raise NotFoundError("sample of", world.database.organisation)


@router.get("/report")
def read_report(world: Here, kind: Kind = SampleKind.GENERATED) -> FairnessAnswer:
    """Report impact ratios, quality of the ten best and vacancies in reach by group, with intervals."""
    current = world.current()
    ground = Ground(
        database=world.database,
        snapshot=current.snapshot,
        reader=world.reader,
        as_of=current.as_of,
        seals=seals_in(world.database.info),
        data=world.settings.data,
    )
    return make_report(ground, kind, world.now())


def _store(world: World) -> SampleStore:
    return SampleStore(world.settings.data, seals_in(world.database.info))

"""The base of all answers."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Answer(BaseModel):
    """Base of all answers: nothing that is not named goes out."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

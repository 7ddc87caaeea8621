"""The real encoder, built once a session (2 seconds) so that it is never an old one."""

from pathlib import Path

import pytest

from matcher.encoder import OnnxEncoder
from matcher.model import build_encoder


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the artefact; tests leave it as it is."""
    return build_encoder(tmp_path_factory.mktemp("artefacts") / "encoder")


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> OnnxEncoder:
    """Return the real encoder on one thread."""
    return OnnxEncoder(encoder_folder)

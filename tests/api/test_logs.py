"""Logs are lines of JSON from a list of words: no value, message or line break of others gets in."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from api.logs import configure_logs

CANARY = 'Xylophonist\n{"event": "forged"}\u2028 Ana Sol'


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """Put everything back that `configure_logs` changes; a test calls it itself, as pytest changes stderr before."""
    root, hook = logging.getLogger(), threading.excepthook
    handlers, level = root.handlers[:], root.level
    yield capfd
    logging.raiseExceptions = True
    logging.captureWarnings(capture=False)
    root.handlers[:], threading.excepthook = handlers, hook
    root.setLevel(level)


def lines(logged: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return what was logged, each line of which has to be JSON."""
    return [json.loads(line) for line in logged.readouterr().err.splitlines()]


def test_an_event_is_its_text_and_what_is_on_the_list(logged: pytest.CaptureFixture[str]) -> None:
    """Numbers, names of generations and listed values are told; every other value is left out."""
    configure_logs("info")
    log = logging.getLogger("api.test")
    log.info("generation %s has %d vacancies, says %s", "gen-000007", 12, CANARY, extra={"ms": 3, "name_of": CANARY})
    log.warning("done", extra={"route": "/v1/profiles/{profile_id}", "status": CANARY})
    first, second = lines(logged)
    assert (first["level"], first["logger"], first["ms"]) == ("info", "api.test", 3)
    assert first["event"] == "generation gen-000007 has 12 vacancies, says …"
    assert set(first) == {"time", "level", "logger", "event", "ms"}
    assert (second["route"], second["status"]) == ("/v1/profiles/{profile_id}", "str")


def test_of_an_exception_only_class_and_places_are_told(logged: pytest.CaptureFixture[str]) -> None:
    """Neither its message, nor that of its cause, nor a line of the code stands in the log; in threads neither."""
    configure_logs("info")

    def fail() -> None:
        try:
            int(CANARY)
        except ValueError as error:
            raise LookupError(CANARY) from error

    try:
        fail()
    except LookupError:
        logging.getLogger("api.test").exception("it failed")
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    first, second = lines(logged)
    assert [each["exception"] for each in (first, second)] == ["builtins.LookupError"] * 2
    assert any("test_logs.py" in place and place.endswith(" fail") for place in first["at"])
    assert "Xylophonist" not in json.dumps([first, second])


@pytest.mark.parametrize("name", ["uvicorn.error", "sqlalchemy.engine", "asyncio", "py.warnings"])
def test_what_others_log_is_told_by_its_place_only(logged: pytest.CaptureFixture[str], name: str) -> None:
    """Libraries may put what was sent into their messages."""
    configure_logs("info")
    logging.getLogger(name).error(f"refused {CANARY}")
    logging.getLogger(name).error("refused %s", CANARY)
    told = lines(logged)
    assert len(told) == 2
    assert all(each["event"].startswith("test_logs.test_what_others_log") for each in told)
    assert "Xylophonist" not in json.dumps(told)


def test_a_log_that_cannot_be_written_says_nothing(logged: pytest.CaptureFixture[str]) -> None:
    """Python would print the values of an event that it fails to write."""
    configure_logs("info")
    text = "%d and %d"
    logging.getLogger("api.test").info(text, CANARY)
    assert "Xylophonist" not in logged.readouterr().err

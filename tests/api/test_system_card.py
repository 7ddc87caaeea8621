"""The system card says what is installed and what was measured, and nothing else."""

from __future__ import annotations

import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path

from fastapi.testclient import TestClient

from api import __version__, system_card
from api.world import World

ROOT = Path(__file__).resolve().parents[2]


class Texts(HTMLParser):
    """Collects the texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a piece of text."""
        self.found.append(" ".join(data.split()))


def test_the_card_names_what_runs(client: TestClient, world: World) -> None:
    """Versions are those of the running world, and every section has something to say."""
    card = client.get("/v1/system/card").json()
    stamp = world.snapshots.current().snapshot.stamp(world.snapshots.current().as_of)
    versions = card["versions"]
    assert versions["program"] == __version__
    assert (versions["encoder"], versions["weights"]) == (world.encoder_id, stamp.weights)
    assert (versions["taxonomy"], versions["catalogue"]) == (world.taxonomy.release.id, stamp.catalogue)
    assert versions["generation"] == world.snapshots.generation
    assert [name for name, value in card.items() if not value] == []


def test_the_numbers_are_those_of_the_file(client: TestClient) -> None:
    """What goes out is `measured.json`, number by number; the spread is the best and the worst of them."""
    measured = json.loads((system_card.CARD / "measured.json").read_text(encoding="utf-8"))
    card = client.get("/v1/system/card").json()
    assert card["numbers"] == measured["numbers"]
    assert card["sources"] == measured["sources"]
    facts = [n for n in measured["numbers"] if n["what"] == "facts stated by vacancies" and n["metric"] == "recall"]
    values = {n["group"].removeprefix("language "): n["value"] for n in facts if n["group"].startswith("language ")}
    (spread,) = [s for s in card["spread"] if (s["what"], s["metric"]) == ("facts stated by vacancies", "recall")]
    assert (spread["worst"], spread["worst_value"]) == min(values.items(), key=lambda item: item[1])
    assert (spread["best"], spread["best_value"]) == max(values.items(), key=lambda item: item[1])


def test_data_cards_hash_what_is_shipped(client: TestClient) -> None:
    """Each file of a data card is in the program, with the hash that the card says."""
    data = client.get("/v1/system/card").json()["data"]
    files = [file for each in data for file in each["files"]]
    assert {each["kind"] for each in data} == {"model", "data", "evaluation"}
    assert all(each["licence"] and each["source"] for each in data)
    for file in files:
        assert file["sha256"] == hashlib.sha256((ROOT / file["path"]).read_bytes()).hexdigest()
    shipped = {*(ROOT / "taxonomy/starter").glob("*.*"), *(ROOT / "matcher/tables").glob("*.tsv")}
    assert {path.relative_to(ROOT).as_posix() for path in shipped} <= {file["path"] for file in files}


def test_the_page_says_the_same(client: TestClient) -> None:
    """The page shows purpose, limits, versions and every number."""
    page, card = client.get("/system/card"), client.get("/v1/system/card").json()
    parser = Texts()
    parser.feed(page.text)
    assert page.headers["content-type"].startswith("text/html")
    assert {card["intended_purpose"], *card["limits"], card["versions"]["encoder"]} <= set(parser.found)
    assert [text for text in parser.found if text in {f"{n['value']:.4g}" for n in card["numbers"]}]

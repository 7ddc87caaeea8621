"""Licences and certificates as people list them: driving classes, what each includes, and one spelling for the rest."""

from __future__ import annotations

from enum import StrEnum


class Paper(StrEnum):
    """Licences and certificates that have a name in every language; people and vacancies name others too."""

    FORKLIFT = "forklift"
    LIFTING_PLATFORM = "lifting_platform"
    ADR = "adr"
    DRIVER_QUALIFICATION = "cap"
    TAXI = "taxi"
    DRIVING_INSTRUCTOR = "driving_instructor"
    FOOD_HANDLER = "food_handler"
    FIRST_AID = "first_aid"
    SECURITY_CARD = "security_card"
    ELECTRICIAN = "electrician"
    GAS_FITTER = "gas_fitter"
    TRACTOR = "tractor"
    WELDING_CERTIFICATE = "welding_certificate"
    ELECTRICAL_CLEARANCE = "electrical_clearance"
    F_GAS = "f_gas"
    FIRE_SAFETY = "fire_safety"
    CARE_ASSISTANT = "care_assistant"
    OWN_CAR = "own_car"


# Other names of the driver's qualification, by country, and of a guard's licence.
ALIASES = {
    "driver_cpc": Paper.DRIVER_QUALIFICATION,
    "cpc": Paper.DRIVER_QUALIFICATION,
    "cqc": Paper.DRIVER_QUALIFICATION,
    "code_95": Paper.DRIVER_QUALIFICATION,
    "fimo": Paper.DRIVER_QUALIFICATION,
    "security": Paper.SECURITY_CARD,
}
PAPERS = ALIASES | {paper.value: paper for paper in Paper}
# Directive 2006/126/EC, articles 4 and 6: what each driving class also entitles to. C and D are only given to
# holders of B, CE and DE count for BE.
IMPLIED = {
    "A1": ("AM",),
    "A2": ("A1",),
    "A": ("A2",),
    "B1": ("AM",),
    "B": ("B1",),
    "BE": ("B",),
    "C1": ("B",),
    "C1E": ("C1", "BE"),
    "C": ("C1",),
    "CE": ("C", "C1E"),
    "D1": ("B",),
    "D1E": ("D1", "BE"),
    "D": ("D1",),
    "DE": ("D", "D1E"),
}
DRIVING = frozenset({"AM", *IMPLIED})


def normal_licence(licence: str) -> str:
    """Return "CE" for "C+E", the word of a paper ("food_handler"), and any other licence lower-cased and stripped."""
    driving = licence.strip().upper().replace("+", "").replace(" ", "")
    if driving in DRIVING:
        return driving
    name = licence.strip().lower()
    paper = PAPERS.get("_".join(name.replace("-", " ").replace("_", " ").split()))
    return name if paper is None else paper.value


def implied_licences(licences: tuple[str, ...]) -> frozenset[str]:
    """Return `licences` in normal form with everything that the driving classes among them entitle to."""
    found: set[str] = set()
    waiting = [normal_licence(licence) for licence in licences]
    while waiting:
        licence = waiting.pop()
        if licence not in found:
            found.add(licence)
            waiting.extend(IMPLIED.get(licence, ()))
    return frozenset(found)

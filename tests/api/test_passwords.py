"""Which passwords will do, and what a second factor takes."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pyotp
import pytest

from api.errors import InvalidInputError
from api.passwords.choosing import check_password, is_common
from api.passwords.hashing import Cost, Passwords
from api.second_factor import (
    STEP_S,
    address_of,
    draw,
    find_step,
    hash_code,
    is_secret,
    make_recovery_codes,
    make_secret,
)

# RFC 6238, appendix B: SHA-1, eight digits, the secret "12345678901234567890".
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_codes_are_those_of_the_rfc(at: int, code: str) -> None:
    """Phones show the last six of the eight digits in the RFC's table."""
    assert pyotp.TOTP(SECRET, digits=8).at(at) == code
    now = datetime.fromtimestamp(at, UTC)
    assert find_step(SECRET, code[-6:], now, last=0) == at // STEP_S
    assert find_step(SECRET, code[-6:], now, last=at // STEP_S) is None, "no code is good twice"
    assert find_step(SECRET, code, now, last=0) is None


def test_a_clock_may_be_off_by_half_a_minute() -> None:
    """One step to either side, not two."""
    totp, at = pyotp.TOTP(SECRET), 1_000_000_000
    now = datetime.fromtimestamp(at, UTC)
    found = [find_step(SECRET, totp.at(at + n * STEP_S), now, 0) for n in range(-2, 3)]
    assert [step is not None for step in found] == [False, True, True, True, False]


def test_what_is_made_at_random() -> None:
    """Secrets are secrets, codes are ten different ones, read without dashes and in any case."""
    secret = make_secret()
    assert is_secret(secret)
    assert not is_secret(secret[:-1] + "1")
    codes = make_recovery_codes()
    assert len({hash_code(code) for code in codes}) == 10
    assert hash_code(codes[0]) == hash_code(codes[0].replace("-", " ").lower())
    address = address_of(secret, "ana@ngo.example")
    assert pyotp.parse_uri(address).secret == secret
    assert ET.fromstring(draw(address)).tag.endswith("svg")  # noqa: S314 - our own drawing


@pytest.mark.parametrize(
    "password",
    [
        "Password123456", "P@ssw0rd2024!!", "qwertyuiop1234", "iloveyou123456", "aaaaaaaaaaaaaa", "123456789012345",
        "Summer2025Berlin", "correcthorsebatterystaple", "immerse-admin-2026", "letmeinplease1", "abcabcabcabcabc",
        "qwertz123qwertz", "michaeljennifer", "kjhgfdsapoiu", "!!!!!!!!!!!!!!!", "839201847261",
    ],
)  # fmt: skip
def test_what_everybody_tries_first(password: str) -> None:
    """Long, and still put together from common parts."""
    assert is_common(password)
    with pytest.raises(InvalidInputError, match="everybody tries first"):
        check_password(password)


@pytest.mark.parametrize(
    "password", ["zebra kettle quiet marble", "blauer Elefant tanzt", "віолончель та чайник", "violet harbor 77"]
)
def test_what_nobody_expects(password: str) -> None:
    """Several words, in any script, without rules about digits and signs."""
    assert check_password(password) == password


def test_lengths_and_own_words() -> None:
    """Twelve at least; a name and a number are no password."""
    with pytest.raises(InvalidInputError, match="at least 12"):
        check_password("kettle harb")
    with pytest.raises(InvalidInputError, match="at most 256"):
        check_password("kettle harbour " * 20)
    with pytest.raises(InvalidInputError, match="everybody tries first"):
        check_password("Oleksandra-1987", "oleksandra@ngo.example")


def test_hashes_fit_their_password_only_and_grow_with_the_costs() -> None:
    """Equal looking input is equal; without a hash nothing fits; a cheap hash is made anew."""
    cheap, dear = Passwords(Cost(1, 8, 1)), Passwords(Cost(2, 16, 1))
    hashed = cheap.make("cafe\u0301 kettle harbour")
    assert hashed.startswith("$argon2id$")
    assert cheap.check("caf\u00e9 kettle harbour", hashed) == (True, None)
    assert cheap.check("cafe kettle harbour", hashed)[0] is False
    assert cheap.check("anything", None)[0] is False
    fits, better = dear.check("café kettle harbour", hashed)
    assert fits
    assert better is not None
    assert "m=16,t=2" in better

"""The second factor of local accounts: six digits from a phone (RFC 6238), or a recovery code when it is lost."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from io import BytesIO

import pyotp
import segno

ISSUER = "IMMERSE"
SECRET_LENGTH, SECRET_LETTERS = 32, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
STEP_S = 30
DRIFT = 1  # steps that a phone's clock may be off
N_RECOVERY_CODES = 10
CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTVWXYZ"  # none that look alike
CODE_LENGTH = 16


def make_secret() -> str:
    """Return a new shared secret of 160 bits, in base 32."""
    return pyotp.random_base32(length=SECRET_LENGTH)


def is_secret(text: str) -> bool:
    """Say whether a text can be such a secret."""
    return len(text) == SECRET_LENGTH and set(text) <= set(SECRET_LETTERS)


def address_of(secret: str, name: str) -> str:
    """Return the `otpauth:` address that phones read."""
    return pyotp.TOTP(secret, interval=STEP_S).provisioning_uri(name=name, issuer_name=ISSUER)


def draw(address: str) -> str:
    """Return a QR code of an address as SVG."""
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=5, xmldecl=False, svgns=True)
    return drawn.getvalue().decode("utf-8")


def find_step(secret: str, code: str, now: datetime, last: int) -> int | None:
    """Return the time step that a code belongs to; None if it fits none after `last`, as no code is good twice."""
    totp, step = pyotp.TOTP(secret, interval=STEP_S), int(now.timestamp()) // STEP_S
    given = "".join(code.split())
    for near in range(step - DRIFT, step + DRIFT + 1):
        if near > last and pyotp.utils.strings_equal(given, totp.generate_otp(near)):
            return near
    return None


def make_recovery_codes() -> list[str]:
    """Return ten codes of 79 bits each, in groups of four."""
    return [make_code(CODE_LENGTH) for _ in range(N_RECOVERY_CODES)]


def make_code(length: int) -> str:
    """Return a code for people to copy by hand, in groups of four."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _ in range(length))
    return "-".join(letters[start : start + 4] for start in range(0, length, 4))


def hash_code(code: str) -> str:
    """Hash a code as people may have copied it; nothing slower is needed, as nobody can guess one."""
    return hashlib.sha256("".join(filter(str.isalnum, code)).upper().encode()).hexdigest()

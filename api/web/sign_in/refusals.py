"""Why somebody cannot sign in, in the words of the page: each refusal that these pages can meet."""

from __future__ import annotations

import math

from markupsafe import Markup

from api.accounts import UNKNOWN, WRONG, WRONG_CODE
from api.errors import ImmerseError, TooManyError
from api.web.speech import Speech, mark

# By what the error says; what it says nothing about stays in English.
REFUSALS = {
    WRONG: mark("Name or password is wrong."),
    f"code: {WRONG_CODE}": mark("The code is wrong, was used before, or is too old."),
    WRONG_CODE: mark("The code is wrong, was used before, or is too old."),
    UNKNOWN: mark("Nobody here signs in with this account. Ask an administrator."),
    "sign in again; this took too long": mark("This took too long. Please sign in again."),
    "this token is wrong, was used, or is over; ask an administrator for another": mark(
        "The token is wrong, was used, or is over. Ask an administrator for another one."
    ),
    "this token was used meanwhile": mark("The token was used meanwhile."),
    "this code is wrong or over; ask for another": mark("This code is wrong, or it is over. Ask for a new one."),
    "again: must be the same password": mark("The two passwords are not the same."),
    "password: must have at least 12 characters, better 15": mark("The password needs at least 12 characters."),
    "password: must have at most 256 characters": mark("The password may have at most 256 characters."),
    "password: is put together from what everybody tries first; take several words that nobody would expect": mark(
        "The password is put together from what everybody tries first. Take several words that nobody would expect."
    ),
    "the identity provider cannot be reached": mark("Your organisation's account service cannot be reached now."),
    "no identity provider is set": mark("Signing in with your organisation's account is not set up here."),
}


def say_refusal(error: ImmerseError, speech: Speech) -> Markup | str:
    """Say why somebody cannot sign in."""
    if isinstance(error, TooManyError):
        return speech.say_n(
            "Too many tries have failed. Wait %(n)s second before the next.",
            "Too many tries have failed. Wait %(n)s seconds before the next.",
            math.ceil(error.wait_s),
        )
    known = REFUSALS.get(str(error))
    return str(error) if known is None else speech.say(known)

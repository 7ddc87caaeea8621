"""How a route answers with a page, in the language of whoever reads it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated
from urllib.parse import urlencode, urlsplit, urlunsplit

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FunctionLoader, StrictUndefined, nodes
from markupsafe import Markup, escape
from starlette.datastructures import Headers
from starlette.types import Scope

from api.cookies import read_cookie
from api.errors import ImmerseError
from api.principals import Principal, Role
from api.refusals import headers_of, status_of
from api.web.speech import LANGUAGES, OWN_NAMES, SECTIONS, WEB, Speech, prefer, speech_in
from api.world import World
from matcher.wording.wording import Wording
from taxonomy.types import Release

LANGUAGE_COOKIE = "immerse-language"
ASSETS = {
    (section, path.name): path
    for section in SECTIONS
    if (WEB / section / "assets").is_dir()
    for path in sorted((WEB / section / "assets").iterdir(), key=lambda path: path.name)
    if path.is_file()
}
# What a message is said by in templates.
SAYING = ("_", "gettext", "ngettext", "pgettext", "npgettext")
LENGTH_OF_MARK = 12  # of an asset's SHA-256: what changes its address when it changes


@dataclass(frozen=True, slots=True)
class View:
    """What a page needs beside its own values: who reads it, and in which language.

    `principal` is None where nobody has to be known, as on the page for signing in.
    """

    world: World
    principal: Principal | None
    language: str
    path: str
    back: str
    """the address that can be asked for again: where choosing another language leads back to"""
    section: str = ""

    @property
    def speech(self) -> Speech:
        """How the page speaks."""
        return speech_in(self.language, self.section)

    @property
    def wording(self) -> Wording:
        """What matching says in the page's language: labels of concepts, blockers, steps."""
        return self.world.wordings.get(self.language)

    @property
    def release(self) -> Release:
        """Which release of the taxonomy is in use."""
        return self.world.taxonomy.release

    def say(self, message: str, /, **values: object) -> Markup:
        """Say a message of this package; see `Speech.say`."""
        return self.speech.say(message, **values)

    def say_n(self, one: str, many: str, n: int, /, **values: object) -> Markup:
        """Say a message that counts; see `Speech.say_n`."""
        return self.speech.say_n(one, many, n, **values)

    def notice(self, said: Mapping[str, str], done: str) -> Markup | None:
        """Say that something was done on the page before; see `Speech.notice`."""
        return self.speech.notice(said, done)

    def is_for(self, *roles: Role) -> bool:
        """Say whether whoever reads has one of `roles`."""
        return self.principal is not None and self.principal.is_any(*roles)

    def render(self, template: str, *, error: ImmerseError | None = None, **values: object) -> HTMLResponse:
        """Render "section/name.html".

        Every template finds `page`, `problem`, what went wrong, or None, and `degraded`, in what weaker way the service
        works now, or None. With `error` the status is the error's.
        """
        if "degraded" not in values:
            values["degraded"] = self.world.degraded
        values.setdefault("problem", None if error is None else str(error))
        text = environment_in(self.language).get_template(template).render(page=self, Role=Role, **values)
        if error is None:
            return HTMLResponse(text)
        return HTMLResponse(text, status_code=status_of(error), headers=headers_of(error))

    def go(self, path: str, *, done: str | None = None) -> RedirectResponse:
        """Lead the browser to a page of this service after something was done; `done` says what, for a notice there."""
        if done is None:
            return RedirectResponse(path, status_code=303)
        scheme, host, where, query, fragment = urlsplit(path)
        query = "&".join(filter(None, (query, urlencode({"done": done}))))
        return RedirectResponse(urlunsplit((scheme, host, where, query, fragment)), status_code=303)


def view_of(request: Request) -> View:
    """Return the view of whoever sends a request."""
    state, here = request.state, request.url
    back = urlunsplit(("", "", here.path, here.query, "")) if request.method == "GET" else "/"
    module = getattr(request.scope.get("endpoint"), "__module__", "").removeprefix("api.web.").partition(".")[0]
    section = module if module in SECTIONS else ""
    return View(state.world, getattr(state, "principal", None), find_language(request.scope), here.path, back, section)


async def _find(request: Request) -> View:
    return view_of(request)


Page = Annotated[View, Depends(_find)]


def find_language(scope: Scope) -> str:
    """Return which of LANGUAGES a reader chose, else what their browser asks for, else English."""
    chosen = read_cookie(scope, LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    return prefer(Headers(scope=scope).get("accept-language", ""))


def asset(section: str, name: str) -> str:
    """Return the address of an asset, which is another one when its bytes are; raises KeyError."""
    return f"/assets/{section}/{name}?v={_mark(section, name)}"


@cache
def _mark(section: str, name: str) -> str:
    return hashlib.sha256(ASSETS[section, name].read_bytes()).hexdigest()[:LENGTH_OF_MARK]


def _own(name: str, section: str) -> str:
    return f"{name}_of_{section}"


class SectionEnvironment(Environment):
    """Lets each template speak in the words of its own section, also where another section's includes it."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        section = (name or "").partition("/")[0]
        for called in tree.find_all(nodes.Name):
            if called.name in SAYING and section in SECTIONS:
                called.name = _own(called.name, section)
        return tree


def _read_template(name: str) -> str | None:
    """Return the text of "section/name.html"; None where there is none."""
    section, _, file = name.partition("/")
    path = WEB / section / "templates" / file
    return path.read_text(encoding="utf-8") if section in SECTIONS and path.is_file() else None


@cache
def environment_in(language: str) -> Environment:
    """Return the templates as they are rendered in one language, so that macros need not be told which."""
    environment = SectionEnvironment(
        loader=FunctionLoader(_read_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # set by the extension
    speech = speech_in(language)
    for section in SECTIONS:
        own = speech_in(language, section)
        ways = (own.say, own.say, own.say_n, own.say_in, own.say_n_in)
        environment.globals.update({_own(name, section): say for name, say in zip(SAYING, ways, strict=True)})
    environment.globals.update(asset=asset, languages=OWN_NAMES, language=language, direction=speech.direction)
    environment.filters.update(
        day=speech.day,
        number=speech.number,
        country=speech.country,
        tongue=speech.tongue,
        listed=speech.listed,
        bdi=bdi,
    )
    return environment


def bdi(text: object) -> Markup:
    """Keep what somebody wrote from turning the words around it."""
    return Markup("<bdi>%s</bdi>") % escape(text)

"""Pages for signing in: password and second factor, the first password, an identity provider, an invitation."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api import access_repository as repository
from api.accounts import Step
from api.attempts import Attempt
from api.cookies import STEP, STEP_S, VISIT, delete_cookie, read_cookie, set_cookie
from api.errors import ConflictError, ImmerseError, NotSignedInError
from api.invitations import accept
from api.origins import own_path
from api.paces import find_address
from api.second_factor import address_of, draw
from api.state import Here, Installation
from api.visits import end_own_visit, end_visit
from api.web.forms import Form
from api.web.page import Page, View
from api.web.sign_in.refusals import say_refusal
from api.world import World

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Next = Annotated[str, Query(max_length=200)]


@router.get("/sign-in")
def sign_in_page(world: Installation, page: Page, next: Next = "/") -> HTMLResponse:  # noqa: A002 - the name in the address
    """Ask for name and password, or lead to the identity provider."""
    return _sign_in(world, page, next)


@router.post("/sign-in")
def sign_in(form: Form, request: Request, world: Installation, page: Page) -> Response:
    """Check name and password."""
    attempt = Attempt(form.get("name", "")[:200], find_address(request.scope))
    target = form.get("next", "/")
    try:
        done = world.accounts.try_password(attempt, form.get("password", ""), world.now())
    except ImmerseError as error:
        return _sign_in(world, page, target, error)
    return _go_on(world, page, request, done, target)


@router.post("/sign-in/code")
def give_code(form: Form, request: Request, world: Installation, page: Page) -> Response:
    """Check a code of the second factor, or a recovery code."""
    token, target = read_cookie(request.scope, STEP) or "", form.get("next", "/")
    try:
        visit = world.accounts.try_code(token, form.get("code", ""), find_address(request.scope), world.now())
    except ImmerseError as error:
        return _refused(page, "sign_in/code.html", error, next=own_path(target))
    return _enter(world, request, visit, target)


@router.post("/sign-in/enrol")
def enrol(form: Form, request: Request, world: Installation, page: Page) -> Response:
    """Take up a second factor, and show the recovery codes, once."""
    token, secret, target = read_cookie(request.scope, STEP) or "", form.get("secret", ""), form.get("next", "/")
    try:
        visit, codes = world.accounts.enrol(
            token, secret, form.get("code", ""), find_address(request.scope), world.now()
        )
    except NotSignedInError as error:
        return _sign_in(world, page, target, error)
    except ImmerseError as error:
        return _enrolment(page, form.get("name", ""), secret, target, error)
    answer = page.render("sign_in/recovery.html", codes=codes, next=own_path(target))
    return _signed_in(world, request, answer, visit)


@router.get("/sign-in/first")
def first_page(page: Page) -> HTMLResponse:
    """Ask for a one-time token and a password."""
    return page.render("sign_in/first.html")


@router.post("/sign-in/first")
def set_first_password(form: Form, request: Request, world: Installation, page: Page) -> Response:
    """Set a password with a one-time token, and go on to the second factor."""
    token, password, again = (form.get(name, "") for name in ("token", "password", "again"))
    try:
        done = world.accounts.set_password(token, password, again, find_address(request.scope), world.now())
    except ImmerseError as error:
        return _refused(page, "sign_in/first.html", error)
    return _go_on(world, page, request, done, "/")


@router.get("/sign-in/invitation")
def invitation_page(page: Page) -> HTMLResponse:
    """Ask for the code of an invitation."""
    return page.render("sign_in/invitation.html")


@router.post("/sign-in/invitation")
def accept_invitation(form: Form, request: Request, world: Installation, page: Page) -> Response:
    """Let a person see their own page."""
    try:
        visit, _person = accept(world.whole, form.get("code", ""), find_address(request.scope), world.now())
    except ImmerseError as error:
        return _refused(page, "sign_in/invitation.html", error)
    return _enter(world, request, visit, "/me")


@router.get("/sign-in/provider")
def go_to_provider(request: Request, world: Installation, page: Page, next: Next = "/") -> Response:  # noqa: A002 - as above
    """Lead to the identity provider."""
    if world.provider is None:
        return _sign_in(world, page, next, ConflictError("no identity provider is set"))
    try:
        address, token = world.provider.begin(own_path(next), world.now())
    except ImmerseError as error:
        return _sign_in(world, page, next, error)
    answer = RedirectResponse(address, status_code=303)
    set_cookie(answer, request.scope, STEP, token, STEP_S)
    return answer


@router.get("/sign-in/callback")
def come_from_provider(request: Request, world: Installation, page: Page) -> Response:
    """Take up what the identity provider says."""
    token = read_cookie(request.scope, STEP) or ""
    if world.provider is None:
        return _sign_in(world, page, "/", ConflictError("no identity provider is set"))
    try:
        visit, target = world.provider.finish(token, dict(request.query_params), world.now())
    except ImmerseError as error:
        return _sign_in(world, page, "/", error)
    return _enter(world, request, visit, target)


@router.get("/visits")
def visits_page(world: Here, page: Page) -> HTMLResponse:
    """Show the browsers that are signed in as you."""
    user_id, profile_id = world.principal.visitor
    with world.database.read() as session:
        visits = repository.list_visits(session, user_id, profile_id)
        return page.render("sign_in/visits.html", visits=visits, principal=world.principal)


@router.post("/visits/{visit_id}/end")
def end_from_page(visit_id: str, world: Here) -> Response:
    """Sign one of your browsers out."""
    with world.database.write() as session:
        end_own_visit(session, world.principal, visit_id)
    return RedirectResponse("/visits", status_code=303)


@router.post("/sign-out")
def sign_out(request: Request, world: Here) -> Response:
    """End this visit."""
    token = read_cookie(request.scope, VISIT)
    if token is not None:
        with world.database.write() as session:
            end_visit(session, token)
    answer = RedirectResponse("/sign-in", status_code=303)
    delete_cookie(answer, request.scope, VISIT)
    return answer


def _refused(page: View, template: str, error: ImmerseError | None, **values: object) -> HTMLResponse:
    """Show a page, and above it why what was sent is refused, where it is."""
    problem = None if error is None else say_refusal(error, page.speech)
    return page.render(template, error=error, problem=problem, **values)


def _sign_in(world: World, page: View, target: str, error: ImmerseError | None = None) -> HTMLResponse:
    return _refused(
        page,
        "sign_in/sign-in.html",
        error,
        next=own_path(target),
        provider=world.provider is not None,
    )


def _enrolment(page: View, name: str, secret: str, target: str, error: ImmerseError | None = None) -> HTMLResponse:
    address = address_of(secret, name)
    return _refused(
        page,
        "sign_in/enrol.html",
        error,
        secret=secret,
        address=address,
        drawing=draw(address),
        name=name,
        next=own_path(target),
    )


def _go_on(world: World, page: View, request: Request, done: Step | str, target: str) -> Response:
    """Show what comes next, or let them in."""
    if isinstance(done, str):
        return _enter(world, request, done, target)
    if done.secret is None:
        answer = page.render("sign_in/code.html", next=own_path(target))
    else:
        answer = _enrolment(page, done.name, done.secret, target)
    set_cookie(answer, request.scope, STEP, done.token, STEP_S)
    return answer


def _enter(world: World, request: Request, visit: str, target: str) -> Response:
    return _signed_in(world, request, RedirectResponse(own_path(target), status_code=303), visit)


def _signed_in(world: World, request: Request, answer: Response, visit: str) -> Response:
    """Give the new token to the browser, and end the visit that it had."""
    before = read_cookie(request.scope, VISIT)
    if before is not None:
        with world.whole.write() as session:
            end_visit(session, before)
    set_cookie(answer, request.scope, VISIT, visit)
    delete_cookie(answer, request.scope, STEP)
    return answer

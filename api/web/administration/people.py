"""Users, keys of programs, organisations."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from api import accounts, repository
from api.access_answers import NewKey, NewUser, UserChange
from api.bodies import read_body
from api.errors import InvalidInputError, Problem
from api.principals import Scope
from api.routes import access
from api.state import Here
from api.web.administration.words import DONE, Done
from api.web.forms import Form
from api.web.frame.roles import ROLES
from api.web.page import Page

router = APIRouter()
USERS = "/administration/users"


@router.get("/administration/users")
def show_users(world: Here, page: Page, done: Done = "") -> HTMLResponse:
    """List users and keys, with what an administrator can do to each; and the organisation."""
    with world.database.read() as session:
        organisations = repository.list_organisations(session)
        shown = [(row.id, row.name, row.contact) for row in organisations]
    return page.render(
        "administration/users.html",
        users=access.list_users(world).users,
        keys=access.list_keys(world).keys,
        looks=access.list_broken_glass(world).looks,
        organisations=shown,
        roles={role: ROLES[role] for role in ROLES if role in accounts.ROLES},
        scopes=list(Scope),
        now=world.now(),
        done=done,
        notices=DONE,
    )


@router.post("/administration/users")
def make_user(world: Here, page: Page, form: Form) -> HTMLResponse:
    """Make a user, and show the token that sets their password, this once."""
    said = {"name": form.get("name").strip(), "roles": list(form.all("role")), "has_password": not form.has("provider")}
    made = access.make_user(read_body(NewUser, said), world)
    return page.render("administration/secret.html", kind="user", name=made.name, secret=made.token)


@router.post("/administration/users/{user_id}/roles")
def change_roles(user_id: str, world: Here, page: Page, form: Form) -> Response:
    """Give a user other roles."""
    access.change_user(user_id, read_body(UserChange, {"roles": list(form.all("role"))}), world)
    return page.go(USERS, done="roles")


@router.post("/administration/users/{user_id}/reset")
def reset(user_id: str, world: Here, page: Page, form: Form) -> Response:
    """Take password and second factor from a user, once it was asked again whether that is meant."""
    if not form.has("sure"):
        return page.render(
            "administration/confirm.html",
            title=page.say("Reset this user?"),
            text=page.say("Their password and second factor are gone, and they are signed out everywhere."),
            action=f"{USERS}/{user_id}/reset",
            button=page.say("Reset"),
            fields=[],
            back=USERS,
        )
    made = access.reset(user_id, world)
    return page.render("administration/secret.html", kind="user", name=made.name, secret=made.token)


@router.post("/administration/users/{user_id}/access")
def change_access(user_id: str, world: Here, page: Page, form: Form) -> Response:
    """End what a user has, once it was asked again; or let them in again."""
    ends = form.get("access") == "end"
    if not ends and form.get("access") != "restore":
        raise InvalidInputError([Problem("access", "must be end or restore")])
    if ends and not form.has("sure"):
        return page.render(
            "administration/confirm.html",
            title=page.say("End this user's access?"),
            text=page.say("They are signed out everywhere at once. The people they look after stay as they are."),
            action=f"{USERS}/{user_id}/access",
            button=page.say("End access"),
            fields=[("access", "end")],
            back=USERS,
        )
    access.change_user(user_id, UserChange(disabled=ends), world)
    return page.go(USERS, done="ended" if ends else "restored")


@router.post("/administration/keys")
def make_key(world: Here, page: Page, form: Form) -> HTMLResponse:
    """Make a key for a program, and show it, this once."""
    said = {"name": form.get("name").strip(), "scopes": list(form.all("scope")), "days": form.get("days")}
    made = access.make_key(read_body(NewKey, said), world)
    return page.render("administration/secret.html", kind="key", name=made.name, secret=made.key)


@router.post("/administration/keys/{key_id}/revoke")
def revoke_key(key_id: str, world: Here, page: Page, form: Form) -> Response:
    """Revoke a key, once it was asked again whether that is meant."""
    if not form.has("sure"):
        return page.render(
            "administration/confirm.html",
            title=page.say("Revoke this key?"),
            text=page.say("Programs that use it are refused from now on. It cannot be taken back."),
            action=f"/administration/keys/{key_id}/revoke",
            button=page.say("Revoke"),
            fields=[],
            back=f"{USERS}#keys",
        )
    access.revoke_key(key_id, world)
    return page.go(f"{USERS}#keys", done="revoked")

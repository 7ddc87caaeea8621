"""Signing in at an identity provider: OpenID Connect, code flow with PKCE (RFC 7636), for users an administrator made.

A user is found by the provider's own id for them; the first time by the e-mail address that it has verified, which
then is tied to that id. Nobody gets an account by having one there. What a browser brings back is good once: state,
nonce and verifier wait in the database under the hash of a cookie, and are deleted when they are taken up.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api import access_repository as repository
from api.access_tables import PendingRow, UserRow
from api.accounts import STEP, UNKNOWN, Pending, enter
from api.errors import NotReadyError, NotSignedInError
from api.session import Database, Session
from api.settings import Settings
from api.visits import hash_token, make_token

CALLBACK = "/sign-in/callback"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""for what a provider signs: never "none", nor a secret that we share with it"""
KEPT = timedelta(hours=1)
PATIENCE_S = 5.0
LEEWAY_S = 60


class Provider:
    """Leads browsers to the provider of the settings, and takes up what they bring back."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._issuer = settings.oidc_issuer
        self._client = settings.oidc_client
        self._secret = (
            settings.oidc_secret_file.read_text(encoding="utf-8").strip() if settings.oidc_secret_file else None
        )
        self._callback = settings.public_address.rstrip("/") + CALLBACK
        self._database = database
        self._lock = Lock()
        self._described: tuple[datetime, dict[str, Any], KeySet] | None = None

    def begin(self, target: str, now: datetime) -> tuple[str, str]:
        """Return where to send a browser, and the token that its cookie has to bring back; raises NotReadyError."""
        description, _keys = self._describe(now)
        token, nonce, verifier = make_token(), make_token(), secrets.token_urlsafe(48)
        with self._speak() as client:
            address, state = client.create_authorization_url(
                description["authorization_endpoint"], code_verifier=verifier, nonce=nonce
            )
        data = {"state": state, "nonce": nonce, "verifier": verifier, "next": target}
        with self._database.write() as session:
            session.add(PendingRow(hash=hash_token(token), kind=Pending.PROVIDER, data=data, expires_at=now + STEP))
        return str(address), token

    def finish(self, token: str, given: Mapping[str, str], now: datetime) -> tuple[str, str]:
        """Return the token of a visit, and where to go on; raises NotSignedInError or NotReadyError."""
        with self._database.write() as session:
            begun = repository.take_pending(session, hash_token(token), Pending.PROVIDER)
        if begun is None or begun.expires_at <= now:
            raise NotSignedInError("sign in again; this took too long")
        if not secrets.compare_digest(given.get("state", "").encode(), begun.data["state"].encode()):
            raise NotSignedInError(UNKNOWN)
        claims = self._claim(given.get("code", ""), begun.data, now)
        with self._database.write() as session:
            return enter(session, _find_user(session, self._issuer, claims), now), str(begun.data["next"])

    def _claim(self, code: str, begun: Mapping[str, Any], now: datetime) -> Mapping[str, Any]:
        """Exchange the code, and return what the provider then says about whom; raises NotSignedInError."""
        description, keys = self._describe(now)
        try:
            with self._speak() as client:
                answer = client.fetch_token(
                    description["token_endpoint"],
                    code=code,
                    code_verifier=begun["verifier"],
                    grant_type="authorization_code",
                )
            signed = jwt.decode(answer["id_token"], keys, algorithms=ALGORITHMS)
            claims = CodeIDToken(
                signed.claims,
                signed.header,
                options={
                    "iss": {"essential": True, "value": description["issuer"]},
                    "aud": {"essential": True, "value": self._client},
                    "sub": {"essential": True},
                    "nonce": {"essential": True, "value": begun["nonce"]},
                },
                params={"nonce": begun["nonce"], "client_id": self._client, "access_token": answer.get("access_token")},
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY_S)
        except httpx.HTTPError as error:
            raise NotReadyError("the identity provider cannot be reached") from error
        except (AuthlibBaseError, JoseError, KeyError, ValueError) as error:
            raise NotSignedInError(UNKNOWN) from error
        return dict(claims)

    def _describe(self, now: datetime) -> tuple[dict[str, Any], KeySet]:
        """Return what the provider says about itself, and its keys; raises NotReadyError."""
        with self._lock:
            if self._described is None or now - self._described[0] > KEPT:
                try:
                    with httpx.Client(timeout=PATIENCE_S) as client:
                        described = (
                            client.get(get_well_known_url(self._issuer, external=True)).raise_for_status().json()
                        )
                        keys = client.get(described["jwks_uri"]).raise_for_status().json()
                except (httpx.HTTPError, KeyError, ValueError) as error:
                    raise NotReadyError("the identity provider cannot be reached") from error
                if described.get("issuer") != self._issuer:
                    raise NotReadyError("the identity provider calls itself by another name than IMMERSE_OIDC_ISSUER")
                self._described = now, described, KeySet.import_key_set(keys)
            return self._described[1:]

    def _speak(self) -> OAuth2Client:
        return OAuth2Client(
            self._client, self._secret, scope="openid email", redirect_uri=self._callback,
            code_challenge_method="S256", timeout=PATIENCE_S,
            token_endpoint_auth_method="client_secret_basic" if self._secret else "none",
        )  # fmt: skip


def _find_user(session: Session, issuer: str, claims: Mapping[str, Any]) -> UserRow:
    """Find whom the provider speaks of, and tie them to its id for them; raises NotSignedInError."""
    subject = str(claims["sub"])
    user = repository.find_user_of(session, issuer, subject)
    if user is None and claims.get("email") and claims.get("email_verified") is True:
        user = repository.find_user_named(session, str(claims["email"]))
        if user is not None and user.subject is not None:
            user = None  # the address has gone to somebody else there
    if user is None or user.disabled_at is not None:
        raise NotSignedInError(UNKNOWN)
    user.issuer, user.subject = issuer, subject
    return user

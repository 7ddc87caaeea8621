"""An OpenID Connect provider on loopback, written with the library that the service reads it with: a real server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from tests.api.ports import free_port

CLIENT = "immerse"
CALLBACK = "https://match.example.org/sign-in/callback"


class Client(ClientMixin):  # type: ignore[misc]
    """The one client that the provider knows; it has no secret, and proves itself by PKCE."""

    def get_client_id(self) -> str:
        """Return its id."""
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        """Return where browsers are led back to."""
        return CALLBACK

    def get_allowed_scope(self, scope: str) -> str:
        """Allow every scope."""
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Allow the one address."""
        return redirect_uri == CALLBACK

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:  # noqa: ARG002 - the library's
        """Allow clients without a secret only."""
        return method == "none"

    def check_response_type(self, response_type: str) -> bool:
        """Allow codes only."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Allow codes only."""
        return grant_type == "authorization_code"


@dataclass
class Code:
    """A code that was given out."""

    code: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    until: float
    redirect_uri: str = CALLBACK

    def get_redirect_uri(self) -> str:
        """Return where it was sent."""
        return self.redirect_uri

    def get_scope(self) -> str:
        """Return what it is for."""
        return self.scope

    def get_nonce(self) -> str:
        """Return the nonce."""
        return self.nonce

    def get_auth_time(self) -> int:
        """Return when somebody signed in."""
        return int(time.time())

    def get_acr(self) -> None:
        """Return no class of authentication."""

    def get_amr(self) -> None:
        """Return no methods of authentication."""


@dataclass
class IdentityProvider:
    """Who is signed in there, and what it gets wrong on purpose."""

    issuer: str = ""
    subject: str = "subject-1"
    email: str = "ana@ngo.example"
    verified: bool = True
    audience: str = CLIENT
    nonce: str | None = None
    lifetime_s: float = 60
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"}))
    signing_key: RSAKey | None = None
    codes: dict[str, Code] = field(default_factory=dict)
    n_tokens: int = 0


@contextmanager
def serve() -> Iterator[IdentityProvider]:
    """Serve a provider until the block ends."""
    provider = IdentityProvider()
    port = free_port()
    provider.issuer = f"http://127.0.0.1:{port}"
    server = make_server("127.0.0.1", port, _build(provider), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _build(provider: IdentityProvider) -> Flask:
    app = Flask("provider")
    app.config["OAUTH2_SCOPES_SUPPORTED"] = ["openid", "email"]
    server = AuthorizationServer(
        app, query_client=lambda found: Client() if found == CLIENT else None, save_token=lambda *_: None
    )
    server.register_grant(_code_grant(provider), [_openid(provider), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def describe() -> Response:
        return jsonify(
            issuer=provider.issuer,
            authorization_endpoint=f"{provider.issuer}/authorize",
            token_endpoint=f"{provider.issuer}/token",
            jwks_uri=f"{provider.issuer}/keys",
        )

    @app.get("/keys")
    def keys() -> Response:
        return jsonify(keys=[provider.key.as_dict(private=False)])

    @app.get("/authorize")
    def authorize() -> Any:  # noqa: ANN401 - the library's response
        return server.create_authorization_response(
            grant_user=provider.subject, grant=server.get_consent_grant(end_user=provider.subject)
        )

    @app.post("/token")
    def token() -> Any:  # noqa: ANN401 - the library's response
        provider.n_tokens += 1
        return server.create_token_response()

    return app


def _code_grant(provider: IdentityProvider) -> type[grants.AuthorizationCodeGrant]:
    class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS = ["none"]  # noqa: RUF012 - the library's

        def save_authorization_code(self, code: str, request: Any) -> None:  # noqa: ANN401 - the library's
            data = request.payload.data
            provider.codes[code] = Code(
                code, request.payload.scope, data["nonce"], data["code_challenge"], data["code_challenge_method"],
                time.time() + provider.lifetime_s,
            )  # fmt: skip

        def query_authorization_code(self, code: str, client: Client) -> Code | None:  # noqa: ARG002 - the library's
            found = provider.codes.get(code)
            return found if found and found.until > time.time() else None

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, authorization_code: Code) -> str:  # noqa: ARG002 - the library's
            return provider.subject

    return CodeGrant


def _openid(provider: IdentityProvider) -> OpenIDCode:
    class OpenID(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, request: Any) -> bool:  # noqa: ANN401, ARG002 - the library's
            return any(code.nonce == nonce for code in provider.codes.values())

        def resolve_client_private_key(self, client: Client) -> RSAKey:  # noqa: ARG002 - the library's
            return provider.signing_key or provider.key

        def get_client_algorithm(self, client: Client) -> str:  # noqa: ARG002 - the library's
            return "RS256"

        def get_client_claims(self, client: Client) -> dict[str, Any]:  # noqa: ARG002 - the library's
            return {"iss": provider.issuer, "aud": provider.audience}

        def generate_user_info(self, user: str, scope: str) -> UserInfo:  # noqa: ARG002 - the library's
            told = {"sub": user, "email": provider.email, "email_verified": provider.verified}
            return UserInfo(**told, **({"nonce": provider.nonce} if provider.nonce else {}))

    return OpenID(require_nonce=True)

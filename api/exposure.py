"""Whether an installation may be reached the way its settings say. What would be open to others does not start."""

from __future__ import annotations

from ipaddress import ip_network

from api import access_repository as repository
from api.errors import ExposureError
from api.origins import is_loopback
from api.session import Database
from api.settings import Settings


def check_exposure(settings: Settings, database: Database) -> None:
    """Raise ExposureError with every reason why others must not reach this yet."""
    problems = []
    if (settings.tls_cert is None) != (settings.tls_key is None):
        problems.append("TLS needs both --tls-cert and --tls-key")
    files = (settings.tls_cert, settings.tls_key, settings.oidc_secret_file)
    problems += [f"{path} is not there" for path in files if path is not None and not path.is_file()]
    problems += [
        f"{proxy!r} in IMMERSE_PROXIES is no address" for proxy in settings.trusted_proxies if not _is_net(proxy)
    ]
    if settings.oidc_issuer and not (settings.oidc_client and settings.public_address):
        problems.append("signing in by OpenID needs IMMERSE_OIDC_CLIENT and IMMERSE_PUBLIC_ADDRESS, too")
    if not is_loopback(settings.host):
        problems += _check_reachable(settings, database)
    if problems:
        raise ExposureError("; ".join(problems))


def _is_net(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _check_reachable(settings: Settings, database: Database) -> list[str]:
    problems = []
    with database.read() as session:
        if not repository.has_administrator(session):
            problems.append(
                f"at {settings.host} others can reach it, and nobody has to sign in yet: first `immerse admin create`"
            )
    if settings.tls_cert is None and not settings.trusted_proxies:
        problems.append(
            f"at {settings.host} others can read along: give --tls-cert and --tls-key, or name the reverse proxy that "
            "speaks TLS in IMMERSE_PROXIES"
        )
    return problems

"""Where a request comes from, as far as its headers and its connection can tell. Nothing here reads or keeps state."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


def is_at_the_machine(scope: Scope) -> bool:
    """Say whether a program of this machine asks for itself, under a name of this machine.

    Not so for what a proxy passes on, which names itself in the headers, nor for a page from elsewhere whose name
    was made to lead here (DNS rebinding): it would ask under that name.
    """
    headers, peer = Headers(scope=scope), scope.get("client")
    if peer is None or any(name in headers for name in FORWARDED):
        return False
    return is_loopback(peer[0]) and is_loopback(_host_name(headers.get("host", "")))


def is_loopback(name: str) -> bool:
    """Say whether an address, or a host name, can only mean this machine."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


def is_own_page(scope: Scope, *, absent: bool) -> bool:
    """Say whether a page of this service asks, by what browsers put into `Sec-Fetch-Site`, else into `Origin`.

    `absent` is the answer where neither is there: no browser of the last years leaves both out of a request that can
    change something. Pages cannot set either header themselves.
    """
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is not None:
        return origin == f"{scope['scheme']}://{headers.get('host', '')}"
    return absent


def own_path(target: str) -> str:
    """Return where to lead a browser: a path of this service, and nothing else whatever `target` says."""
    parts = urlsplit(target)
    is_path = target.startswith("/") and not target.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return target if is_path and target.isprintable() else "/"


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]

"""Whose requests are counted together, and how fast they may come."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import Scope

from api.errors import TooManyError
from api.policy import Rate, Rule
from api.principals import Principal, PrincipalKind
from api.rates import Pace, Rates
from api.settings import Settings

BURST_S = 15  # what may come at once is what a quarter of a minute allows, so that a page with many parts loads
SUBSCRIBER_BITS = 64  # of an IPv6 address: one subscriber has all below


class Limits:
    """Counts requests by caller, and those of strangers by address."""

    def __init__(self, settings: Settings) -> None:
        self._rates = Rates(settings.data / "rates")
        self._users = {
            Rate.READ: _pace(settings.rate_read),
            Rate.WRITE: _pace(settings.rate_write),
            Rate.HEAVY: _pace(settings.rate_heavy),
        }
        self._keys = _pace(settings.rate_keys)
        self._strangers = _pace(settings.rate_strangers)

    def count(self, rule: Rule, principal: Principal) -> None:
        """Count a request of somebody known; raises TooManyError. Who alone can reach the machine has no limit."""
        if principal.kind is PrincipalKind.KEY:
            self._take(f"key:{principal.id}", self._keys)
        elif principal.kind is not PrincipalKind.LOCAL and rule.rate in self._users:
            self._take(f"{principal.kind}:{principal.id}:{rule.rate}", self._users[rule.rate])

    def count_stranger(self, scope: Scope) -> None:
        """Count a request of somebody who signs in, or has shown nothing that holds; raises TooManyError."""
        self._take(f"address:{find_address(scope)}", self._strangers)

    def close(self) -> None:
        """Give the file back."""
        self._rates.close()

    def _take(self, key: str, pace: Pace) -> None:
        wait_s = self._rates.take(key, pace)
        if wait_s:
            raise TooManyError("more requests than allowed; wait before the next", wait_s)


def find_address(scope: Scope) -> str:
    """Return where a request comes from, for counting: an IPv4 address, or the network of an IPv6 subscriber."""
    peer = scope.get("client")
    try:
        address = ip_address(peer[0]) if peer else None
    except ValueError:
        address = None
    if not isinstance(address, IPv6Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, SUBSCRIBER_BITS), strict=False))


def _pace(per_minute: int) -> Pace:
    return Pace(per_minute, max(1, per_minute * BURST_S // 60))

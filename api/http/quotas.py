"""How often something may be asked, by one visitor and from one address, and what the answer says of it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from fastapi import Request
from limits import RateLimitItem, parse

from api.http.clients import client_of
from api.http.counters import Counters
from core.errors import TooManyRequests
from core.keys import Keys, keyed_hash
from core.settings import Settings

log = logging.getLogger(__name__)


class QuotaKind(StrEnum):
    """What is asked for; each kind has settings `limit_<kind>_visitor` and `limit_<kind>_address`."""

    VISITORS = "visitors"
    IDENTIFY = "identify"
    CHAT = "chat"
    SURVEYS = "surveys"
    SEARCH = "search"
    EVENTS = "events"
    READS = "reads"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class Policy:
    """One limit; its name and what remains are told as the RateLimit header fields of the IETF's draft do."""

    name: str
    limit: RateLimitItem

    def policy(self) -> str:
        """Quota and window in seconds."""
        return f'"{self.name}";q={self.limit.amount};w={self.limit.get_expiry()}'


class Quotas:
    """Counts what is asked and refuses what is too much; no address and no visitor's id is kept or logged."""

    def __init__(self, settings: Settings, keys: Keys, counters: Counters | None = None) -> None:
        self._keys = keys
        self._counters = counters or Counters(settings.limits_url)
        self._by_visitor = _policies(settings, "visitor")
        self._by_address = _policies(settings, "address")
        self._knows_proxies = bool(settings.trusted_proxies)

    async def charge(self, kind: QuotaKind, request: Request, *, visitor_id: str | None = None) -> None:
        """Count one request; TooManyRequests past a limit, with the headers set that say until when.

        Of a visitor first: what is refused to one costs nothing to the others at the same address.
        """
        self._look_for_a_proxy(request)
        asked = [(self._by_visitor.get(kind), visitor_id), (self._by_address.get(kind), client_of(request))]
        policies, remaining = list[str](), list[str]()
        waits: list[int] = []
        for policy, who in asked:
            if policy is None or not who or waits:
                continue
            key = f"{policy.name}:{keyed_hash(self._keys, policy.name, who)[:32]}"
            count = await self._counters.hit(key, policy.limit.get_expiry())
            left = policy.limit.amount - count.used
            seconds = min(max(ceil(count.ends_in), 1), policy.limit.get_expiry())
            policies.append(policy.policy())
            remaining.append(f'"{policy.name}";r={max(left, 0)};t={seconds}')
            if left < 0:
                waits.append(seconds)
        headers: dict[str, str] = request.state.answer_headers
        if policies:
            headers |= {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(remaining)}
        if waits:
            seconds = max(waits)
            headers["Retry-After"] = str(seconds)
            raise TooManyRequests(f"Too many requests; they are taken again in {seconds} seconds.")

    async def close(self) -> None:
        """Let the connections go."""
        await self._counters.close()

    def _look_for_a_proxy(self, request: Request) -> None:
        """Say once that there seems to be one: behind it, all shoppers would share one address's limits."""
        if not self._knows_proxies and "x-forwarded-for" in request.headers:
            self._knows_proxies = True
            log.warning(
                "A request came with X-Forwarded-For, which nobody is trusted to send. If there is a proxy "
                "before Rapport, name it in RAPPORT_TRUSTED_PROXIES: all it sends counts as one address."
            )


def _policies(settings: Settings, whose: str) -> Mapping[QuotaKind, Policy]:
    if not settings.limits_url:
        return {}
    written = {kind: getattr(settings, f"limit_{kind}_{whose}", "") for kind in QuotaKind}
    return {kind: Policy(f"{kind}-{whose}", parse(limit)) for kind, limit in written.items() if limit}

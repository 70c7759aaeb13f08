"""How much one address, and all together, may send in an hour: counted in memory only, forgotten after the hour."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

HOUR = 3600
TRIES = 6
"""How many sendings may be refused for their faults for one that is received."""
KNOWN = 50_000
"""Addresses remembered at once; when there are more, the hour begins again for all."""


@dataclass(frozen=True)
class Quotas:
    """How many proposals an hour: from one address, and in all. Zero: as many as one likes."""

    each: int = 30
    all: int = 300


class Meter:
    """Who sent how much in the last hour."""

    def __init__(self, quotas: Quotas, clock: Callable[[], float] = time.monotonic) -> None:
        self._quotas, self._clock = quotas, clock
        self._lock = threading.Lock()
        self._seen: dict[str, deque[tuple[float, int]]] = {}

    def wait(self, address: str) -> int:
        """Count one try; how many seconds to wait before it may be looked at, 0 for none."""
        if not self._quotas.each and not self._quotas.all:
            return 0
        with self._lock:
            now = self._clock()
            wait = max(self._left(group_of(address), self._quotas.each, now), self._left("", self._quotas.all, now))
            if not wait:
                self._count(address, now, 1)
            return wait

    def received(self, address: str) -> None:
        """One of the tries was received: it weighs as much as many that were refused."""
        with self._lock:
            self._count(address, self._clock(), TRIES - 1)

    def _count(self, address: str, now: float, weight: int) -> None:
        if len(self._seen) > KNOWN:
            self._seen.clear()
        for name in (group_of(address), ""):
            self._seen.setdefault(name, deque()).append((now, weight))

    def _left(self, name: str, most: int, now: float) -> int:
        seen = self._seen.get(name)
        while seen and seen[0][0] <= now - HOUR:
            seen.popleft()
        if not seen:
            self._seen.pop(name, None)
            return 0
        spent = sum(weight for _, weight in seen)
        return max(1, round(seen[0][0] + HOUR - now)) if most and spent >= most * TRIES else 0


def group_of(address: str) -> str:
    """Whom an address stands for: itself, or the 64 first bits that one home or firm is given in IPv6."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address):
        mapped = read.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((read, 64), strict=False))
    return str(read)

"""Figures for Prometheus, in a registry of their own: counts and seconds, no person, no device, no hall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_PUSH_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """What the centre counts."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "wenling_requests", "Requests by route and status.", ("route", "status"), registry=self._registry
        )
        self._ops = Counter("wenling_ops", "Ops by what became of them.", ("state",), registry=self._registry)
        self._push = Histogram(
            "wenling_push_seconds", "Seconds a push took.", buckets=_PUSH_SECONDS, registry=self._registry
        )
        self._queue = Gauge("wenling_queue_depth", "Requests that wait for a thread.", registry=self._registry)
        self._silence = Gauge(
            "wenling_oldest_device_silence_seconds", "Seconds since the device that is silent longest was heard.",
            registry=self._registry,
        )  # fmt: skip
        self._heads = Gauge(
            "wenling_log_head", "Versions of all scopes' logs together, by kind of scope.", ("scope_kind",),
            registry=self._registry,
        )  # fmt: skip
        self._quarantine = Gauge("wenling_quarantine_ops", "Ops in quarantine.", registry=self._registry)
        for state in ("applied", "held", "refused", "disputed"):
            self._ops.labels(state)

    def count_request(self, route: str, status: int) -> None:
        """One request answered; ``route`` is the name of an endpoint, never a path somebody sent."""
        self._requests.labels(route, str(status)).inc()

    def count_ops(self, counts: Mapping[str, int], seconds: float) -> None:
        """One push: its ops by what became of them."""
        for state, number in counts.items():
            self._ops.labels(state).inc(number)
        self._push.observe(seconds)

    def show(self, *, waiting: int, silence: float, heads: Mapping[str, int], quarantine: int) -> bytes:
        """The page, with what is looked up only when it is asked for."""
        self._queue.set(waiting)
        self._silence.set(silence)
        self._quarantine.set(quarantine)
        for kind, head in heads.items():
            self._heads.labels(kind).set(head)
        return generate_latest(self._registry)

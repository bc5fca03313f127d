"""When to try again: never give up, never all at once."""

from __future__ import annotations

from typing import Final

POLL_MS: Final = 30_000
POLL_JITTER_MS: Final = 10_000
REVOKED_POLL_MS: Final = 300_000
FIRST_MS: Final = 2_000
MOST_MS: Final = 300_000
SPREAD_MS: Final = 60_000
LONG_OUTAGE_MS: Final = 600_000
LEAST_MS: Final = 500
"""Not even the luckiest jitter asks again at once."""


def pause_ms(failures: int, jitter: float, retry_after_ms: int = 0) -> int:
    """Milliseconds to wait after so many failures in a row: exponential to five minutes with full jitter, and never
    less than the centre asked for."""
    most = min(MOST_MS, FIRST_MS << min(max(failures - 1, 0), 10))
    asked = retry_after_ms + int(jitter * min(retry_after_ms, MOST_MS))
    return max(LEAST_MS, int(most * jitter), asked)


def poll_ms(jitter: float, *, revoked: bool = False) -> int:
    """Milliseconds until the next round where all went well."""
    return (REVOKED_POLL_MS if revoked else POLL_MS) + int(jitter * POLL_JITTER_MS)


def spread_ms(jitter: float) -> int:
    """Milliseconds to hold back when the centre is there again after a long time."""
    return int(jitter * SPREAD_MS)

"""Time and chance, as this computer has them."""

from __future__ import annotations

import secrets
import time
from datetime import datetime, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))
"""Beijing time, the year round; a computer set to another zone does not change a receipt's date."""


class SystemClock:
    """ports.Clock."""

    def now(self) -> datetime:
        """Now, in Beijing time."""
        return datetime.now(CHINA)


class SystemIds:
    """ports.IdSource: 128 bits, time first, so that ids sort by time (the layout of UUID version 7)."""

    def new_id(self) -> str:
        """A new id of 32 hexadecimal digits."""
        milliseconds = time.time_ns() // 1_000_000
        return f"{milliseconds:012x}7{secrets.randbits(76):019x}"

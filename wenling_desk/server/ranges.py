"""``Range`` of a download, and the place of an upload."""

from __future__ import annotations

import re
from typing import Final

from wenling_desk.server.refusals import Refused

UPLOAD_OFFSET: Final = "upload-offset"
PIECE_BYTES: Final = 1 << 20
"""A download is read and sent in pieces of this size: none of it stays in memory."""

_ONE_RANGE: Final = re.compile(r"bytes=(\d{0,16})-(\d{0,16})")
_NUMBER: Final = re.compile(r"\d{1,16}")


def wanted(header: str, size: int) -> tuple[int, int] | None:
    """First byte and length of what a ``Range`` header asks for; ``None`` for the whole.

    As HTTP has it, a range of another unit, several ranges, or one that makes no sense are taken as no range. Refuses
    with ``range_wrong`` (size) what begins beyond the end.
    """
    match = _ONE_RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if not match[1]:
        length = min(int(match[2]), size)
        if not length:
            raise Refused("range_wrong", size=size)
        return size - length, length
    first, last = int(match[1]), int(match[2] or size - 1)
    if match[2] and last < first:
        return None
    if first >= size:
        raise Refused("range_wrong", size=size)
    return first, min(last, size - 1) - first + 1


def upload_offset(header: str) -> int:
    """Where a chunk belongs. Refuses with ``bad_message``."""
    if not _NUMBER.fullmatch(header.strip()):
        raise Refused("bad_message", field=UPLOAD_OFFSET)
    return int(header)

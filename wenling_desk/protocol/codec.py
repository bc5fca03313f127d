"""Messages to bytes and back: JSON by msgspec, zstd on the way. What does not fit is :class:`BadMessageError`."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec
import zstandard

from wenling_desk.protocol.versions import MOST_BODY_BYTES

M = TypeVar("M")

MEDIA_TYPE: Final = "application/vnd.wenling.sync+json"
"""What both sides send and insist on: a captive portal's page with status 200 has another one."""
ZSTD: Final = "zstd"
_LEVEL: Final = 3


class BadMessageError(ValueError):
    """Bytes that are no such message, or too many of them (``is_too_large``)."""

    def __init__(self, detail: str, *, is_too_large: bool = False) -> None:
        super().__init__(detail)
        self.is_too_large = is_too_large


def encode(message: object) -> bytes:
    """The message as JSON."""
    return msgspec.json.encode(message)


def decode(body: bytes, kind: type[M]) -> M:
    """The message of JSON bytes. Raises BadMessageError."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadMessageError(str(error)) from error


def pack(body: bytes) -> bytes:
    """zstd with the size in its header."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(body)


def unpack(packed: bytes, most: int = MOST_BODY_BYTES) -> bytes:
    """The bytes packed by :func:`pack`: one whole frame that names its size, at most ``most``, and nothing behind it.

    A bomb is refused by the size it names, before a byte is unpacked. Raises BadMessageError.
    """
    try:
        size = zstandard.frame_content_size(packed)
        if size > most:
            raise BadMessageError("too large", is_too_large=True)
        if size < 0:
            raise BadMessageError("a frame without its size")
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        return unpacker.decompress(packed, max_output_size=most, read_across_frames=False, allow_extra_data=False)
    except (zstandard.ZstdError, MemoryError) as error:
        raise BadMessageError("no zstd") from error

"""Each endpoint with the method of the core behind it; nothing is decided here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import msgspec

from wenling_desk.server.centre import Centre
from wenling_desk.server.ranges import UPLOAD_OFFSET, upload_offset


@dataclass(frozen=True, slots=True)
class Call:
    """A request that was proven and read. ``device`` is empty for ``enrol``; ``names`` stand in the path."""

    device: str
    message: Any = None
    names: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Download:
    """Bytes to be sent piece by piece: ``read(offset, length)``."""

    size: int
    read: Callable[[int, int], bytes]


Route = Callable[[Centre, Call], "msgspec.Struct | Download"]


def _snapshot_part(centre: Centre, call: Call) -> Download:
    snapshot = call.names["id"]
    size = centre.snapshot_size(call.device, snapshot)
    return Download(size, lambda offset, length: centre.snapshot_part(call.device, snapshot, offset, length))


def _blob(centre: Centre, call: Call) -> Download:
    sha256 = call.names["sha256"]
    size = centre.blob_size(call.device, sha256)
    return Download(size, lambda offset, length: centre.blob_read(call.device, sha256, offset, length))


def _release(centre: Centre, call: Call) -> Download:
    kind, number = call.names["kind"], call.names["number"]
    size = centre.release_size(kind, number)
    return Download(size, lambda offset, length: centre.release_read(kind, number, offset, length))


def _blob_chunk(centre: Centre, call: Call) -> msgspec.Struct:
    offset = upload_offset(call.headers.get(UPLOAD_OFFSET, ""))
    return centre.blob_chunk(call.device, call.names["sha256"], offset, call.body)


def _pull(centre: Centre, call: Call) -> msgspec.Struct:
    query = call.query
    return centre.pull(call.device, query["scope"], query["after"], query["limit"], query["protocol"])


ROUTES: Final[Mapping[str, Route]] = MappingProxyType({
    "enrol": lambda centre, call: centre.enrol(call.message),
    "hello": lambda centre, call: centre.hello(call.device, call.message),
    "push": lambda centre, call: centre.push(call.device, call.message),
    "epoch": lambda centre, call: centre.epoch(call.device, call.message),
    "known": lambda centre, call: centre.known(call.device, call.message),
    "pull": _pull,
    "record": lambda centre, call: centre.fetch_record(call.device, call.names["id"]),
    "duplicates": lambda centre, call: centre.duplicates(call.device, call.message),
    "digest": lambda centre, call: centre.digest(call.device, call.query["scope"]),
    "snapshot": lambda centre, call: centre.snapshot(call.device, call.query["scope"]),
    "snapshot_part": _snapshot_part,
    "blob_offer": lambda centre, call: centre.blob_offer(call.device, call.message),
    "blob_chunk": _blob_chunk,
    "blob": _blob,
    "release": _release,
    "fleet": lambda centre, call: centre.fleet(call.device),
    "held": lambda centre, call: centre.held_by(call.device, call.names["device"]),
})  # fmt: skip
"""By the name of the endpoint."""

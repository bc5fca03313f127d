"""How many pages a PDF has, without a renderer: PDFium belongs to the one render thread, and counting needs none."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

MOST_INFLATED: Final = 64 << 20
"""Bytes one stream may grow to; a scan's page tree is far smaller."""
_OBJECT: Final = re.compile(rb"\bobj\b(.*?)(?:\bendobj\b|\Z)", re.DOTALL)
_TREE: Final = re.compile(rb"/Type\s*/Pages\b")
_COUNT: Final = re.compile(rb"/Count\s+(\d+)")
_PACKED: Final = re.compile(rb"/Type\s*/ObjStm\b")
_FIRST: Final = re.compile(rb"/First\s+(\d+)")
_STREAM: Final = re.compile(rb"\bstream\r?\n")


def pdf_pages(pdf: bytes) -> int:
    """The count in the root of the page tree: of all trees the file speaks of, the one with the most pages. Raises
    ValueError where none can be read."""
    counts = [
        int(count[1])
        for one in _objects(pdf)
        if _TREE.search(one) is not None and (count := _COUNT.search(one)) is not None
    ]
    if not counts or max(counts) < 1:
        raise ValueError("no page tree")
    return max(counts)


def _objects(pdf: bytes) -> Iterator[bytes]:
    """Every object without its stream, also those that are packed into a stream of objects."""
    for found in _OBJECT.finditer(pdf):
        body = found[1]
        stream = _STREAM.search(body)
        if stream is None:
            yield body
            continue
        told = body[: stream.start()]
        yield told
        if _PACKED.search(told) is not None and (first := _FIRST.search(told)) is not None:
            yield from _unpacked(pdf[found.start(1) + stream.end() :], int(first[1]))


def _unpacked(stream: bytes, first: int) -> Iterator[bytes]:
    """The objects of a stream: its head names each with its place."""
    try:
        data = zlib.decompressobj().decompress(stream, MOST_INFLATED)
        places = [first + int(place) for place in data[:first].split()[1::2]]
    except (zlib.error, ValueError):
        return
    for start, end in zip(places, [*places[1:], len(data)], strict=True):
        yield data[start:end]

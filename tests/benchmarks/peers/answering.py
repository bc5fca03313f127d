"""The loop every other tool answers in, in an environment of its own: a sheet comes in, a PDF goes out."""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import segno

Sheet = dict[str, Any]
MM = 72 / 25.4


def answer(make: Callable[[Sheet], bytes]) -> None:
    """Answer each line ``{"sheet": …, "keep": bool}`` of the standard input with ``{"ms": …, "pdf": base64}``.

    Only making the PDF is timed, QR code included; ``keep`` asks for the PDF itself.
    """
    for line in sys.stdin:
        request = json.loads(line)
        start = time.perf_counter()
        pdf = make(request["sheet"])
        taken = (time.perf_counter() - start) * 1_000
        kept = base64.b64encode(pdf).decode() if request["keep"] else ""
        print(json.dumps({"ms": taken, "pdf": kept}), flush=True)


def qr_runs(payload: str) -> tuple[int, list[tuple[int, int, int]]]:
    """Modules a side, without quiet zone, and the dark runs as (column, row, width); the mask is fixed as ours is."""
    code = segno.make(payload, error="m", mask=3, boost_error=False, micro=False)
    runs = []
    for row, cells in enumerate(code.matrix):
        start = None
        for column, dark in enumerate((*cells, 0)):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                runs.append((start, row, column - start))
                start = None
    return len(code.matrix), runs


def bar_places(runs: list[int]) -> Iterator[tuple[int, int]]:
    """The bars of a barcode as (module, width)."""
    at = 0
    for index, wide in enumerate(runs):
        if index % 2 == 0:
            yield at, wide
        at += wide


def qr_svg(payload: str) -> str:
    """The QR code as a picture of one path."""
    side, runs = qr_runs(payload)
    path = "".join(f"M{x} {y}h{wide}v1h-{wide}z" for x, y, wide in runs)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{path}"/></svg>'


def bars_svg(runs: list[int]) -> str:
    """The barcode as a picture of one path, stretched to whatever room it is given."""
    path = "".join(f"M{x} 0h{wide}v30h-{wide}z" for x, wide in bar_places(runs))
    wide = sum(runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} 30" preserveAspectRatio="none">'
        f'<path d="{path}"/></svg>'
    )

"""Canonical JSON: the exact bytes that are hashed, kept and later sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from wenling_desk.domain.facts import Fact


class DamagedBodyError(ValueError):
    """Stored bytes that are no body. SQLCipher gives zeros for an overflow page whose seal is broken, and no error."""


def to_bytes(plain: Mapping[str, Any]) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; the same value always gives the same bytes.

    Raises ValueError for what JSON or UTF-8 cannot hold (NaN, a lone surrogate), TypeError for other objects.
    """
    text = json.dumps(plain, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True, default=_plain)
    return text.encode("utf-8")


def fact_to_bytes(fact: Fact) -> bytes:
    """The body of a fact's entry in the device ledger. Raises ValueError and TypeError as :func:`to_bytes`.

    An id holds no ``{``: the hash chain joins id and body, and the first brace must be the body's.
    """
    if not fact.fact_id or "{" in fact.fact_id:
        raise ValueError("a fact needs an id without braces")
    return to_bytes(fact.to_plain())


def fact_from_bytes(body: bytes) -> Fact:
    """The fact of a body made by :func:`fact_to_bytes`, by this version or any other. Raises DamagedBodyError."""
    try:
        return Fact.from_plain(json.loads(body))
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedBodyError from error


def sheet_to_bytes(sheet: Mapping[str, Any]) -> bytes:
    """A draft's sheet. A draft keeps what was typed, even a lone surrogate: hence ASCII with escapes."""
    return json.dumps(sheet, separators=(",", ":"), default=_plain).encode("ascii")


def sheet_from_bytes(body: bytes) -> dict[str, Any]:
    """The sheet of :func:`sheet_to_bytes`. Raises DamagedBodyError."""
    try:
        sheet: dict[str, Any] = json.loads(body)
    except ValueError as error:
        raise DamagedBodyError from error
    return sheet


def without_surrogates(text: str) -> str:
    """``text`` as a column can hold it; a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def official_number_of(fact: Fact) -> str | None:
    """The official number (办件编号) that ``OfficialNumberRecorded`` carries as ``number``; else ``None``."""
    if fact.kind != "OfficialNumberRecorded":
        return None
    number = str(fact.body.get("number", ""))
    if not number:
        raise ValueError("OfficialNumberRecorded needs a number")
    return number


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no JSON value")

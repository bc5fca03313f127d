"""Reads a JSON file that somebody else made: what is wrong with it is said with its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from wenling_desk.domain.errors import DeskRefusal

MOST_BYTES: Final = 50_000_000
"""A longer file is refused unread."""


def read_json(file: Path) -> object:
    """The value of a file.

    Refuses with ``file_unreadable``, ``file_too_large``, ``not_json`` (file, line, column), ``json_too_deep``,
    ``json_key_twice`` (file, key) and ``json_number_wrong`` (file).
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise DeskRefusal("file_too_large", file=file)
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, ValueError):  # no UTF-8, or a name no file can have
        raise DeskRefusal("file_unreadable", file=file) from None

    def whole(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        table = dict(pairs)
        if len(table) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise DeskRefusal("json_key_twice", file=file, key=ascii(twice)[1:-1][:40])
        return table

    def no_number(_: str) -> object:
        raise DeskRefusal("json_number_wrong", file=file)

    try:
        return json.loads(text, object_pairs_hook=whole, parse_constant=no_number)
    except json.JSONDecodeError as error:
        raise DeskRefusal("not_json", file=file, line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise DeskRefusal("json_too_deep", file=file) from None
    except ValueError:  # a number of thousands of digits
        raise DeskRefusal("json_number_wrong", file=file) from None

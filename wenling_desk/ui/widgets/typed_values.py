"""What a clerk types and what is meant: dates, figures, money. Plain functions, no Qt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation


class UnreadableError(ValueError):
    """The typed text is no such value; ``text_key`` names the sentence that says how to write it."""

    def __init__(self, text_key: str) -> None:
        super().__init__(text_key)
        self.text_key = text_key


_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


def narrow(text: str) -> str:
    """Full-width signs (０１Ａ－) as narrow ones, without the spaces around."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else " " if c == "\u3000" else c for c in text).strip()


def read_text(text: str) -> str:
    """Text on one line, without spaces around and control characters within."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


def read_date(text: str) -> str:
    """20260131, 2026-1-31, 2026/1/31, 2026.1.31 or 2026年1月31日 -> 2026-01-31. Raises UnreadableError."""
    typed = narrow(text).replace(" ", "")
    if re.fullmatch(r"\d{8}", typed):
        parts = (typed[:4], typed[4:6], typed[6:])
    elif match := _DATE.fullmatch(typed):
        parts = (match[1], match[2], match[3])
    else:
        raise UnreadableError("widgets.field.date_unreadable")
    try:
        return date(*map(int, parts)).isoformat()
    except ValueError:
        raise UnreadableError("widgets.field.date_impossible") from None


def read_number(text: str) -> str:
    """A figure with or without thousands' commas -> plain decimal text. Raises UnreadableError."""
    return str(_decimal(text, "widgets.field.number_unreadable"))


def read_money(text: str) -> str:
    """Yuan; 50万 and 1.2亿 are understood; fen at most. Raises UnreadableError."""
    amount = _decimal(text, "widgets.field.money_unreadable")
    if amount.quantize(Decimal("0.01")) != amount:
        raise UnreadableError("widgets.field.money_finer_than_fen")
    return str(amount)


def read_area(text: str) -> str:
    """Square metres; a trailing 平方米, 平米 or ㎡ may be typed. Raises UnreadableError."""
    bare = re.sub(r"(平方米|平米|㎡|m2|m²)$", "", narrow(text))
    area = _decimal(bare, "widgets.field.area_unreadable")
    if area < 0:
        raise UnreadableError("widgets.field.area_unreadable")
    return str(area)


def read_code(text: str) -> str:
    """An identity number or credit code: narrow, no spaces, letters upper case."""
    return "".join(narrow(text).split()).upper()


def read_phone(text: str) -> str:
    """A phone number: narrow, no spaces."""
    return "".join(narrow(text).split())


def group_thousands(amount: str) -> str:
    """Plain decimal text with commas for the eye: 1234567.5 -> 1,234,567.5; anything else unchanged."""
    try:
        return f"{Decimal(amount):,f}"
    except InvalidOperation:
        return amount


def _decimal(text: str, text_key: str) -> Decimal:
    typed = narrow(text).replace(",", "").replace("，", "").replace(" ", "").removesuffix("元")
    factor = Decimal(1)
    for word, size in (("万", 10_000), ("亿", 100_000_000)):
        if typed.endswith(word):
            typed, factor = typed.removesuffix(word), Decimal(size)
    # Decimal itself would read NaN, 1e9 and signs in other scripts.
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,6})?", typed):
        raise UnreadableError(text_key)
    amount = Decimal(typed) * factor
    return amount if amount == amount.to_integral_value() and "." not in typed else _trimmed(amount)


def _trimmed(amount: Decimal) -> Decimal:
    trimmed = amount.normalize()
    return trimmed.quantize(Decimal(1)) if trimmed == trimmed.to_integral_value() else trimmed


READERS: dict[str, Callable[[str], str]] = {
    "text": read_text,
    "name": read_text,
    "address": read_text,
    "id_number": read_code,
    "uscc": read_code,
    "phone": read_phone,
    "date": read_date,
    "number": read_number,
    "money": read_money,
    "area_m2": read_area,
}
"""Kind of field -> reader of typed text. The kinds are those of the field dictionary."""

"""Amounts of money as people type and read them, and in the capital figures (大写) that nobody changes by a stroke."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from wenling_desk.use_cases.ports import Words


def fen_of(yuan: str) -> int | None:
    """Yuan as people type them (80, 80.5, 1,200.00) in fen; ``None`` for what is no amount."""
    try:
        amount = Decimal(yuan.strip().replace(",", "").replace("\uff0c", "")) * 100
    except InvalidOperation:
        return None
    return int(amount) if amount.is_finite() and amount == amount.to_integral_value() and amount > 0 else None


def yuan_of(fen: int) -> str:
    """Fen as an amount is printed: 1,200.00."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def capital_amount(words: Words, fen: int) -> str:
    """壹仟贰佰元整, 捌拾元零伍分: as 《支付结算办法》 has amounts written."""
    yuan, rest = divmod(fen, 100)
    jiao, cents = divmod(rest, 10)
    digits, units = words("repairs.capital.digits"), words("repairs.capital.units")
    said = _whole(yuan, digits, units) + units[3] if yuan else ""
    if not rest:
        return said + words("repairs.capital.exactly")
    if jiao:
        said += digits[jiao] + words("repairs.capital.jiao")
    elif said:
        said += digits[0]
    return said + (digits[cents] + words("repairs.capital.fen") if cents else words("repairs.capital.exactly"))


def _whole(number: int, digits: str, units: str) -> str:
    """A whole number up to 万亿: ``units`` are 拾, 佰, 仟, 元, 万, 亿."""
    for at, size in ((5, 10**8), (4, 10**4)):
        if number >= size:
            high, low = divmod(number, size)
            gap = digits[0] if low and low < size // 10 else ""
            return _whole(high, digits, units) + units[at] + gap + (_whole(low, digits, units) if low else "")
    said, pending = "", False
    for at, size in ((2, 1000), (1, 100), (0, 10), (-1, 1)):
        digit, number = divmod(number, size)
        if digit:
            said += (digits[0] if pending and said else "") + digits[digit] + (units[at] if at >= 0 else "")
            pending = False
        else:
            pending = True
    return said

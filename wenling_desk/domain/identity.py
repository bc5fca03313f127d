"""Identity numbers and phones: checks that warn and never wall anybody out, and the masks shown by default."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum


class IdentityKind(StrEnum):
    """What a person shows to prove who they are (Zhejiang rules art. 9 allows more than the identity card)."""

    RESIDENT_ID_CARD = "resident_id_card"
    TEMPORARY_ID_CARD = "temporary_id_card"
    HOUSEHOLD_REGISTER = "household_register"
    RESIDENCE_PERMIT = "residence_permit"
    DRIVING_LICENCE = "driving_licence"
    SOCIAL_SECURITY_CARD = "social_security_card"
    CITIZEN_CARD = "citizen_card"
    SENIOR_CARD = "senior_card"
    FACE_RESULT = "face_result"
    HK_MO_TW_PERMIT = "hk_mo_tw_permit"
    FOREIGN_PERMANENT_ID = "foreign_permanent_id"
    PASSPORT = "passport"
    OFFICER_CARD = "officer_card"
    USCC = "uscc"
    OLD_REGISTRATION_NUMBER = "old_registration_number"
    NONE = "none"


CARRIES_RESIDENT_NUMBER = frozenset({
    IdentityKind.RESIDENT_ID_CARD, IdentityKind.TEMPORARY_ID_CARD, IdentityKind.HOUSEHOLD_REGISTER,
    IdentityKind.RESIDENCE_PERMIT, IdentityKind.DRIVING_LICENCE, IdentityKind.SOCIAL_SECURITY_CARD,
    IdentityKind.CITIZEN_CARD, IdentityKind.SENIOR_CARD, IdentityKind.FACE_RESULT,
})  # fmt: skip

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(pow(3, n, 31) for n in range(17))
_PHONE = re.compile(
    r"1[3-9][0-9]{9}|(0[0-9]{2,3}-?)?[2-8][0-9]{6,7}(-[0-9]{1,6})?|400-?[0-9]{3}-?[0-9]{4}"
    r"|\+?(852|853|886)-?[0-9]{8,10}"
)


def normal_number(text: str) -> str:
    """An identity number as stored: no spaces, full-width digits narrowed, letters upper case."""
    narrowed = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)
    return "".join(narrowed.split()).upper()


def resident_number_problem(number: str, today: date) -> str | None:
    """Why a resident identity number (公民身份号码, GB 11643) looks wrong, as a code; ``None`` when it checks.

    Codes: ``id_old_15``, ``id_form``, ``id_birth_date``, ``id_birth_future``, ``id_check_digit``.
    """
    if re.fullmatch(r"[0-9]{15}", number):
        return "id_old_15"
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return "id_form"
    born = birth_date(number)
    if born is None:
        return "id_birth_date"
    if born > today:
        return "id_birth_future"
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return None if _ID_CHECKS[total % 11] == number[17] else "id_check_digit"


def birth_date(number: str) -> date | None:
    """The birth date inside an 18-digit resident identity number, ``None`` when there is none."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def age_on(born: date, day: date) -> int:
    """Full years of age on ``day``; below 14 a person's data are those of a child (PIPL art. 28)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def uscc_problem(code: str) -> str | None:
    """Why a unified social credit code (统一社会信用代码, GB 32100) looks wrong, as a code.

    Codes: ``uscc_form``, ``uscc_check_digit``.
    """
    if len(code) != 18 or any(character not in _USCC_ALPHABET for character in code):
        return "uscc_form"
    total = sum(_USCC_ALPHABET.index(c) * weight for c, weight in zip(code, _USCC_WEIGHTS, strict=False))
    return None if _USCC_ALPHABET[(31 - total % 31) % 31] == code[17] else "uscc_check_digit"


def identity_problem(kind: IdentityKind, number: str, today: date) -> str | None:
    """The problem of a number of that kind, however it was typed; kinds without a checksum are only checked for
    emptiness."""
    number = normal_number(number)
    if not number:
        return None if kind is IdentityKind.NONE else "number_empty"
    if kind in CARRIES_RESIDENT_NUMBER:
        return resident_number_problem(number, today)
    if kind is IdentityKind.USCC:
        return uscc_problem(number)
    return None


def phone_problem(phone: str) -> str | None:
    """``phone_form`` where a phone number is neither mobile, landline (the area code may be left out), 400 nor
    852/853/886."""
    return None if not phone or _PHONE.fullmatch("".join(phone.split())) else "phone_form"


def mask_name(name: str) -> str:
    """A natural person's name as shown by default: the first character stands (张*); one of a single character is
    masked whole."""
    return name[:1] + "*" * min(len(name) - 1, 2) if len(name) > 1 else "*" * len(name)


def mask_number(number: str) -> str:
    """Three first and four last characters of a long number; short ones keep the last two only, shortest nothing."""
    if len(number) >= 12:
        return number[:3] + "*" * (len(number) - 7) + number[-4:]
    return _keep_last(number, 2)


def mask_phone(phone: str) -> str:
    """Three first and four last digits of a phone number; the last three of a short one."""
    if len(phone) >= 11:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
    return _keep_last(phone, 3)


def _keep_last(text: str, count: int) -> str:
    """Stars but for the last characters; nothing stands where that would be half of the text or more."""
    return "*" * (len(text) - count) + text[-count:] if len(text) > 2 * count else "*" * len(text)

"""Codes, dates and limits in words, for papers and screens alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from wenling_desk.domain.acceptance import CaseMember
from wenling_desk.domain.materials import MaterialEntry, MaterialMark
from wenling_desk.domain.service_item import TimeLimit, TimeUnit
from wenling_desk.domain.working_days import Deadline
from wenling_desk.use_cases.ports import Words


def day_words(words: Words, day: date) -> str:
    """2026年11月30日."""
    return words("case.day", year=day.year, month=day.month, day=day.day)


def weekday_words(words: Words, day: date) -> str:
    """周一."""
    return words(f"case.weekday.{day.isoweekday()}")


def formal_weekday(words: Words, day: date) -> str:
    """星期一, as papers write it."""
    return words(f"case.weekday_formal.{day.isoweekday()}")


def day_with_weekday(words: Words, day: date) -> str:
    """2026年11月30日(周一)."""
    return words("case.day_with_weekday", day=day_words(words, day), weekday=weekday_words(words, day))


def moment_words(words: Words, moment: datetime) -> str:
    """To the minute."""
    return words(
        "case.moment",
        year=moment.year,
        month=moment.month,
        day=moment.day,
        hour=f"{moment.hour:02d}",
        minute=f"{moment.minute:02d}",
    )


def limit_words(words: Words, limit: TimeLimit) -> str:
    """A time limit with its unit; never a bare number."""
    if limit.unit is TimeUnit.ON_THE_SPOT or limit.amount == 0:
        return words("case.limit.on_the_spot")
    return words(f"case.limit.{limit.unit}", amount=limit.amount)


def deadline_values(words: Words, found: Deadline | None) -> dict[str, str]:
    """``date`` (to the minute where the limit is in hours), ``weekday``, ``reasoning``, ``provisional`` and
    ``on_the_spot`` of a deadline; empty texts where there is none."""
    if found is None:
        return {"date": "", "weekday": "", "reasoning": "", "provisional": "", "on_the_spot": ""}
    is_now = found.limit.unit is TimeUnit.ON_THE_SPOT
    reasoning = ""
    if not is_now:
        key = "papers.reasoning.days" if found.at is None else "papers.reasoning.hours"
        reasoning = words(key, start=day_words(words, found.start), limit=limit_words(words, found.limit))
    if found.paused:
        is_working = found.limit.unit is TimeUnit.WORKING_DAYS
        reasoning += words(
            "papers.reasoning.paused" if is_working else "papers.reasoning.paused_days", days=found.paused
        )
    return {
        "date": moment_words(words, found.at) if found.at is not None else day_words(words, found.day),
        "weekday": formal_weekday(words, found.day),
        "reasoning": reasoning,
        "provisional": words("case.provisional") if found.provisional else "",
        "on_the_spot": words("case.yes") if is_now else "",
    }


def day_values(words: Words, day: date) -> dict[str, str]:
    """``date`` and ``weekday`` of a day a paper names."""
    return {"date": day_words(words, day), "weekday": formal_weekday(words, day)}


def mark_words(words: Words, entry: MaterialEntry) -> str:
    """How a material stands, with 与原件核对无异 and alternative proofs."""
    if entry.mark is MaterialMark.COPY and entry.checked_against_original:
        return words("case.mark_state.copy_checked")
    if entry.mark is MaterialMark.EXEMPT and entry.alternative_proof:
        return words("case.mark_state.exempt_proof")
    return words(f"case.mark_state.{entry.mark}")


def gap_words(words: Words, gap: Mapping[str, Any]) -> str:
    """What is wrong, in the citizen's words."""
    return words(f"case.gap.{gap['code']}", label=gap.get("label", ""), defect=gap.get("defect", ""))


def remedy_words(words: Words, gap: Mapping[str, Any]) -> str:
    """How to mend it; the clerk's own wording wins."""
    if gap.get("remedy"):
        return str(gap["remedy"])
    match gap["code"]:
        case "material_missing" | "material_defective":
            copies = words("case.remedy.copies", count=gap["copies"]) if gap.get("copies") else ""
            form = "" if gap.get("form") in {"", "unknown", None} else words(f"case.form.{gap['form']}")
            return words("case.remedy.bring", form=form, copies=copies)
        case "material_unsigned":
            return words("case.remedy.sign")
        case "identity_unproven" | "applicant_unnamed":
            return words("case.remedy.prove")
        case "mandate_missing" | "mandate_expired":
            return words("case.remedy.mandate")
        case "guardian_missing":
            return words("case.remedy.guardian")
        case "advised":
            return words("case.remedy.advised")
        case _:
            return words("case.remedy.fill")


def circled(words: Words, position: int) -> str:
    """①, ② … up to ⑳, then plain numbers."""
    return words(f"case.number.{position}") if 1 <= position <= 20 else f"({position})"


def status_words(words: Words, member: CaseMember, positions: Mapping[str, int]) -> str:
    """The state of a member; a held one names what it waits for (已收件,待①办结之日受理)."""
    if member.status == "waiting_predecessor":
        number = words("case.joined").join(circled(words, positions[code]) for code in member.after)
        return words("case.waiting_for.one", number=number)
    return words(f"case.status.{member.status}")


_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\ue000-\uf8ff\uff01-\uff60]"
_HALF_WIDTH = re.compile(rf"(?<={_HAN})(?: *[,;:()?!])+ *|(?:[,;:()?!] *)+(?={_HAN})")
_FULL_WIDTH = {ord(half): chr(ord(half) + 0xFEE0) for half in ",;:()?!"}


def full_width(text: str) -> str:
    """``text`` with full-width punctuation beside Chinese characters."""
    return _HALF_WIDTH.sub(lambda found: found.group().replace(" ", "").translate(_FULL_WIDTH), text)


class _Kept:
    """A value while its sentence is being set: the sentence's own marks change, those of the value do not."""

    def __init__(self, value: object, kept: list[str]) -> None:
        self._value = value
        self._kept = kept

    def __format__(self, spec: str) -> str:
        self._kept.append(format(self._value, spec))
        return chr(0xE000 + len(self._kept) - 1)


def paper_words(words: Words) -> Words:
    """The same words with full-width punctuation between Chinese characters, as papers are set; values put into a
    sentence stay as they are."""

    def said(key: str, /, **values: object) -> str:
        kept: list[str] = []
        text = words(key, **{name: _Kept(value, kept) for name, value in values.items()})
        text = full_width(text)
        return "".join(kept[ord(c) - 0xE000] if 0 <= ord(c) - 0xE000 < len(kept) else c for c in text)

    return said

"""The timeline of a record: newest act first, each with who, where, when, its papers and the rule relied on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from wenling_desk.domain.facts import Fact
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_moment
from wenling_desk.ui.record.fact_words import FactWords
from wenling_desk.use_cases.queries import TimelineEntry

GOOD, SOON, LATE, ACT, QUIET = "good", "soon", "late", "act", "quiet"

TONES: Mapping[str, str] = {
    "TakenIn": ACT,
    "Consulted": ACT,
    "MemberStarted": ACT,
    "Accepted": GOOD,
    "AcceptedWithDeferral": SOON,
    "DeferralClosed": GOOD,
    "DeferredMaterialsReceived": ACT,
    "DeemedAccepted": SOON,
    "CorrectionRequested": SOON,
    "SupplementReceived": ACT,
    "SpecialProcedureStarted": SOON,
    "SpecialProcedureEnded": ACT,
    "Extended": SOON,
    "Granted": GOOD,
    "ResultDelivered": GOOD,
    "CalledBack": GOOD,
    "Denied": LATE,
    "AcceptanceRefused": LATE,
    "AcceptanceRevoked": LATE,
    "PaperPrintFailed": LATE,
    "Disputed": LATE,
}
"""Fact kind -> the tone of its knot; all others are quiet."""

WITH_PAPER = frozenset({"PaperIssued", "ApplicantPaperMade"})
"""Facts from which their paper can be opened and printed again."""


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line: when (empty where it is that of the line above), what, who and where, the rule in full and its
    citation alone, and the number of the paper that can be opened from it."""

    key: str
    when: str
    sentence: str
    who: str = ""
    rule: str = ""
    citation: str = ""
    tone: str = QUIET
    paper_number: str = ""


def timeline_lines(
    texts: Texts,
    entries: Sequence[TimelineEntry],
    words: FactWords,
    today: date,
    clerk_name: Callable[[str], str],
    disputed: Sequence[str] = (),
) -> tuple[TimelineLine, ...]:
    """The facts in words. Those of one command stay together, in their order; commands stand newest first.

    ``disputed`` are ids of facts the workflow does not allow where they stand: shown as 待核处.
    """
    commands = [tuple(group) for _, group in groupby(entries, key=lambda entry: entry.fact.command_id)]
    lines: list[TimelineLine] = []
    for command in reversed(_printing_joined(commands)):
        for at, entry in enumerate(command):
            fact = entry.fact
            rule = texts(f"rules.{entry.basis}") if entry.basis else ""
            lines.append(
                TimelineLine(
                    key=fact.fact_id,
                    when=short_moment(texts, fact.at, today) if at == 0 else "",
                    sentence=_sentence(texts, words, fact, fact.fact_id in disputed),
                    who=_who(texts, fact, clerk_name) if at == 0 else "",
                    rule=rule,
                    citation=_citation(texts, rule) if _is_first_of_rule(command, at) else "",
                    tone=LATE if fact.fact_id in disputed else TONES.get(fact.kind, QUIET),
                    paper_number=str(fact.body.get("number", "")) if fact.kind in WITH_PAPER else "",
                )
            )
    return tuple(lines)


def _printing_joined(commands: Sequence[tuple[TimelineEntry, ...]]) -> list[tuple[TimelineEntry, ...]]:
    """Papers printed one after another become one group: three lines that say 已打印 need no three heads."""
    joined: list[tuple[TimelineEntry, ...]] = []
    for command in commands:
        before = joined[-1] if joined else ()
        if before and all(_is_printing(entry) for entry in (*before, *command)):
            joined[-1] = (*before, *command)
        else:
            joined.append(command)
    return joined


def _is_printing(entry: TimelineEntry) -> bool:
    return entry.fact.kind == "PaperPrinted"


def _is_first_of_rule(command: Sequence[TimelineEntry], at: int) -> bool:
    return all(entry.basis != command[at].basis for entry in command[:at])


def _citation(texts: Texts, rule: str) -> str:
    """《行政许可法》第三十二条第一款第五项, without what it says."""
    return rule.partition(texts("record.timeline.rule_mark"))[0]


def _sentence(texts: Texts, words: FactWords, fact: Fact, disputed: bool) -> str:
    sentence = words.sentence(fact)
    return texts("record.fact.to_be_settled", sentence=sentence) if disputed else sentence


def _who(texts: Texts, fact: Fact, clerk_name: Callable[[str], str]) -> str:
    return texts(
        "record.timeline.who",
        clerk=clerk_name(fact.clerk),
        role=texts(f"case.role.{fact.role}"),
        counter=fact.counter,
    )

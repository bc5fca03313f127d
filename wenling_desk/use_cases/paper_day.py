"""日清表, 交接班表, 印章使用登记: what they say, read from the facts of the day or of the seal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from wenling_desk.domain.day_rules import ClosingLine
from wenling_desk.domain.desk_day import CLOSED, OPENED, SHIFT_OVER, Outcome
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.facts import Fact
from wenling_desk.domain.paper_number import parse_paper_number
from wenling_desk.domain.seals import HANDED_OVER, REGISTERED, SHIFT, VISIT, read_seal, uses_on
from wenling_desk.use_cases.day_words import LINE_KEYS, OUTCOME_KEYS
from wenling_desk.use_cases.paper_context import PaperContext
from wenling_desk.use_cases.place_words import place_words
from wenling_desk.use_cases.wording import day_words, formal_weekday, moment_words

Values = dict[str, Any]

COUNTED = ("received", "accepted", "consulted", "delivered")
"""The summaries a closing names."""


def closing_values(context: PaperContext, _extra: Mapping[str, Any]) -> Values:
    """The latest closing: figures, what does not balance, what is left."""
    closed = context.record.last(CLOSED) if context.record is not None else None
    if context.record is None or closed is None:
        return {}
    words, body = context.words, closed.body
    figures, on = body["figures"], date.fromisoformat(body["on"])
    opened = context.record.last(OPENED)
    papers = figures["papers"]
    counts = {name: figures["counts"].get(name, 0) for name in COUNTED}
    differences = [_difference(context, each) for each in body.get("named", ())]
    return {
        "day": {
            "date": day_words(words, on),
            "weekday": formal_weekday(words, on),
            "version": str(len(context.record.facts_of(CLOSED))),
            "opened_at": moment_words(words, opened.at) if opened is not None and opened.body.get("checks") else "",
            "closed_at": moment_words(words, closed.at),
            "counts": words("papers.day.counts", **counts) if any(counts.values()) else "",
            "issued": str(papers["issued"]) if papers["issued"] or papers["missing"] else "",
            "balance": words("papers.day.balance", **papers),
            "even": bool(papers["issued"]) and not differences,
            "after": str(figures["after_closing"]) if figures.get("after_closing") else "",
        },
        "figures": _figures(context, body),
        "differences": differences,
        "left": [_left(context, each, on) for each in body.get("left", ())],
    }


def _difference(context: PaperContext, named: Mapping[str, Any]) -> dict[str, str]:
    words = context.words
    outcome, until = str(named.get("outcome", "")), str(named.get("until", ""))
    said = words(OUTCOME_KEYS[outcome]) if outcome in OUTCOME_KEYS else ""
    if outcome == Outcome.GAP and until:
        first, last = (_serial(number) for number in (str(named["number"]), until))
        said = words("papers.day.gap_run", until=f"{last:06d}", count=last - first + 1)
    elif named.get("kind"):
        said = words("papers.day.comma").join((paper_title(context, str(named["kind"])), said))
    return {"number": str(named["number"]), "outcome": said, "why": str(named.get("why", ""))}


def _serial(number: str) -> int:
    return parse_paper_number(number).serial


def paper_title(context: PaperContext, kind: str) -> str:
    """What a kind of paper is called; nothing for one of a newer version."""
    try:
        return context.words(f"case.paper.{kind}")
    except LookupError:
        return ""


def _figures(context: PaperContext, body: Mapping[str, Any]) -> list[dict[str, str]]:
    """Two lines side by side: a normal day stays on one sheet."""
    words, figures = context.words, body["figures"]
    known = figures["lines"]
    names = [name for name in body.get("lines") or tuple(ClosingLine) if name != ClosingLine.PAPERS and name in known]
    told = []
    for name in names:
        unknown = name == ClosingLine.UNFILLED and figures.get("unfilled") is None
        told.append((words(LINE_KEYS[name]), words("papers.day.not_known") if unknown else str(known[name])))
    half = (len(told) + 1) // 2
    return [
        {"name": first[0], "count": first[1], "other": second[0], "other_count": second[1]}
        for first, second in zip_longest(told[:half], told[half:], fillvalue=("", ""))
    ]


def _left(context: PaperContext, row: Mapping[str, Any], on: date) -> dict[str, str]:
    since = datetime.fromisoformat(row["since"]) if row.get("since") else None
    line = str(row.get("line", ""))
    place = place_words(context.words, str(row.get("place", "")))
    what = (str(row.get("name", "")), context.clerk_name(place))
    return {
        "line": context.words(LINE_KEYS[line]) if line in LINE_KEYS else "",
        "number": _own_part(str(row.get("number", ""))),
        "what": context.words("papers.day.comma").join(filter(None, what)),
        "since": "" if since is None else _short(since, on),
    }


def _own_part(number: str) -> str:
    """The part of a paper number that differs at this desk; every other number as it is."""
    try:
        parse_paper_number(number)
    except DeskRefusal:
        return number
    return number.split("-", 2)[2]


def _short(moment: datetime, on: date) -> str:
    return f"{moment:%H:%M}" if moment.date() == on else f"{moment:%m-%d %H:%M}"


def shift_values(context: PaperContext, _extra: Mapping[str, Any]) -> Values:
    """The latest hand-over of the shift."""
    given = context.record.last(SHIFT_OVER) if context.record is not None else None
    if given is None:
        return {}
    words, body = context.words, given.body
    drafts, seals = _texts(body, "drafts"), _texts(body, "seals")
    return {
        "shift": {
            "at": moment_words(words, given.at),
            "from_name": context.clerk_name(given.clerk),
            "from_number": given.clerk,
            "to_name": str(body["to_name"]),
            "to_number": str(body["to"]),
            "waiting": words("papers.day.people", count=body.get("waiting", 0)),
            "originals": words("papers.day.originals", count=body.get("originals", 0)),
            "draft_count": words("papers.day.copies", count=len(drafts)),
            "seal_count": words("papers.day.pieces", count=len(seals)),
        },
        "drafts": [{"what": title, "checked": ""} for title in drafts],
        "seals": [{"what": title, "checked": ""} for title in seals],
    }


def _texts(body: Mapping[str, Any], name: str) -> Sequence[str]:
    return [str(each) for each in body.get(name, ())]


def register_values(context: PaperContext, extra: Mapping[str, Any]) -> Values:
    """The book of one seal and one day: each paper a line, and every change of hands."""
    record = context.record
    if record is None or record.last(REGISTERED) is None:
        return {}
    words, seal, day = context.words, read_seal(record), date.fromisoformat(str(extra["day"]))
    uses = uses_on(record, day)
    rows = []
    for use in uses:
        by, time = context.clerk_name(use.clerk), f"{use.at:%H:%M}"
        if not use.papers:
            rows.append({"time": time, "what": use.purpose, "by": by})
        kinds = (*use.kinds, *("",) * len(use.papers))
        for number, kind in zip(use.papers, kinds, strict=False):
            rows.append({"time": time, "number": number, "what": paper_title(context, kind) or use.purpose, "by": by})
    sheets = sum(len(use.papers) for use in uses)
    return {
        "seal": {
            "title": seal.title,
            "number": seal.number,
            "day": day_words(words, day),
            "holder": seal.holder_name or context.clerk_name(seal.holder),
            "place": seal.place + (words("papers.day.away") if seal.away else ""),
            "leaves": words("papers.day.leaves" if seal.may_leave else "papers.day.stays"),
            "times": words("papers.day.times", papers=sheets, others=sum(not use.papers for use in uses)),
        },
        "uses": rows,
        "moves": list(_moves(context, record.facts, day)),
    }


def _moves(context: PaperContext, facts: Iterable[Fact], day: date) -> Iterable[dict[str, str]]:
    words = context.words
    why = {SHIFT: "day.seal.with_shift", VISIT: "day.seal.with_visit"}
    for fact in facts:
        if fact.at.date() != day or fact.kind not in (REGISTERED, HANDED_OVER):
            continue
        body = fact.body
        if fact.kind == REGISTERED:
            said = words("papers.day.registered", to=body.get("holder_name") or body["holder"])
        else:
            reason = words(why.get(str(body.get("with")), "day.seal.with_return"))
            said = words("papers.day.moved", why=reason, to=body.get("to_name") or body["to"])
        yield {"time": f"{fact.at:%H:%M}", "what": said, "by": context.clerk_name(fact.clerk)}


PAPERS: Mapping[str, Callable[[PaperContext, Mapping[str, Any]], Values]] = {
    "day_closing": closing_values,
    "shift_handover": shift_values,
    "seal_register": register_values,
}
"""The papers of a day and of a seal."""

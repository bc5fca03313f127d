"""Guards of projects, intermediaries and tenders: what must be there before it may be said to have happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from wenling_desk.domain.authority import Role
from wenling_desk.domain.errors import DeskRefusal
from wenling_desk.domain.guard_register import Question, guard

ORGAN = "organ"
"""The answer "an organ" (行政机关) to the question who chose or who wished."""


def entry_value(question: Question, field_id: str) -> Any:
    """The value that will stand in the entry after the act: its own, else that of the latest fact that has one."""
    if field_id in question.body:
        return question.body[field_id]
    facts = question.record.facts if question.record is not None else ()
    return next((fact.body[field_id] for fact in reversed(facts) if field_id in fact.body), None)


def entry_rows(question: Question, field_id: str) -> list[Mapping[str, Any]]:
    """All rows of a table that grows, those of the act last."""
    facts = question.record.facts if question.record is not None else ()
    tables = [fact.body.get(field_id) for fact in facts] + [question.body.get(field_id)]
    return [row for table in tables if isinstance(table, list) for row in table if isinstance(row, Mapping)]


def _day(question: Question, field_id: str) -> date | None:
    value = entry_value(question, field_id)
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _promised(question: Question, clock: str) -> date | None:
    """The last day of a clock as the act that started it froze it."""
    facts = question.record.facts if question.record is not None else ()
    dues = (fact.body["dues"] for fact in reversed(facts) if isinstance(fact.body.get("dues"), Mapping))
    found = next((each[clock] for each in dues if clock in each), None)
    return date.fromisoformat(found) if isinstance(found, str) else None


def _lacking(wanted: Iterable[object], found: Iterable[object]) -> list[str]:
    there = {str(each) for each in found}
    return [name for name in dict.fromkeys(str(each) for each in wanted) if name not in there]


@guard
def land_before_permit(question: Question) -> None:
    """A building permit is compared with the day of the land contract, so that day comes first."""
    if _day(question, "land_contract") is None:
        raise DeskRefusal("land_contract_missing")


@guard
def permit_soon_enough(question: Question) -> None:
    """拿地即开工: the building permit follows the land contract within the days agreed on."""
    signed, permitted = _day(question, "land_contract"), _day(question, "permit_on")
    if signed is None or permitted is None:
        raise DeskRefusal("permit_missing")
    days, allowed = (permitted - signed).days, entry_value(question, "allowed_days")
    if not isinstance(allowed, int) or days > allowed:
        raise DeskRefusal("permit_too_late", days=days, allowed=allowed, field="allowed_days")


@guard
def negative_list_clear(question: Question) -> None:
    """A project on the negative list (负面清单) takes the ordinary way, not the pledge."""
    hits = entry_value(question, "negative_hits") or ()
    if hits:
        raise DeskRefusal("negative_list_hit", count=len(hits), field="negative_hits")


@guard
def notice_over(question: Question) -> None:
    """A public notice ends only once its last day is over."""
    last = _promised(question, "notice")
    if last is not None and last >= question.today:
        raise DeskRefusal("notice_still_runs", due=last.isoformat())


@guard
def objection_time_over(question: Question) -> None:
    """A score is settled without an objection only once the time to object is over."""
    last = _promised(question, "objection")
    if last is not None and last >= question.today:
        raise DeskRefusal("objection_time_runs", due=last.isoformat())


@guard
def all_standards_met(question: Question) -> None:
    """A joint acceptance (联合验收) passes only if no department found the pledge unmet in its last opinion."""
    last = {str(row.get("unit")): row.get("opinion") for row in entry_rows(question, "accepting")}
    unmet = [unit for unit, opinion in last.items() if opinion != "met"]
    if unmet:
        raise DeskRefusal("pledge_not_met", count=len(unmet), field="accepting")


@guard
def every_department_spoke(question: Question) -> None:
    """A joint review closes once every department that was asked has said something."""
    asked = (row.get("unit") for row in entry_rows(question, "asked"))
    lacking = _lacking(asked, (row.get("unit") for row in entry_rows(question, "opinions")))
    if lacking:
        raise DeskRefusal("opinions_missing", count=len(lacking), field="opinions")


@guard
def department_was_asked(question: Question) -> None:
    """An opinion on a joint review comes from a department that was asked."""
    asked = [row.get("unit") for row in entry_rows(question, "asked")]
    rows = question.body.get("opinions")
    given = [row.get("unit") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    if _lacking(given, asked):
        raise DeskRefusal("department_not_asked", field="opinions")


@guard
def every_utility_connected(question: Question) -> None:
    """Joint connection (联合报装) is complete once each utility of the form has its day of connection."""
    connected = (row.get("utility") for row in entry_rows(question, "connections") if row.get("connected_on"))
    lacking = _lacking(entry_value(question, "utilities") or (), connected)
    if lacking:
        raise DeskRefusal("utility_not_connected", count=len(lacking), field="connections")


@guard
def utility_on_the_form(question: Question) -> None:
    """A day of connection belongs to a utility of the form."""
    rows = question.body.get("connections")
    named = [row.get("utility") for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    if _lacking(named, entry_value(question, "utilities") or ()):
        raise DeskRefusal("utility_not_asked", field="connections")


@guard
def no_agency_designated(question: Question) -> None:
    """An organ may not designate an intermediary (中介机构): neither its officer nor on its word is one named."""
    named = str(question.body.get("agency", "") or question.body.get("wished_agency", "")).strip()
    if named and (question.role is Role.REVIEWER or entry_value(question, "named_by") == ORGAN):
        field = "agency" if "agency" in question.body else "named_by"
        raise DeskRefusal("agency_designated", agency=named, field=field)


@guard
def chosen_by_owner(question: Question) -> None:
    """The owner (业主) chooses the intermediary, in a way that leaves a trace."""
    if question.body.get("chosen_by") == ORGAN or not str(question.body.get("owner_person", "")).strip():
        raise DeskRefusal("owner_choice_needed", field="chosen_by")


@guard
def deal_with_chosen_agency(question: Question) -> None:
    """A deal is made with the agency the owner chose, and with no other."""
    chosen = question.record.last("AgencyChosenByOwner") if question.record is not None else None
    if chosen is None:
        raise DeskRefusal("owner_choice_needed", field="agency")
    if str(question.body.get("dealt_agency", "")).strip() != str(chosen.body.get("agency", "")).strip():
        raise DeskRefusal("not_the_chosen_agency", agency=chosen.body.get("agency", ""), field="dealt_agency")


@guard
def offered_before(question: Question) -> None:
    """Only an agency that made an offer can be chosen."""
    offers = [str(row.get("agency", "")).strip() for row in entry_rows(question, "offers")]
    agency = str(question.body.get("agency", "")).strip()
    if offers and agency not in offers:
        raise DeskRefusal("agency_made_no_offer", agency=agency, field="agency")


@guard
def winner_among_candidates(question: Question) -> None:
    """评定分离: the owner decides among the candidates of the evaluation, and with nobody else."""
    candidates = entry_value(question, "candidates")
    names = [str(row.get("name", "")).strip() for row in candidates] if isinstance(candidates, list) else []
    winner = str(question.body.get("winner", "")).strip()
    if winner not in names:
        raise DeskRefusal("winner_not_a_candidate", winner=winner, field="winner")


@guard
def seats_enough(question: Question) -> None:
    """A sub-venue (分会场) is booked for no more seats than it has."""
    seats, capacity = entry_value(question, "seats"), entry_value(question, "capacity")
    if isinstance(seats, int) and isinstance(capacity, int) and seats > capacity:
        raise DeskRefusal("seats_too_many", seats=seats, capacity=capacity, field="seats")


@guard
def guarantee_run_out(question: Question) -> None:
    """A guarantee (保函) runs out only after its last day."""
    last = _day(question, "expires_on")
    if last is not None and last >= question.today:
        raise DeskRefusal("guarantee_still_runs", due=last.isoformat())


@guard
def later_than_before(question: Question) -> None:
    """An extension of a guarantee lengthens it."""
    facts = question.record.facts if question.record is not None else ()
    before = next((fact.body["expires_on"] for fact in reversed(facts) if "expires_on" in fact.body), "")
    if str(question.body.get("expires_on", "")) <= str(before):
        raise DeskRefusal("extension_not_later", field="expires_on")


@guard
def not_the_scorer(question: Question) -> None:
    """A score that was objected to is decided by somebody other than the person who gave it."""
    if question.record is not None and question.clerk == question.record.beginning.clerk:
        raise DeskRefusal("not_by_the_scorer")


@guard
def announcement_over(question: Question) -> None:
    """The letter of award follows the public announcement, whose days are over first (招标投标法实施条例 art. 54)."""
    last = _promised(question, "announcement")
    if last is not None and last >= question.today:
        raise DeskRefusal("notice_still_runs", due=last.isoformat())


@guard
def proof_for_each_score(question: Question) -> None:
    """Credit is scored on evidence: every line names its document."""
    rows = question.body.get("scores")
    for row in rows if isinstance(rows, list) else ():
        if not str(row.get("proof") or "").strip():
            raise DeskRefusal("proof_needed", field="scores")


@guard
def equipment_ready(question: Question) -> None:
    """Seats are used once the latest test found no device faulty."""
    tested = entry_value(question, "equipment")
    faulty = [row for row in tested if row.get("state") != "ready"] if isinstance(tested, list) else []
    if faulty:
        raise DeskRefusal("equipment_faulty", count=len(faulty))


@guard
def guarantee_still_valid(question: Question) -> None:
    """A claim on a guarantee is made while it is in force."""
    last = _day(question, "expires_on")
    if last is not None and last < question.today:
        raise DeskRefusal("guarantee_expired", due=last.isoformat())


@guard
def score_earns_level(question: Question) -> None:
    """A level is given where the total reaches what the scheme in the act asks of it; a poor one needs nothing."""
    needed = entry_value(question, f"needed_{entry_value(question, 'level')}")
    total = entry_value(question, "total")
    if isinstance(needed, int) and isinstance(total, int) and total < needed:
        raise DeskRefusal("level_not_earned", total=total, needed=needed, field="level")

"""Where results lie, in the words of the counter. No Qt here."""

from __future__ import annotations

from datetime import date

from wenling_desk.domain.collecting import CollectingRules
from wenling_desk.domain.errands import Errand
from wenling_desk.domain.shelf import LOCKER, SENT_OUT
from wenling_desk.texts import Texts
from wenling_desk.ui.record.clock_words import short_day_with_weekday
from wenling_desk.use_cases.collecting import COMING, DELIVERED, HERE, OUT, READY_ONLINE, CaseResults, ResultLine
from wenling_desk.use_cases.place_words import place_words


def place_of(texts: Texts, errand: Errand) -> str:
    """Where an errand's result is, short: a slot, a box, a parcel."""
    if errand.kind != SENT_OUT:
        return place_words(texts, errand.place)
    if errand.state == LOCKER:
        return texts("collecting.short.in_locker", box=errand.place)
    return texts("collecting.short.sent", carrier=errand.place)


def headline(texts: Texts, results: CaseResults) -> str:
    """The one line in large type: every place something lies in, or what there is instead."""
    places = dict.fromkeys(place_words(texts, line.shelf.place) for line in results.lines if line.standing == HERE)
    if places:
        return texts("case.joined").join(places)
    standings = {line.standing for line in results.lines}
    for standing, key in (
        (OUT, "collecting.headline.out"),
        (READY_ONLINE, "collecting.headline.online"),
        (COMING, "collecting.headline.coming"),
    ):
        if standing in standings:
            return texts(key)
    return texts("collecting.headline.delivered" if DELIVERED in standings else "collecting.headline.running")


def standing_words(texts: Texts, line: ResultLine, rules: CollectingRules, today: date) -> str:
    """Where one result is, and since when."""
    shelf = line.shelf
    if line.standing == HERE:
        key = "collecting.standing.here_today" if line.days == 0 else "collecting.standing.here"
        return texts(key, place=place_words(texts, shelf.place), days=line.days)
    if line.standing == OUT and shelf.sent_at is not None:
        day = short_day_with_weekday(texts, shelf.sent_at.date(), today)
        if shelf.sent_way == LOCKER:
            until = short_day_with_weekday(texts, rules.locker_end(shelf.sent_at), today)
            return texts("collecting.standing.in_locker", box=shelf.box, day=day, until=until)
        return texts("collecting.standing.sent", carrier=shelf.carrier, tracking=shelf.tracking, day=day)
    if line.standing == DELIVERED and shelf.delivered_at is not None:
        day = short_day_with_weekday(texts, shelf.delivered_at.date(), today)
        return texts("collecting.standing.delivered", day=day)
    if line.standing == READY_ONLINE:
        return texts("collecting.standing.online")
    if line.standing == COMING:
        back = "collecting.standing.came_back" if shelf.came_back_because else "collecting.standing.coming"
        return texts(back, reason=shelf.came_back_because)
    return texts("collecting.standing.running", status=texts(f"case.status.{line.status}"))

"""What stands behind the marks of the cockpit: which records, narrowed how, and what is said of each. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from wenling_desk.domain.cockpit import month_period
from wenling_desk.domain.figures import Figure, FigureColumn, Period, Where
from wenling_desk.domain.heads import CaseHead
from wenling_desk.ui.cockpit import charts
from wenling_desk.ui.cockpit.charts import parts_of
from wenling_desk.ui.cockpit.words import Speech, period_words, value_words
from wenling_desk.use_cases.cockpit_source import HOUR
from wenling_desk.use_cases.cockpit_views import CockpitView, GroupsView, HoursView, WatchView

_DAY = timedelta(days=1)
MONTH_LENGTH = 7


@dataclass(frozen=True, slots=True)
class Target:
    """What a mark opens: the records behind a figure over some days, narrowed by one group."""

    figure_id: str
    periods: tuple[Period, ...]
    column: FigureColumn
    where: Where | None
    heading: str
    remark: str


@dataclass(frozen=True, slots=True)
class BehindLine:
    """A record behind a figure, in words, its name masked; or a group, which opens by its ``key``."""

    record_id: str
    cells: tuple[str, ...]
    head: CaseHead | None
    key: str = ""


@dataclass(frozen=True, slots=True)
class BehindView:
    """The list behind a mark."""

    target: Target | None
    heading: str
    remark: str
    lines: tuple[BehindLine, ...]
    total: int
    offset: int = 0


def target_of(speech: Speech, view: CockpitView, column: FigureColumn, figure: Figure, key: str) -> Target:
    """The records a mark of a figure asks for."""
    kind, _, *rest = parts_of(key)
    period, where, group = view.period, None, ""
    periods: tuple[Period, ...] = (period,)
    if kind == charts.FIGURE and rest:
        period = month_period(rest[0])
        periods = (period,)
    elif kind == charts.POINT:
        is_month = len(rest[0]) == MONTH_LENGTH
        period = month_period(rest[0]) if is_month else Period.day(date.fromisoformat(rest[0]))
        periods = (period,)
    elif kind == charts.GROUP:
        where = Where(rest[0], (rest[1],))
        group = speech.group(rest[0], rest[1])
    elif kind == charts.HOUR:
        where = Where(HOUR, (rest[1],))
        period, periods = _days_of_weekday(view, int(rest[0]))
    # A figure that looks at a group already has no room for another.
    where = where if figure.where is None else None
    heading = speech.texts("cockpit.joined").join(part for part in (figure.name, group) if part)
    return Target(figure.figure_id, periods, column, where, heading, period_words(speech.texts, period, column))


def _days_of_weekday(view: CockpitView, weekday: int) -> tuple[Period, tuple[Period, ...]]:
    """The days looked at by the heat, and those of them that fall on a weekday."""
    days = next((each.days for each in view.blocks.values() if isinstance(each, HoursView)), view.period)
    found, day = [], days.first
    while day <= days.last:
        if day.isoweekday() == weekday:
            found.append(Period.day(day))
        day += _DAY
    return days, tuple(found)


def cells_of(speech: Speech, head: CaseHead | None, day: date, count: int) -> tuple[str, ...]:
    """A record as a row: its number, what it is about, the masked name, whose it is, how it stands."""
    texts = speech.texts
    if head is None:
        return texts("cockpit.behind.not_here"), "", "", "", "", f"{day:%Y-%m-%d}", str(count)
    return (
        head.number,
        head.item_name,
        head.applicant,
        speech.group("department", head.department_key) if head.department_key else "",
        speech.status(head),
        f"{day:%Y-%m-%d}",
        str(count),
    )


def ringing(speech: Speech, view: WatchView, group: str) -> BehindView:
    """The cases behind a line of what somebody has to look at."""
    groups = dict(charts.alarm_groups(view.alarms.rows))
    rows = list(view.alarms.rows) if group == charts.ALL_ALARMS else groups.get(group, [])
    is_one = bool(rows) and group != charts.ALL_ALARMS
    heading = charts.alarm_sentence(speech, rows) if is_one else view.block.name
    lines = tuple(
        BehindLine(row.alarm.record_id, cells_of(speech, row.head, row.alarm.since.date(), 1), row.head) for row in rows
    )
    return BehindView(None, heading, "", lines, len(lines))


def every_group(speech: Speech, view: GroupsView, remark: str) -> BehindView:
    """The whole ranking behind its last line; each group opens its cases."""
    figure, lines = view.figure, []
    for value, found in view.groups:
        key = charts.key_of(charts.GROUP, figure.figure_id, view.block.by, value)
        cells = ("", speech.group(view.block.by, value), "", "", "", "", value_words(found))
        lines.append(BehindLine("", cells, None, key))
    return BehindView(None, view.block.name or figure.name, remark, tuple(lines), len(lines))

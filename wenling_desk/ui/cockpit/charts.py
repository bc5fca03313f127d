"""From what was read to what is drawn: cards, lines, bars, hours, tables. Keys of the marks say what opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from wenling_desk.domain.alarms import KINDS, RED
from wenling_desk.domain.cockpit import Block, Note
from wenling_desk.domain.figures import Figure, FigureValue, Grain
from wenling_desk.texts import Texts
from wenling_desk.ui.cockpit.words import (
    COUNTED,
    Speech,
    day_label,
    difference_words,
    number_words,
    thousands,
    value_words,
    weekday_name,
)
from wenling_desk.ui.widgets.charts.card import CardChart
from wenling_desk.ui.widgets.charts.heat import HeatCell, HeatChart
from wenling_desk.ui.widgets.charts.look import Chart
from wenling_desk.ui.widgets.charts.rank import RankBar, RankChart
from wenling_desk.ui.widgets.charts.table import FigureRow, FigureTable
from wenling_desk.ui.widgets.charts.trend import TrendChart, TrendPoint
from wenling_desk.ui.widgets.charts.watch import WatchLine, WatchList
from wenling_desk.ui.widgets.chips import Chip, Shape, Tone
from wenling_desk.use_cases.alarms import AlarmRow
from wenling_desk.use_cases.cockpit_views import (
    CardView,
    ClosedMonth,
    GroupsView,
    HoursView,
    SeriesView,
    TableView,
    WatchView,
)

FIGURE, POINT, GROUP, HOUR, ALARM, RECORD = "figure", "point", "group", "hour", "alarm", "record"
MORE, ALL_ALARMS = "more", "all"
PART = "|"
LEAST_HOURS = ("08", "09", "10", "11", "12", "13", "14", "15", "16", "17")


def key_of(kind: str, *parts: str) -> str:
    """The key of a mark."""
    return PART.join((kind, *parts))


def parts_of(key: str) -> tuple[str, ...]:
    """The kind of a mark and what it names."""
    return tuple(key.split(PART))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A chart with the heading of its sheet."""

    chart: Chart
    heading: str = ""
    remark: str = ""


def card_sheet(speech: Speech, view: CardView, column: str, closed: ClosedMonth | None) -> Sheet:
    """A figure on its card."""
    texts, value = speech.texts, view.value
    figure = value.figure
    name = view.block.name or figure.name
    if Note.COLUMNS in view.block.notes:
        name = texts("cockpit.card.named", name=name, column=column)
    chart = CardChart(
        key=key_of(FIGURE, figure.figure_id),
        name=name,
        value=number_words(value.value, figure),
        unit=figure.unit,
        notes=tuple(_notes(texts, view))[:2],
        words=texts("cockpit.card.words", name=name, value=value_words(value)),
        chip=_card_chip(texts, view, closed),
    )
    return Sheet(chart)


def _notes(texts: Texts, view: CardView) -> list[str]:
    figure, found = view.value.figure, []
    for note in view.block.notes:
        if note is Note.COLUMNS:
            others = [f"{column.label} {number_words(value.value, figure)}" for column, value in view.columns[1:]]
            found.append(texts("cockpit.joined").join(others))
        elif note is Note.PEOPLE:
            found.append(texts("cockpit.card.people", people=thousands(view.value.people)))
        elif note is Note.PARTS:
            above, below = thousands(view.value.above), thousands(view.value.below)
            found.append(texts("cockpit.card.parts", above=above, below=below))
        elif note is Note.BEFORE:
            found.append(texts("cockpit.card.before", value=value_words(view.before)))
        else:
            found.append(figure.formula if note is Note.FORMULA else figure.base)
    return [each for each in found if each]


def _card_chip(texts: Texts, view: CardView, closed: ClosedMonth | None) -> Chip | None:
    """What has become of a closed figure; else, where less is better, whether it is less than a year ago."""
    value, before = view.value, view.before
    kept = closed.figures.get(value.figure.figure_id) if closed is not None else None
    if kept is not None:
        if kept.value == value.value or value.value is None or kept.value is None:
            return Chip(texts("cockpit.card.closed"), Tone.GOOD, Shape.DISC)
        difference = difference_words(texts, value.value - kept.value, value.figure)
        return Chip(texts("cockpit.card.adjusted", difference=difference), Tone.SOON, Shape.HALF)
    if view.near:
        return Chip(texts("cockpit.card.near", count=view.near), Tone.SOON, Shape.HALF)
    if view.block.falls_well is None or value.value is None or before.value is None or before.value == 0:
        return None
    moved = value.value - before.value
    if moved == 0:
        return None
    is_good = (moved < 0) == view.block.falls_well
    arrow = "↑" if moved > 0 else "↓"
    word = f"{arrow} {difference_words(texts, abs(moved), value.figure).lstrip('+')}"
    return Chip(word, Tone.GOOD if is_good else Tone.LATE, Shape.NONE)


def trend_sheet(speech: Speech, view: SeriesView) -> Sheet:
    """A line over days or months."""
    texts, figure = speech.texts, view.figure
    is_month = view.grain is Grain.MONTH
    name = figure.name
    points = []
    for at, (period, value) in enumerate(view.points):
        before = view.before[at] if at < len(view.before) else None
        shown = number_words(value, figure)
        key = "cockpit.trend.words" if before is None else "cockpit.trend.words_before"
        words = texts(key, day=period, name=name, value=shown, before=number_words(before, figure))
        label = texts("cockpit.trend.month", month=int(period[5:])) if is_month else day_label(period)
        points.append(TrendPoint(key_of(POINT, figure.figure_id, period), label, _float(value, figure), shown, words))
    is_empty = not any(point.value for point in points)
    chart = TrendChart(
        name=texts("cockpit.trend.now", name=name),
        points=() if is_empty else tuple(points),
        before_name=texts("cockpit.trend.before_month" if is_month else "cockpit.trend.before"),
        before=tuple(_float(value, figure) for value in view.before) if any(view.before) else (),
        empty=texts("cockpit.trend.empty"),
        whole=figure.op in COUNTED,
    )
    return Sheet(chart, view.block.name or name, view.block.remark)


def _float(value: object, figure: Figure) -> float | None:
    """The value as it is drawn: a ratio in hundredths."""
    if value is None:
        return None
    assert hasattr(value, "__float__")
    return float(value) * (100 if figure.unit == "%" else 1)


def rank_sheet(speech: Speech, view: GroupsView, *, whole: bool = False) -> Sheet:
    """Bars by a group; ``whole`` shows them all."""
    texts, figure = speech.texts, view.figure
    bars = []
    for value, found in view.groups[: None if whole else view.block.most]:
        name = speech.group(view.block.by, value)
        words = texts("cockpit.ranking.words", name=name, value=value_words(found))
        key = key_of(GROUP, figure.figure_id, view.block.by, value)
        shown = number_words(found.value, figure) + ("%" if figure.unit == "%" else "")
        bars.append(RankBar(key, name, _float(found.value, figure) or 0.0, shown, words))
    chart = RankChart(
        tuple(bars),
        texts("cockpit.ranking.empty"),
        texts("cockpit.ranking.more", count="{count}"),
        key_of(MORE, figure.figure_id),
        len(view.groups) - len(bars),
    )
    return Sheet(chart, view.block.name or figure.name, view.block.remark)


def heat_sheet(speech: Speech, view: HoursView) -> Sheet:
    """Hours by weekdays: the hours of the hall, and any other hour something fell into; Sunday where it has any."""
    texts, figure = speech.texts, view.figure
    hours = sorted({*LEAST_HOURS, *(hour for _, hour in view.cells)})
    days = [day for day in range(1, 8) if day < 7 or any(weekday == 7 for weekday, _ in view.cells)]
    cells = []
    for day in days:
        for hour in hours:
            value = view.cells.get((day, hour))
            shown = number_words(value or 0, figure)
            words = texts("cockpit.heat.words", weekday=weekday_name(texts, day), hour=int(hour), value=shown)
            key = key_of(HOUR, figure.figure_id, str(day), hour)
            cells.append(HeatCell(key, float(value or 0), shown, words))
    chart = HeatChart(
        tuple(weekday_name(texts, day) for day in days),
        tuple(str(int(hour)) for hour in hours),
        tuple(cells),
        texts("cockpit.heat.empty"),
    )
    remark = view.block.remark or texts(
        "cockpit.heat.remark", first=f"{view.days.first:%m-%d}", last=f"{view.days.last:%m-%d}"
    )
    return Sheet(chart, view.block.name or figure.name, remark)


def alarm_groups(rows: Sequence[AlarmRow]) -> list[tuple[str, list[AlarmRow]]]:
    """The alarms by kind and level, the red ones first, each group in the order they ring."""
    found: dict[str, list[AlarmRow]] = {}
    for row in rows:
        found.setdefault(f"{row.alarm.kind}-{row.alarm.level}", []).append(row)
    return sorted(found.items(), key=lambda each: each[1][0].alarm.level != RED)


def alarm_sentence(speech: Speech, rows: Sequence[AlarmRow]) -> str:
    """What a group of alarms says."""
    kind = speech.texts(KINDS[rows[0].alarm.kind])
    return speech.texts("cockpit.watch.line", kind=kind, count=len(rows))


def watch_sheet(speech: Speech, view: WatchView) -> Sheet:
    """What somebody has to look at: a line for each kind of alarm, with whose they are."""
    texts, lines = speech.texts, []
    for key, rows in alarm_groups(view.alarms.rows):
        alarm = rows[0].alarm
        sentence = alarm_sentence(speech, rows)
        tone, shape = (Tone.LATE, Shape.TRIANGLE) if alarm.level == RED else (Tone.SOON, Shape.HALF)
        lines.append(WatchLine(key_of(ALARM, key), sentence, _places(speech, rows), tone, shape))
    chart = WatchList(
        tuple(lines),
        texts("cockpit.watch.empty"),
        texts("cockpit.watch.more", count="{count}"),
        key_of(ALARM, ALL_ALARMS),
    )
    remark = view.block.remark
    if view.alarms.is_cut:
        remark = texts("cockpit.watch.cut", count=len(view.alarms.rows))
    return Sheet(chart, view.block.name, remark)


def _places(speech: Speech, rows: Sequence[AlarmRow]) -> str:
    texts, counts = speech.texts, dict[str, int]()
    for row in rows:
        key = row.head.department_key if row.head is not None else row.place
        name = speech.group("department", key) if key else texts("cockpit.watch.nobody")
        counts[name] = counts.get(name, 0) + 1
    ordered = sorted(counts.items(), key=lambda each: -each[1])
    return texts("cockpit.joined").join(
        texts("cockpit.watch.place", department=name, count=count) for name, count in ordered
    )


def table_sheet(speech: Speech, view: TableView, headings: Callable[[str], str], *, with_people: bool = True) -> Sheet:
    """Figures in every column of halls, then the people, then a year before."""
    texts = speech.texts
    columns = [column.label for column in view.columns]
    if with_people:
        columns.append(texts("cockpit.column.people"))
    columns.append(texts("cockpit.column.before"))
    rows = []
    for at, row in enumerate(view.rows):
        if row.heading:
            name = headings(row.heading)
            rows.append(FigureRow(f"heading{at}", name, (), name, heading=True))
            continue
        rows.append(_table_row(texts, columns, row.values, row.before, with_people=with_people))
    chart = FigureTable(texts("cockpit.column.name"), tuple(columns), tuple(rows), texts("cockpit.table.empty"))
    return Sheet(chart, view.block.name, view.block.remark)


def _table_row(
    texts: Texts,
    columns: Sequence[str],
    values: Sequence[FigureValue],
    before: FigureValue | None,
    *,
    with_people: bool,
) -> FigureRow:
    figure = values[0].figure
    cells = [number_words(value.value, figure) for value in values]
    if with_people:
        is_counted = figure.op in COUNTED and values[0].people
        cells.append(thousands(values[0].people) if is_counted else "")
    cells.append(number_words(before.value, figure) if before is not None else "")
    said = [
        texts("cockpit.table.cell", column=column, value=cell)
        for column, cell in zip(columns, cells, strict=True)
        if cell
    ]
    name = texts("cockpit.table.unit", name=figure.name, unit=figure.unit) if figure.unit else figure.name
    words = texts("cockpit.table.words", name=name, cells=texts("cockpit.comma").join(said))
    brief = texts("cockpit.card.words", name=figure.name, value=value_words(values[0]))
    return FigureRow(key_of(FIGURE, figure.figure_id), name, tuple(cells), words, brief=brief)


def block_name(block: Block, figures: Mapping[str, Figure]) -> str:
    """What a block is called for the reader's ear."""
    return block.name or (figures[block.figure].name if block.figure in figures else str(block.kind))

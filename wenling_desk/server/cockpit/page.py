"""The pages themselves: login, cockpit, the cases behind a figure, what went wrong. No script, no outside source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from wenling_desk.domain.cockpit import Block, BlockKind, Choice, trend_days
from wenling_desk.domain.figures import Figure, FigureValue, Grain, Op, figure_number, figure_words
from wenling_desk.server.cockpit.asking import MOST_ROWS, CaseRow, CentreFigures, Question
from wenling_desk.server.cockpit.charts import Mark, bar_chart, line_chart
from wenling_desk.server.cockpit.gate import Supervisor
from wenling_desk.server.cockpit.html import NOTHING, Html, document, tag
from wenling_desk.texts import Texts

HOME: Final = "/cockpit"
STYLE: Final = f"{HOME}/style.css"
FIGURES: Final = f"{HOME}/figures.json"
RECORDS: Final = f"{HOME}/records"
LOGIN: Final = f"{HOME}/login"
LEAVE: Final = f"{HOME}/leave"
_MOST_HOURS: Final = 24
_CHOICES: Final = {
    Choice.DAY: "report.choice.day",
    Choice.WEEK: "report.choice.week",
    Choice.MONTH: "report.choice.month",
    Choice.YEAR: "report.choice.year",
}
_CHARTS: Final = (BlockKind.TREND, BlockKind.RANKING, BlockKind.HEAT)


def login_page(texts: Texts, wrong: str = "") -> bytes:
    """Where the token is entered; ``wrong`` says what was the matter with the last one."""
    form = tag(
        "form",
        tag("label", texts("report.login.ask"), for_="token"),
        tag("input", type="password", name="token", id="token", autocomplete="off", maxlength=80, required=True,
            autofocus=True),
        tag("p", wrong, class_="wrong", role="alert") if wrong else None,
        tag("button", texts("report.login.enter"), type="submit"),
        tag("p", texts("report.login.hint"), class_="small"),
        method="post",
        action=LOGIN,
        class_="login",
    )  # fmt: skip
    return document(texts("report.login.title"), tag("main", tag("h1", texts("report.login.title")), form), style=STYLE)


def refused_page(texts: Texts, said: str) -> bytes:
    """Why a page is not shown."""
    body = (tag("h1", texts("report.refused.title")), tag("p", said, class_="wrong"))
    link = tag("p", tag("a", texts("report.cases.back"), href=HOME))
    return document(texts("report.refused.title"), tag("main", *body, link), style=STYLE)


@dataclass(frozen=True, slots=True)
class CockpitPages:
    """Lays out what was asked for."""

    figures: CentreFigures
    texts: Texts
    centre: str

    def cockpit(self, question: Question, supervisor: Supervisor) -> bytes:
        """One page of the cockpit."""
        page = self.figures.page(question.page)
        blocks = [block for _, block in page.blocks()]
        cards = [block for block in blocks if block.kind is BlockKind.CARD]
        charts = [block for block in blocks if block.kind in _CHARTS]
        tables = [block for block in blocks if block.kind in (BlockKind.TABLE, BlockKind.LEDGERS)]
        body = (
            self._head(question, supervisor),
            self._counting_note(),
            tag("section", *(self._card(block, question) for block in cards), class_="cards") if cards else None,
            *(self._table(block, question) for block in tables),
            tag("section", *(self._chart(block, question) for block in charts), class_="charts") if charts else None,
            tag("p", self.texts("report.page.empty"), class_="none") if not (cards or charts or tables) else None,
            self._foot(question),
        )
        return document(self.texts("report.page.title", centre=self.centre), *body, style=STYLE)

    def cases(self, question: Question, supervisor: Supervisor) -> bytes:
        """The list behind a figure."""
        rows, total = self.figures.cases(question)
        figure = self.figures.book.figures[question.figure]
        title = self.texts(
            "report.cases.title", figure=figure.name, column=self.figures.column(question.column).label,
            **self._period_words(question),
        )  # fmt: skip
        body = (
            self._head(question, supervisor),
            tag("h2", title),
            self._definition(figure, tag("p", self.texts("report.cases.total", total=f"{total:,}"))),
            self._case_table(rows) if rows else tag("p", self.texts("report.cases.none"), class_="none"),
            self._pager(question, total),
            self._foot(question),
        )
        return document(title, *body, style=STYLE)

    # -- parts -----------------------------------------------------------------------------------

    def _head(self, question: Question, supervisor: Supervisor) -> Html:
        texts = self.texts
        pages = [
            tag(
                "a",
                page.name,
                href=question.address(HOME, page=page.page_id),
                class_=_here(page.page_id == question.page),
            )
            for page in self.figures.layout.pages
        ]
        choices = [
            tag("option", texts(_CHOICES[choice]), value=str(choice), selected=choice is question.choice)
            for choice in Choice
        ]
        columns = [
            tag("option", column.label, value=column.column_id, selected=column.column_id == question.column)
            for column in self.figures.book.columns
        ]
        form = tag(
            "form",
            tag("input", type="hidden", name="page", value=question.page),
            tag("select", *columns, name="column"),
            tag("select", *choices, name="choice"),
            tag("label", texts("report.page.until"), for_="on"),
            tag("input", type="date", name="on", id="on", value=question.on.isoformat()),
            tag("button", texts("report.page.look"), type="submit"),
            method="get",
            action=HOME,
        )
        who = texts("report.page.signed", name=supervisor.name, ends=f"{supervisor.ends_at:%Y-%m-%d}")
        leave = tag("form", tag("span", who, class_="small"), tag("button", texts("report.page.leave"), type="submit"),
                    method="post", action=LEAVE)  # fmt: skip
        name = tag("h1", texts("report.page.title", centre=self.centre), tag("small", texts("report.page.sub")))
        return tag("header", tag("div", name, leave, class_="top"), tag("nav", *pages), form)

    def _counting_note(self) -> Html:
        if self.figures.data_time() is None:
            return tag("p", self.texts("report.page.counting"), class_="wrong")
        return NOTHING

    def _card(self, block: Block, question: Question) -> Html:
        column = self.figures.column(question.column)
        found = self.figures.value(block.figure, question.period, column)
        others = zip(self.figures.book.columns, self.figures.columns(block.figure, question.period), strict=True)
        return tag(
            "article",
            tag("h3", block.name or found.figure.name),
            tag("p", tag("a", figure_words(found), href=self._behind(question, found.figure)), class_="value"),
            self._people(found),
            tag("p", *_spaced(tag("span", f"{each.label} {figure_words(value)}") for each, value in others),
                class_="small"),
            self._definition(found.figure, NOTHING),
        )  # fmt: skip

    def _table(self, block: Block, question: Question) -> Html:
        columns = self.figures.book.columns
        heads = (self.texts("report.page.figure"), *(each.label for each in columns), self.texts("report.page.how"))
        rows = [tag("tr", *(tag("th", head, scope="col") for head in heads))]
        for heading, figure_id in self._lines(block):
            if heading:
                rows.append(tag("tr", tag("th", heading, colspan=len(heads), scope="rowgroup", class_="group")))
            else:
                rows.append(self._row(figure_id, question))
        title = tag("h2", block.name) if block.name else None
        return tag("section", title, tag("table", *rows))

    def _lines(self, block: Block) -> Iterable[tuple[str, str]]:
        """(heading, figure) of each line, one of them empty."""
        if block.kind is BlockKind.TABLE:
            yield from ((line.heading, line.figure) for line in block.lines)
            return
        book = self.figures.book
        by_kind: dict[str, list[str]] = {}
        for figure in book.figures.values():
            kind = book.measures[figure.of].of
            if kind in self.figures.ledgers:
                by_kind.setdefault(kind, []).append(figure.figure_id)
        for kind, names in by_kind.items():
            yield self.figures.ledgers[kind].name, ""
            yield from (("", name) for name in names)

    def _row(self, figure_id: str, question: Question) -> Html:
        figure = self.figures.book.figures[figure_id]
        cells = [
            tag("td", tag("a", figure_words(found), href=self._behind(question, figure, column=column.column_id)),
                self._people(found), class_="amount")
            for column, found in zip(
                self.figures.book.columns, self.figures.columns(figure_id, question.period), strict=True
            )
        ]  # fmt: skip
        return tag("tr", tag("th", figure.name, scope="row"), *cells, tag("td", self._definition(figure, NOTHING)))

    def _people(self, found: FigureValue) -> Html:
        """People apart from cases: beside a count that counts both."""
        figure = found.figure
        if figure.op is Op.RATIO and found.value is not None:
            above = self.texts("report.page.above", count=f"{found.above:,}")
            return tag("p", above, " / ", self.texts("report.page.below", count=f"{found.below:,}"), class_="small")
        if figure.op is not Op.COUNT or not found.people or found.people == found.above:
            return NOTHING
        return tag("p", self.texts("report.page.people", count=f"{found.people:,}"), class_="small")

    def _definition(self, figure: Figure, first: Html) -> Html:
        """Formula, base, source, edition and data time: they stand beside every figure."""
        texts = self.texts
        source = texts("report.page.source", text=source_words(figure, texts))
        lines = [texts("report.page.formula", text=figure.formula), texts("report.page.base", text=figure.base), source]
        if figure.note:
            lines.append(figure.note)
        stamp = texts("report.page.stamp", edition=self.figures.book.edition.version, at=self.data_time_words())
        return tag("div", first, *(tag("p", line) for line in lines), tag("p", stamp), class_="how")

    def data_time_words(self) -> str:
        """The data time, to the minute."""
        return moment(self.figures.data_time()) or self.texts("report.page.no_data_time")

    def _chart(self, block: Block, question: Question) -> Html:
        column = self.figures.column(question.column)
        figure = self.figures.book.figures[block.figure]
        name = block.name or self.texts("report.page.chart", name=figure.name, column=column.label)
        if block.kind is BlockKind.TREND:
            grain = Grain.MONTH if question.choice is Choice.YEAR else Grain.DAY
            if grain is Grain.MONTH:  # a block may be called by its days
                name = self.texts("report.page.chart", name=figure.name, column=column.label)
            days = trend_days(question.period, question.choice)
            points = self.figures.series(block.figure, days, grain, column)
            marks = [
                Mark(period[5:], each.value, figure_number(each.value, figure, grouped=True)) for period, each in points
            ]
            drawn = line_chart(marks, name)
        else:
            group = block.by if block.kind is BlockKind.RANKING else "hour"
            found = self.figures.groups(block.figure, group, question.period, column)
            if block.kind is BlockKind.HEAT:
                found = tuple(sorted(found, key=lambda each: each[0]))
            most = block.most if block.kind is BlockKind.RANKING else _MOST_HOURS
            marks = [Mark(label, each.value, figure_words(each)) for label, each in found[:most]]
            drawn = bar_chart(marks, name)
        return tag("figure", tag("figcaption", name), drawn, self._definition(figure, NOTHING))

    def _case_table(self, rows: Sequence[CaseRow]) -> Html:
        texts = self.texts
        names = [
            texts("report.cases.day"), texts("report.cases.number"), texts("report.cases.name"),
            texts("report.cases.applicant"), texts("report.cases.hall"), texts("report.cases.count"),
            texts("report.cases.people"),
        ]  # fmt: skip
        lines = [tag("tr", *(tag("th", each, scope="col") for each in names))]
        for row in rows:
            plain = (row.day.isoformat(), row.number or row.record_id, row.name, row.applicant,
                     self.figures.names("hall", row.hall), row.count, row.people)  # fmt: skip
            lines.append(tag("tr", *(tag("td", each) for each in plain)))
        return tag("table", *lines, class_="cases")

    def _pager(self, question: Question, total: int) -> Html:
        links = []
        for at, word in (
            (question.offset - MOST_ROWS, self.texts("report.cases.earlier")),
            (question.offset + MOST_ROWS, self.texts("report.cases.later")),
        ):
            if 0 <= at < total:
                values: dict[str, str | int] = {"figure": question.figure, "below": int(question.below), "offset": at}
                links.append(tag("a", word, href=question.address(RECORDS, **values)))
        links.append(tag("a", self.texts("report.cases.back"), href=question.address(HOME)))
        return tag("p", *_spaced(links))

    def _behind(self, question: Question, figure: Figure, **changed: str) -> str:
        return question.address(RECORDS, **{"figure": figure.figure_id, **changed})

    def _foot(self, question: Question) -> Html:
        words = (
            self.texts("report.page.period", **self._period_words(question)),
            self.texts("report.page.stamp", edition=self.figures.book.edition.version, at=self.data_time_words()),
        )
        json = tag("a", self.texts("report.page.json"), href=question.address(FIGURES))
        return tag("footer", *_spaced((*words, json)))

    @staticmethod
    def _period_words(question: Question) -> dict[str, str]:
        return {"first": question.period.first.isoformat(), "last": question.period.last.isoformat()}


def source_words(figure: Figure, texts: Texts) -> str:
    """Whose rule a figure is; one that is nobody's document says so, once."""
    if figure.status != "inferred" or texts("report.page.inferred_word") in figure.source:
        return figure.source
    return figure.source + texts("report.page.inferred")


def plain_figure(found: FigureValue) -> dict[str, object]:
    """A figure for the JSON: the value as it is shown and as a fraction, nothing rounded away."""
    return {
        "value": figure_number(found.value, found.figure), "unit": found.figure.unit, "exact": _exact(found.value),
        "above": found.above, "below": found.below, "people": found.people,
    }  # fmt: skip


def _exact(value: Fraction | None) -> str:
    return "" if value is None else str(value)


def moment(at: datetime | date | None) -> str:
    """A moment to the minute."""
    return at.strftime("%Y-%m-%d %H:%M") if at is not None else ""


def _here(is_here: bool) -> str | None:
    return "here" if is_here else None


def _spaced(parts: Iterable[Html | str]) -> Iterable[Html | str]:
    for place, part in enumerate(parts):
        if place:
            yield " · "
        yield part

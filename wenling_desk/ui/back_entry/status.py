"""What the status line says of the other system: that it is down, and how many numbers are not filled in."""

from __future__ import annotations

from functools import partial

from wenling_desk.ui.back_entry.lines import outage_words
from wenling_desk.ui.back_entry.watch import BackEntryWatch
from wenling_desk.ui.main_window import MainWindow
from wenling_desk.ui.widgets.frame_bars import StatusField


def platform_fields(main: MainWindow) -> list[StatusField]:
    """The fields as last read; none where there is nothing to say."""
    watch = main.findChild(BackEntryWatch)
    if not isinstance(watch, BackEntryWatch) or watch.latest is None:
        return []
    found = watch.latest
    texts, go = main.kit.texts, partial(main.go, "back_entry")
    fields = []
    if found.outage is not None:
        today = watch.today()
        fields.append(StatusField("outage", outage_words(texts, found.outage, today), tone="late", run=go))
    if found.tasks:
        count, late = len(found.tasks), found.late
        words = texts("platform.outage.late", count=count, late=late) if late else ""
        words = words or texts("platform.outage.to_fill", count=count)
        fields.append(StatusField("to_fill", words, tone="soon" if late else "quiet", run=go))
    return fields

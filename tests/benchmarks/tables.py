"""Figures as text: lines for a terminal, and the sections of docs/benchmarks.md that ``--write`` renews."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tests.benchmarks.figure import Figure, Result, Spread

HEADS = ("figure", "unit", "ours", "peer", "theirs", "ratio", "bar", "verdict", "n")
_MACHINE = "machine"


def verdict(figure: Figure) -> str:
    """``met``, ``missed``, ``not measured``, or nothing where there is no bar."""
    if figure["ours"] is None:
        return "not measured"
    return {True: "met", False: "missed", None: ""}[figure["met"]]


def cells(figure: Figure) -> tuple[str, ...]:
    """The figure's row under ``HEADS``."""
    ratio = "" if figure["ratio"] is None else f"{figure['ratio']:.2f} ({figure['ratio_of']})"
    return (
        figure["name"],
        figure["unit"],
        _words(figure["ours"]),
        figure["peer"],
        _words(figure["theirs"]),
        ratio,
        figure["bar"],
        verdict(figure),
        str(figure["samples"] or ""),
    )


def _words(values: Spread | None) -> str:
    if values is None:
        return ""
    median, least, most = (short(values["median"]), short(values["least"]), short(values["most"]))
    return median if least == most else f"{median} ({least}–{most})"


def short(value: float) -> str:
    """Three significant digits, and no more than a reader can use."""
    if value == int(value) and abs(value) < 1_000:
        return str(int(value))
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def lines(figure: Figure) -> str:
    """The figure for a terminal."""
    name, unit, ours, peer, theirs, ratio, bar, said, _ = cells(figure)
    beside = f" | {peer} {theirs} {unit}" if peer and theirs else ""
    judged = " ".join(filter(None, (f"ratio {ratio}" if ratio else "", f"bar {bar}" if bar else "", said.upper())))
    note = f" [{figure['note']}]" if figure["note"] else ""
    return f"  {name}: {ours or '—'} {unit if ours else ''}{beside} | {judged or 'no bar'}{note}"


def table(result: Result) -> str:
    """The figures of one bench as a Markdown table, notes below it."""
    rows = [HEADS, ("---",) * len(HEADS), *(cells(figure) for figure in result["figures"])]
    text = "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    notes = dict.fromkeys(f"{figure['name']}: {figure['note']}" for figure in result["figures"] if figure["note"])
    return "\n".join([text, *(f"\n{note}." for note in notes)])


def renewed(
    text: str, results: Sequence[Result], commands: Mapping[str, str], machine: Mapping[str, str], day: str
) -> str:
    """The document with the sections of these benches written anew. Raises ValueError where one has no place.

    A section stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``.
    """
    described = "; ".join(f"{key} {value}" for key, value in machine.items())
    text = _put(text, _MACHINE, f"{described}.")
    for result in results:
        name = result["name"]
        text = _put(text, name, f"{day}, `{commands[name]}`\n\n{table(result)}")
    return text


def machine_in(text: str) -> str:
    """The machine line that the document holds now; empty before the first run."""
    found = _place(_MACHINE).search(text)
    return found[2].strip() if found else ""


def _put(text: str, name: str, body: str) -> str:
    if _place(name).search(text) is None:
        raise ValueError(f"docs/benchmarks.md has no section <!-- {name} -->")
    return _place(name).sub(lambda found: f"{found[1]}\n{body}\n{found[3]}", text)


def _place(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {re.escape(name)} -->)(.*?)(<!-- /{re.escape(name)} -->)", re.DOTALL)

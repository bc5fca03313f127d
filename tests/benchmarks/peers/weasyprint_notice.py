"""The notice by WeasyPrint: style sheet and fonts stay loaded, the page is HTML made from the data."""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

import weasyprint  # type: ignore[import-not-found]
from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-not-found]

from tests.benchmarks.peers.answering import Sheet, answer, bars_svg, qr_svg

_FACES = (("DeskSerif", "NotoSerifSC-Regular*"), ("DeskSans", "NotoSansSC-Medium*"), ("DeskRare", "HanaMinB*"))
_STYLE = """
@page { size: A4; margin: 20mm; @bottom-center { content: element(foot); } }
body { font: 12pt/18pt DeskSerif, DeskRare; margin: 0; }
p { margin: 0 0 5pt; text-align: justify; }
.sans, th, h2 { font-family: DeskSans, DeskSerif, DeskRare; font-weight: normal; }
.foot { position: running(foot); font-size: 9.5pt; color: rgb(35%, 35%, 35%); }
.foot span { float: left; }
.foot div { text-align: center; width: 170mm; }
.code { position: absolute; right: 0; top: 0; width: 25mm; text-align: center; font-size: 8pt; line-height: 11pt; }
.code svg { width: 25mm; height: 25mm; display: block; }
.bars svg { height: 22pt; display: block; }
.number { font-size: 10.5pt; line-height: 16pt; }
.organ { text-align: center; font-size: 14pt; line-height: 20pt; }
h1 { text-align: center; font-size: 22pt; line-height: 28pt; font-weight: normal; margin: 0 0 8pt; }
h2 { font-size: 11.5pt; line-height: 18pt; margin: 10pt 0 0; }
.said { text-indent: 2em; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; font-size: 10.5pt; line-height: 14.5pt; }
td, th { border: 0.5pt solid black; padding: 2.2pt 4pt; vertical-align: middle; }
th { font-size: 10pt; text-align: left; width: 70pt; }
.list th { text-align: center; background: rgb(95.5%, 95.5%, 95.5%); }
.list td { text-align: center; }
.list td.read { text-align: left; }
.closing { position: relative; height: 40mm; margin-top: 12pt; page-break-inside: avoid; }
.notes { width: 98mm; font-size: 9.5pt; line-height: 13.5pt; }
.notes p { margin: 0; }
.sign { position: absolute; left: 0; width: 98mm; font-size: 10.5pt; display: flex; }
.sign i { flex: 1; border-bottom: 0.5pt solid black; }
.sign b { font-size: 9.5pt; font-weight: normal; }
.seal { position: absolute; right: 0; bottom: 0; width: 58mm; text-align: center; }
.seal { font-size: 10.5pt; line-height: 14.5pt; }
.seal div { font-size: 8pt; margin-bottom: 14pt; }
.contact { border-top: 0.5pt solid grey; margin-top: 10pt; font-size: 9.5pt; line-height: 13.5pt; }
.contact span { display: inline-block; margin-right: 2em; }
"""
_COLUMNS = ("32pt", "auto", "48pt", "34pt", "34pt", "64pt")


def page_of(sheet: Sheet) -> str:
    """The notice as HTML."""
    words = {name: escape(value) for name, value in sheet.items() if isinstance(value, str)}
    facts = "".join(
        "<tr>" + "".join(
            f"<th>{escape(text)}</th>" if place % 2 == 0 else f"<td{_span(row)}>{escape(text)}</td>"
            for place, text in enumerate(row)
        ) + "</tr>"
        for row in sheet["facts"]
    )  # fmt: skip
    heads = "".join(
        f'<th style="width: {wide}">{escape(text)}</th>' for wide, text in zip(_COLUMNS, sheet["heads"], strict=True)
    )
    rows = "".join(
        "<tr>" + "".join(f"<td{_read(place)}>{escape(text)}</td>" for place, text in enumerate(row)) + "</tr>"
        for row in sheet["rows"]
    )
    signed = "".join(
        f'<div class="sign" style="bottom: {29 * (len(sheet["signatures"]) - 1 - place)}pt">'
        f"<span>{escape(who)}</span><i></i><b>{escape(dated)}</b></div>"
        for place, (who, dated) in enumerate(sheet["signatures"])
    )
    return (
        f'<html lang="zh-CN"><head><title>{words["title"]}</title></head><body>'
        f'<div class="foot"><span>{words["number"]}</span><div>{words["page_count"]}</div></div>'
        f'<div class="code">{qr_svg(sheet["verification"])}<span class="sans">{words["verify"]}</span></div>'
        f'<div class="bars" style="width: {0.72 * sum(sheet["bars"])}pt">{bars_svg(sheet["bars"])}</div>'
        f'<div class="sans number">{words["number"]}</div><div class="organ">{words["organ"]}</div>'
        f'<h1>{words["title"]}</h1><p class="sans" style="font-size: 11.5pt">{words["address"]}</p>'
        + "".join(f'<p class="said">{escape(text)}</p>' for text in sheet["paragraphs"])
        + f"<table>{facts}</table><h2>{words['table_title']}</h2>"
        f'<table class="list"><thead><tr>{heads}</tr></thead>{rows}</table>'
        f'<div class="closing"><div class="notes">{_lines(sheet["notes"])}</div>{signed}'
        f'<div class="seal"><div class="sans">{words["seal_here"]}</div>'
        f"{'<br>'.join(map(escape, sheet['seal']))}<br>{words['date']}</div></div>"
        f'<div class="contact">{"".join(f"<span>{escape(pair)}</span>" for pair in sheet["contacts"])}</div>'
        "</body></html>"
    )


def _span(row: list[str]) -> str:
    return ' colspan="3"' if len(row) == 2 else ""


def _read(place: int) -> str:
    return ' class="read"' if place == 1 else ""


def _lines(texts: list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def main(fonts: Path) -> None:
    faces = "".join(
        f'@font-face {{ font-family: {name}; src: url("{next(fonts.glob(pattern)).as_uri()}"); }}'
        for name, pattern in _FACES
    )
    config = FontConfiguration()
    style = weasyprint.CSS(string=faces + _STYLE, font_config=config)

    def make(sheet: Sheet) -> bytes:
        made: bytes = weasyprint.HTML(string=page_of(sheet)).write_pdf(stylesheets=[style], font_config=config)
        return made

    answer(make)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""The notice by typst: template and fonts stay loaded in one compiler, the data come in as an input."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typst  # type: ignore[import-not-found]

from tests.benchmarks.peers.answering import Sheet, answer, bars_svg, qr_svg


def main(fonts: Path) -> None:
    template = Path(__file__).with_name("notice.typ")
    faces = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    compiler = typst.Compiler(
        input=str(template), root=str(template.parent), font_paths=faces, ignore_system_fonts=True
    )

    def make(sheet: Sheet) -> bytes:
        data = sheet | {"qr_svg": qr_svg(sheet["verification"]), "bars_svg": bars_svg(sheet["bars"])}
        text = json.dumps(data, ensure_ascii=False)
        made: bytes = compiler.compile(format="pdf", sys_inputs={"sheet": text}, pdf_tags=False)
        return made

    answer(make)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Notices of acceptance (受理通知书) with different data each, and the same words as plain data for other tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from tests.receipts import samples
from tests.receipts.sample_values import MATERIALS
from wenling_desk.domain.paper import PaperContent
from wenling_desk.receipts.barcode import barcode_squares
from wenling_desk.receipts.context import PaperContext
from wenling_desk.receipts.definition import definitions
from wenling_desk.receipts.faces import Faces
from wenling_desk.receipts.flow import Piece
from wenling_desk.receipts.grid import CellText, row
from wenling_desk.receipts.head import Head
from wenling_desk.receipts.measures import read_measures
from wenling_desk.receipts.prose import Address, Contact, TextBlock
from wenling_desk.receipts.seal import Closing
from wenling_desk.receipts.tables import Facts, Table
from wenling_desk.texts import Texts

KIND = "acceptance_notice"
_SURNAMES = "陈林王金江潘叶张赵毛郑蔡黄吴徐应郭谢李朱"
_GIVEN = ("晓风", "见秋", "望舒", "小满", "禾", "思远", "文娟", "若水", "一鸣", "子衿", "清和", "砚")
_RARE = ("𠮷", "欧阳𬱖", "䶮", "㛃", "𠅤", "𤧞")
_SHOPS = ("小吃店", "面馆", "海鲜排档", "早餐铺", "烘焙坊", "茶餐厅", "农家菜馆")
_DISHES = ("热食类制售", "冷食类制售", "糕点类制售", "自制饮品制售", "半成品制售")


def notice(number: int) -> PaperContent:
    """Notice ``number`` of an endless supply; every fourth applicant has a rare character in the name."""
    name = _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number * 7 % len(_GIVEN)]
    if number % 4 == 3:
        name = _RARE[number // 4 % len(_RARE)] + _GIVEN[number % len(_GIVEN)]
    minute, serial = number % 60, f"{number:06d}"
    own = f"331081-26-0A3K-{serial}-{number % 10}"
    shop = f"温岭市{name}{_SHOPS[number * 3 % len(_SHOPS)]}"
    content = samples.content(
        KIND,
        applicant__name=shop,
        applicant__phone=f"1380000{number * 7919 % 10_000:04d}",
        agent__name=_SURNAMES[(number + 5) % len(_SURNAMES)] + _GIVEN[(number + 3) % len(_GIVEN)],
        agent__phone=f"1390000{number * 6101 % 10_000:04d}",
        case__number=f"331081-26-0A3K-{number + 1:06d}-{number % 7}",
        case__official_number=f"33108120261123{number:07d}",
        case__received_at=f"2026年11月23日 {8 + number % 9:02d}:{minute:02d}",
        case__accepted_at=f"2026年11月23日 {8 + number % 9:02d}:{minute:02d}",
        item__handling_item=f"食品经营许可新办（{_DISHES[number % len(_DISHES)]}）",
        materials=[_material(number, place) for place in range(4 + number % 2)],
    )
    return samples.changed(content, number=own, verification=f"{samples.SIGNED[:90]}{serial}")


def _material(number: int, place: int) -> dict[str, str]:
    material = MATERIALS[(number + place) % len(MATERIALS)]
    return dict(material, no=str(place + 1), name=f"{material['name']}（{number % 97 + place}）")


def plain_sheet(content: PaperContent, texts: Texts, faces: Faces) -> dict[str, Any]:
    """Everything a notice says, in reading order, as JSON-like data: no measures, no pictures.

    ``verification`` is the payload of the QR code, ``bars`` the barcode as runs of bar, gap, bar … in modules.
    """
    paper = PaperContext(content, texts, faces, read_measures())
    say = paper.texts
    sheet: dict[str, Any] = {
        "number": say("papers.common.number", number=content.number),
        "verification": content.verification,
        "verify": say("papers.common.verify"),
        "bars": _runs(content.number),
        "page_count": say("papers.common.page_count", page=1, pages=1),
        "paragraphs": [],
    }
    for block in definitions()[KIND].blocks:
        if not block.holds(paper):
            continue
        if isinstance(block, Head):
            sheet |= {"organ": paper.value(block.issuer), "title": block.chosen_title(paper)}
        elif isinstance(block, Address):
            sheet["address"] = say("papers.common.address", name=paper.value(block.to))
        elif isinstance(block, TextBlock):
            sheet["paragraphs"].append(paper.say(block.key, block.with_))
        elif isinstance(block, Facts):
            sheet["facts"] = _rows(paper, block)
        elif isinstance(block, Table):
            sheet |= _table(paper, block)
        elif isinstance(block, Closing):
            sheet |= _closing(paper, block)
        elif isinstance(block, Contact):
            sheet["contacts"] = [
                say("papers.common.pair", label=paper.say(f"label.{path.replace('.', '_')}"), value=paper.value(path))
                for path in block.values
            ]
        else:
            raise TypeError(f"the peers have no block {type(block).__name__}")
    return sheet


def _runs(number: str) -> list[int]:
    _, bars = barcode_squares(number)
    runs, at = [], 0
    for column, _, wide, _ in bars:
        runs += [column - at, wide] if column else [wide]
        at = column + wide
    return runs


def _rows(paper: PaperContext, block: Facts | Table) -> list[list[str]]:
    """The rows of cells a block sets, as it shares them out itself."""
    rows: list[list[str]] = []

    def noted(context: PaperContext, cells: Sequence[CellText], *rest: Any, **more: Any) -> list[Piece]:
        rows.append([cell.text for cell in cells])
        return row(context, cells, *rest, **more)

    with patch("wenling_desk.receipts.tables.row", noted):
        block.lay(paper)
    return rows


def _table(paper: PaperContext, block: Table) -> dict[str, Any]:
    heads, *rows = _rows(paper, block)
    return {"table_title": paper.say(block.title), "heads": heads, "rows": rows}


def _closing(paper: PaperContext, block: Closing) -> dict[str, Any]:
    return {
        "notes": [paper.say(note.key, note.with_) for note in block.notes if note.holds(paper)],
        "signatures": [
            [paper.say(f"sign.{line.who}"), paper.texts("papers.common.blank_date") if line.dated else ""]
            for line in block.signatures
        ],
        "seal_here": paper.texts("papers.common.seal_here"),
        "seal": paper.value(block.seal[0]).replace("（", "\n（").split("\n"),
        "date": paper.value(block.date),
    }

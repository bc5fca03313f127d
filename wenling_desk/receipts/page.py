"""What stands on every page around the text: count, number, running head, and the mark of what does not
count.
"""

from __future__ import annotations

from wenling_desk.domain.paper import PaperMark
from wenling_desk.receipts.context import PaperContext
from wenling_desk.receipts.measures import MM, Style
from wenling_desk.receipts.pen import Pen

_MARK_ANGLE = 35


def draw_mark(paper: PaperContext, pen: Pen, mark: PaperMark) -> None:
    """The word across the page in light grey, and what it means in the upper margin. Drawn first, under the
    text.
    """
    measures = paper.measures
    word = paper.texts(f"papers.mark.{mark.value}")
    size = 0.62 * measures.page_width / len(word)
    style = Style(role=measures.styles["title"].role, size=size, leading=size)
    pen.canvas.saveState()
    pen.canvas.translate(measures.page_width / 2, measures.page_height / 2)
    pen.canvas.rotate(_MARK_ANGLE)
    pen.text(-pen.text_width(word, style) / 2, -0.38 * size, word, style, grey=measures.ink.mark)
    pen.canvas.restoreState()
    small = paper.style("small")
    notice = paper.texts(f"papers.mark.{mark.value}_notice")
    x = (measures.page_width - pen.text_width(notice, small)) / 2
    pen.text(x, measures.page_height - 9 * MM, notice, small)


def draw_furniture(paper: PaperContext, pen: Pen, title: str, number_line: str, page: int, pages: int) -> None:
    """Foot of every page; from the second page on a running head with title and number."""
    measures = paper.measures
    style = paper.style("small")
    grey = measures.ink.secondary
    foot = measures.sheet.footer_mm * MM
    count = paper.texts("papers.common.page_count", page=page, pages=pages)
    pen.text((measures.page_width - pen.text_width(count, style)) / 2, foot, count, style, grey=grey)
    pen.text(measures.left, foot, number_line, style, grey=grey)
    if paper.content.reprint:
        reprint = paper.texts("papers.common.reprint", times=paper.content.reprint)
        pen.text(measures.right - pen.text_width(reprint, style), foot, reprint, style, grey=grey)
    if page > 1:
        y = measures.page_height - measures.sheet.running_head_mm * MM
        pen.text(measures.left, y, title, style, grey=grey)
        pen.rule(measures.left, y - 4, measures.right, y - 4, grey=grey)

"""A4 受理通知书 with different data each time, beside fpdf2, WeasyPrint and typst.

Every tool keeps between papers what it can keep (fonts, template, style sheet), sets the same words in the same two
faces, and draws its own QR code; barcodes and sentences come to the peers ready-made, ours are made on the clock.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pypdfium2

from tests.benchmarks.figure import Figure, Result, bar_words, compare, not_measured
from tests.benchmarks.notices import notice, plain_sheet
from tests.benchmarks.peer_tools import PaperPeer, PeerMissing
from wenling_desk import resources
from wenling_desk.receipts.faces import Faces
from wenling_desk.receipts.fonts import unpack
from wenling_desk.receipts.render import PaperPress
from wenling_desk.texts import Texts

ROUNDS = 15
WARM = 4  # the fourth needs the face of the rarest characters
AT_LEAST = {"fpdf2": 20, "weasyprint": 20}
AT_MOST = {"typst": 2}
PEERS = [*AT_LEAST, *AT_MOST]
NAME, UNIT = "A4 受理通知书", "ms"


def run(rounds: int | None = None) -> Result:
    """Medians over rounds in which every tool makes the same new paper, one after the other."""
    texts = Texts(resources.path("texts", "zh_CN"))
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        cache = Path(folder)
        unpack(cache)
        press, faces = PaperPress(texts, cache), Faces(cache)
        press.warm_up(rare=True)
        peers: list[PaperPeer] = []
        figures: dict[str, Figure] = {}
        for wanted in PEERS:
            try:
                peers.append(stack.enter_context(PaperPeer(wanted, cache)))
            except PeerMissing as missing:
                words = bar_words(AT_MOST.get(wanted), AT_LEAST.get(wanted))
                figures[wanted] = not_measured(NAME, UNIT, str(missing), peer=wanted, bar=words)
        ours: list[float] = []
        theirs: dict[str, list[float]] = {peer.name: [] for peer in peers}
        for number in range(WARM + (rounds or ROUNDS)):
            content = notice(number)
            sheet = plain_sheet(content, texts, faces)
            start = time.perf_counter()
            made = press.render(content)
            ours.append((time.perf_counter() - start) * 1_000)
            for peer in peers:
                taken, pdf = peer.make(sheet, keep=number < WARM)
                theirs[peer.name].append(taken)
                if pdf:
                    same_words(peer.name, pdf, made.pdf)
    for name, taken_ms in theirs.items():
        at_most, at_least = AT_MOST.get(name), AT_LEAST.get(name)
        figures[name] = compare(NAME, UNIT, ours[WARM:], name, taken_ms[WARM:], at_most=at_most, at_least=at_least)
    return {"name": "papers", "figures": [figures[peer] for peer in PEERS]}


def same_words(peer: str, pdf: bytes, ours: bytes) -> None:
    """A peer that left something out, or needed a second page, was not measured fairly. Raises ValueError."""
    (pages, said), (own_pages, own_said) = _characters(pdf), _characters(ours)
    if pages != own_pages:
        raise ValueError(f"{peer} needed {pages} pages, we {own_pages}")
    if said != own_said:
        raise ValueError(f"{peer} lacks {dict(own_said - said)} and has {dict(said - own_said)} beside")


def _characters(pdf: bytes) -> tuple[int, Counter[str]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
        return len(document), Counter(character for character in text if not character.isspace())
    finally:
        document.close()

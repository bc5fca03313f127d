"""The definitions, their words and their documentation say the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.receipts import samples
from tests.receipts.reference import BEGIN, END, comment, read_paths, section
from wenling_desk import resources
from wenling_desk.receipts.context import placeholder
from wenling_desk.receipts.definition import (
    Definition,
    PaperDefinitionError,
    definitions,
    read_definition,
)
from wenling_desk.receipts.faces import Faces
from wenling_desk.receipts.render import PaperPress
from wenling_desk.receipts.tables import Table
from wenling_desk.texts import ITEM_TYPES, Texts

DOCUMENT = Path(__file__).parents[2] / "docs" / "papers.md"
KINDS = tuple(definitions())
EVERY_KIND = {
    "day_closing", "seal_register", "shift_handover",
    "acceptance_notice", "acceptance_revocation", "amendment_notice", "application_form", "batch_annex", "case_summary",
    "collection_notice", "commitment_letter", "completion_notice", "consultation_notice", "correction_notice",
    "deemed_withdrawal_notice",
    "deferred_acceptance_notice", "delay_explanation", "delivery_record", "extension_notice",
    "fee_notice", "handover_list", "intake_receipt", "joint_acceptance",
    "kept_materials_list", "material_return_list",
    "not_required_notice", "power_of_attorney", "progress_report", "refusal_notice", "result_slip",
    "special_procedure_notice",
    "supplement_receipt", "volume_cover", "volume_index", "withdrawal_request",
}  # fmt: skip
REMEDY_KINDS = ("not_required_notice", "refusal_notice", "acceptance_revocation", "deemed_withdrawal_notice")
ORGAN_TYPES = ("licence", "confirmation", "benefit", "filing", "levy")


def uses(definition: Definition) -> list[tuple[str, tuple[str, ...]]]:
    """Every text a definition may print, by full id, with what fills it."""
    found = []
    for block in (*definition.blocks, *filter(None, (definition.foot,))):
        for key, fill in block.text_uses():
            found.append((f"papers.{key}" if "." in key else f"papers.{definition.kind}.{key}", fill))
    return found


def ids(texts: Texts) -> frozenset[str]:
    return frozenset(texts.keys())


def readings(texts: Texts, key: str) -> list[str]:
    """The ids under which a text with variants stands."""
    return [each for each in (key, f"{key}.default", *(f"{key}.{kind}" for kind in ITEM_TYPES)) if each in ids(texts)]


def test_every_paper_of_the_centre_has_a_definition() -> None:
    assert set(samples.OF_CASES) == EVERY_KIND


@pytest.mark.parametrize("kind", KINDS)
def test_every_text_exists_and_gets_its_values(kind: str, texts: Texts) -> None:
    for key, fill in uses(definitions()[kind]):
        found = readings(texts, key)
        assert found, f"{kind}: no text {key}"
        if key.startswith("papers.common."):
            continue  # filled by the blocks themselves; rendering every kind proves those
        wanted = {name for each in found for name in texts.placeholders(each)}
        assert wanted == {placeholder(path.removeprefix("text:")) for path in fill}, f"{kind}: {key}"


def test_every_text_of_papers_is_used(texts: Texts) -> None:
    used = {each for kind in KINDS for key, _ in uses(definitions()[kind]) for each in readings(texts, key)}
    own = {f"papers.copy.{name}" for definition in definitions().values() for name in definition.copies}
    own |= {f"papers.mark.{name}" for name in ("draft", "draft_notice", "practice", "practice_notice")}
    own |= {f"papers.common.{name}" for name in ("author", "page_count", "ticked", "unticked")}
    left = {key for key in ids(texts) if key.startswith("papers.")} - used - own
    assert {key for key in left if not _is_said_by_the_builder(key)} == set()


BUILDER = "".join(
    file.read_text(encoding="utf-8") for file in (Path(__file__).parents[2] / "wenling_desk" / "use_cases").glob("*.py")
)


def _is_said_by_the_builder(key: str) -> bool:
    """Values in words: the use cases name the text itself, or compose its id from a value."""
    return f'"{key}"' in BUILDER or f'f"{key.rpartition(".")[0]}.{{' in BUILDER


@pytest.mark.parametrize("kind", KINDS)
def test_a_sentence_never_has_a_hole(kind: str, texts: Texts) -> None:
    """What a sentence names is required for the item types that say it, or is the sentence's own condition."""
    definition = definitions()[kind]
    for block in definition.blocks:
        said = [block, *getattr(block, "points", ()), *getattr(block, "notes", ()), *getattr(block, "title", ())]
        for each in said:
            key, fill = getattr(each, "key", None), getattr(each, "with_", ())
            if key is None:
                continue
            conditions = set(each.condition_paths()) | set(block.condition_paths())
            for variant in ITEM_TYPES:
                if (each.for_ and variant not in each.for_) or variant in each.not_for:
                    continue
                full = f"papers.{key}" if "." in key else f"papers.{kind}.{key}"
                chosen = [f"{full}.{variant}", f"{full}.default", full]
                text = next(name for name in chosen if name in ids(texts))
                for path in fill:
                    if placeholder(path) in texts.placeholders(text) and path not in conditions:
                        assert _is_required(definition, path, variant, conditions), f"{text} may miss {path}"


def _is_required(definition: Definition, path: str, variant: str, conditions: set[str]) -> bool:
    for need in definition.requirements():
        fits = variant not in need.not_for and (not need.for_ or variant in need.for_)
        asked = set(need.condition_paths()) <= conditions
        if need.value == path and fits and asked:
            return True
    return False


@pytest.mark.parametrize("variant", sorted(ITEM_TYPES))
def test_only_licences_cite_the_licence_law(variant: str, texts: Texts) -> None:
    for kind in KINDS:
        for block in definitions()[kind].blocks:
            if (block.for_ and variant not in block.for_) or variant in block.not_for:
                continue
            for key, _ in block.text_uses():
                if key.startswith("law."):
                    continue  # printed only where a text for this item type names it, see below
                full = f"papers.{key}" if "." in key else f"papers.{kind}.{key}"
                name = next(each for each in (f"{full}.{variant}", f"{full}.default", full) if each in ids(texts))
                said = texts.variant(full, variant, **dict.fromkeys(texts.placeholders(name), ""))
                cited = [
                    texts.variant(f"papers.{name.replace('_', '.', 1)}", variant)
                    for name in texts.placeholders(name)
                    if name.startswith("law_")
                ]
                if variant != "licence":
                    assert "行政许可" not in said + "".join(cited), f"{kind} {key} for {variant}"
                if variant == "enterprise_service":
                    assert "复议" not in said + "".join(cited), f"{kind} {key}"


@pytest.mark.parametrize("kind", REMEDY_KINDS)
@pytest.mark.parametrize("variant", ORGAN_TYPES)
def test_refusals_of_organs_need_their_remedies(press: PaperPress, kind: str, variant: str) -> None:
    assert {"organ.review_organ", "organ.court"} <= set(press.required_values(kind, variant))


@pytest.mark.parametrize("kind", REMEDY_KINDS)
def test_enterprises_have_no_review(press: PaperPress, kind: str) -> None:
    assert "organ.review_organ" not in press.required_values(kind, "enterprise_service")


def test_every_character_of_every_text_can_be_drawn(texts: Texts, font_cache: Path) -> None:
    faces = Faces(font_cache)
    keys = [key for key in ids(texts) if key.startswith("papers.")]
    assert {key: faces.missing(_template(texts, key)) for key in keys if faces.missing(_template(texts, key))} == {}


def _template(texts: Texts, key: str) -> str:
    return texts(key, **dict.fromkeys(texts.placeholders(key), ""))


@pytest.mark.parametrize("kind", samples.OF_CASES)
def test_head_comment_lists_what_is_read(kind: str, update_golden: bool) -> None:
    file = resources.path("papers", f"{kind}.yaml")
    text = file.read_text(encoding="utf-8")
    body = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))
    wanted = comment(definitions()[kind]) + body
    if update_golden:
        file.write_text(wanted, encoding="utf-8")
        return
    assert text == wanted


def test_document_lists_every_kind(press: PaperPress, update_golden: bool) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    kinds = [section(definitions()[kind], press.describe(kind, "licence").title) for kind in samples.OF_CASES]
    wanted = f"{before}{BEGIN}\n" + "\n".join(kinds) + END + after
    if update_golden:
        DOCUMENT.write_text(wanted, encoding="utf-8")
        return
    assert text == wanted


def test_document_explains_every_value_and_no_other() -> None:
    table = DOCUMENT.read_text(encoding="utf-8").split("## Values")[1].split("## Blocks")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    explained = [path for row in rows for path in re.findall(r"`([^`]+)`", row)]
    assert len(explained) == len(set(explained))
    assert set(explained) == {path for kind in samples.OF_CASES for path in read_paths(definitions()[kind])}


GOOD = """
kind: sample
issuer: centre
numbered: true
copies: [applicant]
requires: [centre.name]
blocks:
  - {block: head, title: [{key: title}]}
  - {block: table, rows: materials, columns: [no, name]}
"""


def written(tmp_path: Path, text: str, name: str = "sample.yaml") -> Path:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def test_no_is_a_word(tmp_path: Path) -> None:
    table = read_definition(written(tmp_path, GOOD)).blocks[1]
    assert isinstance(table, Table)
    assert [column.value for column in table.all_columns()] == ["no", "name"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("rows: materials", "row: materials", r"\$\.blocks\[1\]"),
        ("block: table", "block: tabel", "tabel"),
        ("issuer: centre", "issuer: center", r"\$\.issuer"),
        ("kind: sample", "kind: other", "kind must be 'sample'"),
        ("numbered: true", "numbered: yes", r"\$\.numbered"),
        ("  - {block: head, title: [{key: title}]}\n", "", "first block must be the head"),
        ("requires: [centre.name]", "requires: [", "while parsing"),
    ],
)
def test_wrong_definition_is_named_with_its_place(tmp_path: Path, before: str, after: str, said: str) -> None:
    assert before in GOOD
    file = written(tmp_path, GOOD.replace(before, after))
    with pytest.raises(PaperDefinitionError, match=said) as caught:
        read_definition(file)
    assert str(file) in str(caught.value)

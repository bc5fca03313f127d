"""Reads ``bundles/<code>.yaml``: members, questions and materials of a 一件事, or just its name and items."""

from __future__ import annotations

from wenling_desk.catalogue.draft import EPOCH, Draft
from wenling_desk.catalogue.read_items import check_schema, read_materials, read_sources
from wenling_desk.catalogue.yaml_reading import YamlMapping
from wenling_desk.domain.service_bundle import Audience, BundleMember, BundleStatus, ServiceBundle
from wenling_desk.domain.service_item import SourceStatus
from wenling_desk.domain.situation import Effect, Option, Situation

SCHEMA = "wenling-desk/bundle@1"
FILE_KEYS = (
    "schema", "code", "name", "audience", "stage", "bundle_status", "bundle_status_source", "effective_from",
    "lead_department", "participating_departments", "counter", "channels", "status", "value_status", "lists",
    "sources", "note", "item_codes", "members", "questions", "materials", "extra",
)  # fmt: skip
COUNTER_KEYS = ("kind", "name", "status")
CHANNEL_KEYS = ("online", "cross_region", "outreach", "status")
VALUE_STATUS_KEYS = ("members", "materials", "material_terms", "questions")
MEMBER_KEYS = ("item", "default", "after", "no_materials", "note")
QUESTION_KEYS = ("id", "ask", "multiple", "required", "options")
OPTION_KEYS = (
    "id", "label", "hint", "exclusive", "add_items", "drop_items", "add_materials", "drop_materials",
)  # fmt: skip


def read_bundle_file(top: YamlMapping, stem: str, draft: Draft) -> None:
    """Add one bundle to the draft; ``stem`` is the file's name, which must be the code."""
    check_schema(top, SCHEMA)
    top.need("code", "name", "audience", "bundle_status", "effective_from", "lead_department", "status")
    code = top.text("code")
    if code != stem:
        top.error("code", "file_name_differs", code=code)
    if not draft.claim(top.place("code"), "bundle", code):
        return
    materials_status = _read_side_values(top)
    members = _read_members(top, code, draft)
    codes = top.texts("item_codes")
    if members and top.has("item_codes"):
        top.error("item_codes", "item_codes_beside_members")
    draft.bundles[code] = ServiceBundle(
        code=code,
        name=top.text("name"),
        audience=top.word("audience", Audience, Audience.PERSON),
        stage=top.text("stage"),
        lead_department=top.text("lead_department"),
        participating_departments=top.texts("participating_departments"),
        item_codes=tuple(member.item_code for member in members) or codes,
        members=members,
        questions=_read_questions(top, code, draft),
        materials=read_materials(top, code, (), materials_status, draft),
        bundle_status=top.word("bundle_status", BundleStatus, BundleStatus.SORTED),
        status=top.word("status", SourceStatus, SourceStatus.INFERRED),
        sources=read_sources(top, draft),
        effective_from=top.day("effective_from") or EPOCH,
        counter_name=_read_counter(top),
        note=top.text("note"),
    )


def _read_side_values(top: YamlMapping) -> SourceStatus:
    """Values an administrator keeps beside the bundle, checked only; returns the status of its materials."""
    top.texts("lists")
    top.word("bundle_status_source", SourceStatus, SourceStatus.INFERRED)
    if (channels := top.mapping("channels", CHANNEL_KEYS)) is not None:
        for key in ("online", "cross_region", "outreach"):
            channels.flag(key, default=False)
        channels.word("status", SourceStatus, SourceStatus.INFERRED)
    statuses = top.mapping("value_status", VALUE_STATUS_KEYS)
    if statuses is None:
        return SourceStatus.INFERRED
    read = {key: statuses.word(key, SourceStatus, SourceStatus.INFERRED) for key in VALUE_STATUS_KEYS}
    return read["materials"]


def _read_counter(top: YamlMapping) -> str:
    counter = top.mapping("counter", COUNTER_KEYS)
    if counter is None:
        return ""
    counter.need("name", "status")
    if (kind := counter.text("kind")) not in ("integrated", "dedicated"):
        known = "integrated、dedicated"
        counter.error("kind", "word_unknown", key="kind", written=kind, known=known, like="")
    counter.word("status", SourceStatus, SourceStatus.INFERRED)
    return counter.text("name")


def _read_members(top: YamlMapping, code: str, draft: Draft) -> tuple[BundleMember, ...]:
    members = []
    for entry in top.mappings("members", MEMBER_KEYS):
        entry.need("item", "default")
        item_code = entry.text("item")
        if not draft.claim(entry.place("item"), "bundle", code, "member", item_code):
            continue
        if entry.flag("no_materials", default=False):
            draft.no_materials.add((code, item_code))
        members.append(
            BundleMember(item_code, entry.flag("default", default=False), entry.texts("after"), entry.text("note"))
        )
    return tuple(members)


def _read_questions(top: YamlMapping, code: str, draft: Draft) -> tuple[Situation, ...]:
    questions = []
    for entry in top.mappings("questions", QUESTION_KEYS):
        entry.need("id", "ask", "options")
        question_id = entry.text("id")
        if not draft.claim(entry.place("id"), "bundle", code, "question", question_id):
            continue
        questions.append(
            Situation(
                question_id=question_id,
                ask=entry.text("ask"),
                options=_read_options(entry, code, question_id, draft),
                multiple=entry.flag("multiple", default=False),
                required=entry.flag("required", default=True),
            )
        )
    return tuple(questions)


def _read_options(question: YamlMapping, code: str, question_id: str, draft: Draft) -> tuple[Option, ...]:
    options = []
    for entry in question.mappings("options", OPTION_KEYS):
        entry.need("id", "label")
        option_id = entry.text("id")
        if not draft.claim(entry.place("id"), "bundle", code, "question", question_id, option_id):
            continue
        effect = Effect(
            add_items=entry.texts("add_items"),
            drop_items=entry.texts("drop_items"),
            add_materials=entry.texts("add_materials"),
            drop_materials=entry.texts("drop_materials"),
        )
        options.append(
            Option(
                option_id,
                entry.text("label"),
                effect,
                entry.text("hint"),
                exclusive=entry.flag("exclusive", default=False),
            )
        )
    return tuple(options)

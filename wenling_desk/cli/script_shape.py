"""Whether a script has the documented shape: every value is looked at before anything is done.

``resources/schemas/intake.schema.json`` is the one description; what is read here of JSON Schema is what it uses.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final

from wenling_desk import resources
from wenling_desk.domain.catalogue import Catalogue
from wenling_desk.domain.errors import DeskRefusal, KnownTrouble
from wenling_desk.domain.intake import handling_plan
from wenling_desk.domain.party import AGENT, APPLICANT
from wenling_desk.use_cases.scripted_intake import ScriptedCase

Schema = Mapping[str, Any]

NO_PICTURE: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Categories of characters that no paper can show: a name that holds one is not what it looks like."""
MOST_DEPTH: Final = 12
LONGEST_PLACE: Final = 80

_TYPES: Final[Mapping[str, type]] = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


def rows_of(plain: object) -> list[object]:
    """The intakes of a script: one, or a list of them."""
    return plain if isinstance(plain, list) else [plain]


def check_shape(plain: object) -> None:
    """Refuses with ``script_wrong`` (position, where) the first value that is not as the schema says, and with
    ``character_not_allowed`` (position, where, codepoint) a character no paper can show."""
    intake = _schema()["$defs"]["intake"]
    for position, row in enumerate(rows_of(plain), 1):
        for place, text in _texts(row, "", MOST_DEPTH):
            if found := _without_picture(text):
                where = _readable(place)
                raise DeskRefusal("character_not_allowed", position=position, where=where, codepoint=found)
        if (wrong := _wrong(row, intake, "")) is not None:
            raise DeskRefusal("script_wrong", position=position, where=_readable(wrong))


def check_names(plain: object, script: Sequence[ScriptedCase], catalogue: Catalogue) -> None:
    """Refuses with ``script_wrong`` what names nothing: a field no form has, a material the plan does not want, a
    role nobody knows, an answer to an item without questions. Kept silently it would be lost on paper."""
    for position, (row, scripted) in enumerate(zip(rows_of(plain), script, strict=True), 1):
        assert isinstance(row, dict)  # the shape was checked
        sheet = scripted.sheet
        wanted = {material.material_id for material in handling_plan(sheet, catalogue).materials}
        known_roles = {APPLICANT, AGENT, *catalogue.roles}
        places = [f"form.{name}" for name in row.get("form", {}) if name not in catalogue.fields]
        places += [f"materials.{name}" for name in row.get("materials", {}) if name not in wanted]
        places += [f"parties.role: {party.role}" for party in sheet.parties if party.role not in known_roles]
        if not sheet.is_bundle:
            places += [name for name in ("answers", "already_done", "not_needed") if row.get(name)]
        if places:
            raise DeskRefusal("script_wrong", position=position, where=_readable(places[0]))


@cache
def _schema() -> Schema:
    file = resources.path("schemas", "intake.schema.json")
    try:
        plain: Schema = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise KnownTrouble("installation_incomplete", file=file.name) from None
    return plain


def _wrong(value: object, schema: Schema, place: str) -> str | None:
    """The place of the first value that does not fit; ``None`` where all do."""
    if (name := schema.get("$ref")) is not None:
        return _wrong(value, _schema()["$defs"][name.removeprefix("#/$defs/")], place)
    if (branches := schema.get("oneOf")) is not None:
        found = [_wrong(value, branch, place) for branch in branches]
        # Of several ways to be wrong, the one that went furthest is what was meant.
        return None if None in found else max((each for each in found if each is not None), key=len)
    checks: tuple[Callable[[Any, Schema, str], str | None], ...] = (_wrong_value, _wrong_object, _wrong_array)
    return next((wrong for check in checks if (wrong := check(value, schema, place)) is not None), None)


def _wrong_value(value: object, schema: Schema, place: str) -> str | None:
    fits = (
        _has_type(value, schema.get("type"))
        and (value in schema["enum"] if "enum" in schema and isinstance(value, str) else "enum" not in schema)
        and (value == schema["const"] if "const" in schema else True)
        and (not isinstance(value, str) or _text_fits(value, schema))
        and (type(value) is not int or schema.get("minimum", value) <= value <= schema.get("maximum", value))
    )
    return None if fits else place


def _has_type(value: object, wanted: str | Sequence[str] | None) -> bool:
    if wanted is None:
        return True
    if not isinstance(wanted, str):
        return any(_has_type(value, each) for each in wanted)
    # To Python True is an integer, to JSON it is not.
    return type(value) is int if wanted == "integer" else isinstance(value, _TYPES[wanted])


def _text_fits(text: str, schema: Schema) -> bool:
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
        return False
    if "pattern" in schema and re.search(schema["pattern"], text) is None:
        return False
    return schema.get("format") != "date" or _is_date(text)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _wrong_object(value: object, schema: Schema, place: str) -> str | None:
    if not isinstance(value, dict):
        return None
    for key in schema.get("required", ()):
        if key not in value:
            return _under(place, key)
    properties, others = schema.get("properties", {}), schema.get("additionalProperties", {})
    for key, each in value.items():
        below = properties.get(key, others)
        if below is False:
            return _under(place, key)
        if (wrong := _wrong(each, below, _under(place, key))) is not None:
            return wrong
    return None


def _wrong_array(value: object, schema: Schema, place: str) -> str | None:
    if not isinstance(value, list):
        return None
    if len(value) > schema.get("maxItems", len(value)):
        return place
    for at, each in enumerate(value):
        if (wrong := _wrong(each, schema.get("items", {}), f"{place}[{at}]")) is not None:
            return wrong
    return None


def _under(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _texts(value: object, place: str, depth: int) -> Iterator[tuple[str, str]]:
    """Every text and key with its place. What lies deeper than any documented value is the shape's to refuse."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict) and depth:
        for key, each in value.items():
            yield _under(place, key), key
            yield from _texts(each, _under(place, key), depth - 1)
    elif isinstance(value, list) and depth:
        for at, each in enumerate(value):
            yield from _texts(each, f"{place}[{at}]", depth - 1)


def _without_picture(text: str) -> str:
    """The code point of the first such character; a line break is none."""
    if text.isascii() and text.isprintable():
        return ""
    for character in text:
        if character != "\n" and unicodedata.category(character) in NO_PICTURE:
            return f"U+{ord(character):04X}"
    return ""


def _readable(place: str) -> str:
    """A place that can be shown on one line, whatever the keys were."""
    shown = "".join(
        f"U+{ord(character):04X}" if unicodedata.category(character) in NO_PICTURE else character
        for character in place[:LONGEST_PLACE]
    )
    return f"{shown}…" if len(place) > LONGEST_PLACE else shown or "[]"

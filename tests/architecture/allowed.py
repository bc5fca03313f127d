"""The exceptions to the tidy rules, each with its reason. An exception that nothing uses fails a test."""

from __future__ import annotations

# Chinese literals in code: (path pattern, literal pattern) -> reason. Words that a program must recognise or
# that are no sentence shown to a person may stand here; sentences belong in resources/texts.
CHINESE_LITERALS: dict[tuple[str, str], str] = {
    (
        r"^wenling_desk/catalogue/check_tables\.py$",
        r"^(元旦|春节|清明节|劳动节|端午节|中秋节|国庆节)$",
    ): "the holidays as the State Council's notices name them, to be recognised in the calendar file",
    (r"^wenling_desk/catalogue/result_names\.py$", r"^[\^(\[]"): "patterns of words inside documents' names",
    (
        r"^wenling_desk/catalogue/result_list\.py$",
        r"^.{2,8}$",
    ): "column headers and results as departments write them in their lists, to be recognised",
    (r"^wenling_desk/receipts/lines\.py$", r"年.*月"): "the pattern of a date that a line break may not split",
    (r"^wenling_desk/ui/widgets/typed_values\.py$", r"[年元万亿]|平方米"): "units that people type",
}

# Families of text ids that code composes: prefix -> who composes it from what.
TEXT_FAMILIES: dict[str, str] = {
    "case.": "use_cases names a value of a case: case.<kind of value>.<value>",
    "papers.": "receipts names a text of a paper by its key in resources/papers: papers.<paper>.<key>",
    "acts.": "texts.py says in a refusal which act is meant, by the id of the action or command",
    "fields.": "texts.py says in a refusal which value is meant, by its key or its path inside a paper",
    "acceptance.warning.": "a warning about a number or phone, by its code in domain/identity.py",
    "cli.kind.": "cli/catalogue.py names the kind of a hit: item or bundle",
    "rules.": "screens and timelines name the rule an action relies on, by the basis of its workflow file",
    "acceptance.confirm.": "ui/acceptance names the strip's sentence by the act",
    "acceptance.act.": "ui/acceptance names an act's button by the act's id",
    "acceptance.against.": "ui/acceptance names the short reason against an act by its refusal's code",
    "acceptance.done.": "ui/acceptance names what was done, by the act",
    "acceptance.hit.": "ui/acceptance names a search hit by its kind and state",
    "acceptance.prompt.": "ui/acceptance names what a row or notice asks for",
    "acceptance.way_out.": "ui/acceptance names how a gap is mended by the material's source",
    "acceptance.origin.": "ui/acceptance names where a value came from",
    "acceptance.delivery.": "ui/acceptance names how the result is handed over",
    "acceptance.limit.": "ui/acceptance names a time limit in short words by its unit",
    "acceptance.release.": "ui/acceptance names what a newer release changes, by kind and aspect",
    "catalogue.finding.": "catalogue/findings.py says what is wrong and how to fix it, by the finding's code",
}

# Dotted literals that begin like a text id but are none: literal -> what it is.
NOT_TEXT_IDS: dict[str, str] = {}

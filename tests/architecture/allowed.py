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
    (r"^wenling_desk/domain/fees\.py$", r"^(不收费|免费|无)$"): "how guides say that nothing is paid, to be recognised",
    (r"^wenling_desk/receipts/lines\.py$", r"年.*月"): "the pattern of a date that a line break may not split",
    (r"^wenling_desk/ui/widgets/typed_values\.py$", r"[年元万亿]|平方米"): "units that people type",
    (r"^wenling_desk/ui/ledgers/typed\.py$", r"[年月点时分]"): "months and times as people type them",
}

# Families of text ids that code composes: prefix -> who composes it from what.
TEXT_FAMILIES: dict[str, str] = {
    "archive.gap.": "What a closed case misses for the archive; the codes are those of domain/archive.py.",
    "archive.state.": "How ready a closed case is; the values are those of Readiness.",
    "case.": "use_cases names a value of a case: case.<kind of value>.<value>",
    "papers.": "receipts names a text of a paper by its key in resources/papers: papers.<paper>.<key>",
    "acts.": "texts.py says in a refusal which act is meant, by the id of the action or command",
    "fields.": "texts.py says in a refusal which value is meant, by its key or its path inside a paper",
    "acceptance.warning.": "a warning about a number or phone, by its code in domain/identity.py",
    "cockpit.peers.": "ui/cockpit/entries.py names a column of peers' figures",
    "cockpit.objections.": "ui/cockpit/entries.py names a column of objections",
    "cockpit.closing.": "ui/cockpit/entries.py names a column of closed months",
    "cockpit.csv.": "bootstrap/cockpit_hands.py names the columns of the table that are no halls",
    "cockpit.period.": "ui/cockpit names a period by its choice",
    "cli.kind.": "cli/catalogue.py names the kind of a hit: item or bundle",
    "centre.kind.": "cli/server.py names the kind of a device: counter or laptop",
    "centre.release.change.": "cli/publishing.py says what a release changes, by the kind of domain/release_summary.py",
    "centre.status.": "cli/server.py names the standing of a device: active or revoked",
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
    "sync.trouble.": "ui/sync_centre says what is to be looked at, by the trouble's code",
    "sync.reason.": "ui/sync_centre says why the centre did not take a fact, by the code in the trouble",
    "sync.act.": "ui/sync_centre names what a person can do about a trouble",
    "sync.strip.": "ui/sync_centre names the strip's sentence by the act",
    "sync.done.": "ui/sync_centre names what was done, by the act",
    "sync.empty.": "ui/sync_centre says what will appear, by the state that is shown",
    "sync.warning.": "sync/ and bootstrap/ name what stays true until somebody acts, by its code",
    "sync.problem.": "bootstrap/syncing.py says why nothing was sent, by the codes of protocol/problems.py and sync/",
    "acceptance.limit.": "ui/acceptance names a time limit in short words by its unit",
    "acceptance.release.": "ui/acceptance names what a newer release changes, by kind and aspect",
    "repairs.value.": "use_cases/amend_paper.py and ui/record name a value of a person: name, phone, address",
    "platform.party_kind.": "use_cases/platform_fields.py names the applicant's kind as the other system asks it",
    "platform.delivery.": "use_cases/platform_fields.py names how the result is handed over",
    "back_room.act.": "ui/back_room names an act's button by the act's id",
    "back_room.section.": "ui/back_room names what a row waits for, by its section",
    "back_room.papers.": "ui/back_room says where papers are that the department does not have",
    "platform.kind.": "ui/back_entry and cli/platform.py name what a row of the other system's list is, by its RowKind",
    "platform.row.": "a refused row of the other system's list, by the code of its reason",
    "batch.flaw.": "a flaw of a roster's row, by its code in domain/roster.py and catalogue/roster_file.py",
    "catalogue.finding.": "catalogue/findings.py says what is wrong and how to fix it, by the finding's code",
}

# Dotted literals that begin like a text id but are none: literal -> what it is.
NOT_TEXT_IDS: dict[str, str] = {
    "centre.keys": "the key file of the centre",
    "centre.keys.copy": "the second copy of it",
    "centre.settings": "what the centre was started with",
    "sync.acked": "a mark in the desk's database",
    "sync.incarnation": "a mark in the desk's database",
    "sync.request_seq": "a mark in the desk's database",
    "sync.enrolment": "a mark in the desk's database",
    "sync.desk_code": "a mark in the desk's database",
}

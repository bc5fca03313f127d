"""The programme of the demonstration: which scene follows which, and how many keys it may need."""

from __future__ import annotations

from wenling_desk.ui.demo.before_opening import open_first_time
from wenling_desk.ui.demo.round_trip import consult, go_round
from wenling_desk.ui.demo.scenes import (
    Scene,
    company,
    company_by_agent,
    correction,
    deferral,
    delivery,
    draft,
    on_the_spot,
    printer_trouble,
    refusal,
    returning,
    serial,
    withdrawal,
)
from wenling_desk.ui.demo.scenes_counter import amendment, batch, booking, fee, leaving, phone, progress, voiding
from wenling_desk.ui.demo.scenes_day import archiving, closing, day_before, opening, sealing, shift
from wenling_desk.ui.demo.scenes_papers import (
    collecting,
    collecting_by_proxy,
    handover,
    results,
    returned,
    shelving,
    signing,
)

SCENES = (
    Scene("first_run", "demo.step.first_run", open_first_time),
    Scene("day_before", "demo.step.day_before", day_before),
    Scene("opening", "demo.step.opening", opening),
    Scene("booking", "demo.step.booking", booking, at=(8, 32)),
    Scene("company", "demo.step.company", company, most_keys=45, at=(8, 45)),
    Scene("company_by_agent", "demo.step.company_by_agent", company_by_agent, at=(8, 55)),
    Scene("on_the_spot", "demo.step.on_the_spot", on_the_spot, at=(9, 0)),
    Scene("returning", "demo.step.returning", returning, most_keys=20, at=(9, 2)),
    Scene("phone", "demo.step.phone", phone, at=(9, 5)),
    Scene("correction", "demo.step.correction", correction, at=(9, 10)),
    Scene("progress", "demo.step.progress", progress, most_keys=8, at=(9, 20)),
    Scene("deferral", "demo.step.deferral", deferral, at=(9, 25)),
    Scene("refusal", "demo.step.refusal", refusal, at=(9, 35)),
    Scene("batch", "demo.step.batch", batch, at=(9, 40)),
    Scene("draft", "demo.step.draft", draft, at=(10, 5)),
    Scene("withdrawal", "demo.step.withdrawal", withdrawal, at=(10, 15)),
    Scene("amendment", "demo.step.amendment", amendment, at=(10, 20)),
    Scene("voiding", "demo.step.voiding", voiding, at=(10, 40)),
    Scene("fee", "demo.step.fee", fee, at=(11, 0)),
    Scene("printer_trouble", "demo.step.printer_trouble", printer_trouble, at=(11, 15)),
    Scene("handover", "demo.step.handover", handover, most_keys=25, at=(11, 30)),
    Scene("signing", "demo.step.signing", signing, at=(11, 50)),
    Scene("shift", "demo.step.shift", shift, at=(12, 0)),
    Scene("leaving", "demo.step.leaving", leaving, at=(13, 40)),
    Scene("consultation", "demo.step.consultation", consult, at=(13, 50)),
    Scene("serial", "demo.step.serial", serial, at=(14, 0)),
    Scene("results", "demo.step.results", results, at=(14, 20)),
    Scene("shelving", "demo.step.shelving", shelving, at=(14, 40)),
    Scene("delivery", "demo.step.delivery", delivery, at=(15, 0)),
    Scene("collecting", "demo.step.collecting", collecting, most_keys=6, at=(15, 10)),
    Scene("collecting_by_proxy", "demo.step.collecting_by_proxy", collecting_by_proxy, at=(15, 20)),
    Scene("returned", "demo.step.returned", returned, at=(16, 10)),
    Scene("around", "demo.step.around", go_round, at=(16, 20)),
    Scene("sealing", "demo.step.sealing", sealing, at=(16, 40)),
    Scene("archiving", "demo.step.archiving", archiving, at=(16, 50)),
    Scene("closing", "demo.step.closing", closing, at=(16, 55)),
)
"""From the afternoon before to the second signature."""

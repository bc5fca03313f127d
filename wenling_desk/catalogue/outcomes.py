"""Every way a bundle's questions can be answered, as bit masks: what is handled and what must be handed in.

Single answers are tried one by one; of a multiple question each option alone and all non-exclusive ones together (what
two options do together, each also does alone or with all). Up to :data:`MOST_COMBINATIONS` the questions are combined
fully; beyond that the remaining ones vary one at a time, and the result says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wenling_desk.domain.form import Condition
from wenling_desk.domain.service_bundle import ServiceBundle
from wenling_desk.domain.situation import Option, Situation

MOST_COMBINATIONS = 50_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """One combination of answers; ``hinted``: a chosen option explains itself, so 无需办理 comes with a reason."""

    chosen: int
    members: int
    materials: int
    hinted: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    """One way to answer one question; also the sum of several."""

    chosen: int = 0
    add_items: int = 0
    drop_items: int = 0
    add_materials: int = 0
    drop_materials: int = 0
    hinted: bool = False

    def plus(self, other: _Choice) -> _Choice:
        """Both answers given."""
        return _Choice(
            self.chosen | other.chosen,
            self.add_items | other.add_items,
            self.drop_items | other.drop_items,
            self.add_materials | other.add_materials,
            self.drop_materials | other.drop_materials,
            self.hinted or other.hinted,
        )


class BundleSpace:
    """A bundle's members, materials and options as bits, and all outcomes of its questions."""

    def __init__(self, bundle: ServiceBundle, most: int = MOST_COMBINATIONS) -> None:
        """Unknown ids in effects are ignored here; the reference checks name them."""
        self.bundle = bundle
        self.member_bits = {member.item_code: 1 << n for n, member in enumerate(bundle.members)}
        self.material_bits = {material.material_id: 1 << n for n, material in enumerate(bundle.materials)}
        pairs = [(q.question_id, option.option_id) for q in bundle.questions for option in q.options]
        self.option_bits = {pair: 1 << n for n, pair in enumerate(pairs)}
        self.is_complete = True
        self._most = most
        self._needed: dict[tuple[int, int], int] = {}
        self._users = [(1 << n, self.members_mask(material.used_by)) for n, material in enumerate(bundle.materials)]
        self.outcomes = [self._outcome(choice) for choice in self._combine()]

    def members_mask(self, codes: Iterable[str]) -> int:
        """The bits of the members among ``codes``."""
        return sum({self.member_bits[code] for code in codes if code in self.member_bits})

    def materials_mask(self, ids: Iterable[str]) -> int:
        """The bits of the materials among ``ids``."""
        return sum({self.material_bits[each] for each in ids if each in self.material_bits})

    def condition_masks(self, when: Condition) -> list[list[int]]:
        """A condition as alternatives of option masks; see :func:`holds`."""
        return [[self._options_mask(question, options) for question, options in way.items()] for way in when]

    def _options_mask(self, question: str, options: Iterable[str]) -> int:
        return sum({self.option_bits.get((question, option), 0) for option in options})

    def answers_of(self, chosen: int) -> str:
        """The chosen options as ``q1=a q2=b``, for a finding."""
        names: dict[str, list[str]] = {}
        for (question, option), bit in self.option_bits.items():
            if chosen & bit:
                names.setdefault(question, []).append(option)
        return " ".join(f"{question}={'|'.join(options)}" for question, options in names.items())

    def _combine(self) -> list[_Choice]:
        combined = [_Choice()]
        for question in self.bundle.questions:
            ways = self._ways(question)
            if not ways:
                continue
            if len(combined) * len(ways) <= self._most:
                combined = [before.plus(way) for before in combined for way in ways]
            else:
                self.is_complete = False
                combined = [before.plus(ways[0]) for before in combined] + [combined[0].plus(w) for w in ways[1:]]
        return combined

    def _ways(self, question: Situation) -> list[_Choice]:
        ways = [self._choice(question, option) for option in question.options]
        if question.multiple:
            together = [self._choice(question, each) for each in question.options if not each.exclusive]
            if len(together) > 1:
                everything = _Choice()
                for way in together:
                    everything = everything.plus(way)
                ways.append(everything)
        return ways if question.required else [*ways, _Choice()]

    def _choice(self, question: Situation, option: Option) -> _Choice:
        effect = option.effect
        return _Choice(
            self.option_bits[question.question_id, option.option_id],
            self.members_mask(effect.add_items),
            self.members_mask(effect.drop_items),
            self.materials_mask(effect.add_materials),
            self.materials_mask(effect.drop_materials),
            bool(option.hint),
        )

    def _outcome(self, choice: _Choice) -> Outcome:
        defaults = self.members_mask(member.item_code for member in self.bundle.members if member.default)
        collected = self.materials_mask(each.material_id for each in self.bundle.materials if each.default)
        members = (defaults | choice.add_items) & ~choice.drop_items
        wanted = (collected | choice.add_materials) & ~choice.drop_materials
        needed = self._needed.get((members, wanted))
        if needed is None:
            needed = sum(bit for bit, users in self._users if wanted & bit and users & members)
            self._needed[members, wanted] = needed
        return Outcome(choice.chosen, members, needed, choice.hinted)


def holds(masks: list[list[int]], chosen: int) -> bool:
    """Whether a condition holds for the chosen options; no alternatives means always."""
    return not masks or any(all(chosen & mask for mask in alternative) for alternative in masks)


def spaces_of(bundles: Mapping[str, ServiceBundle]) -> dict[str, BundleSpace]:
    """The space of every bundle with detail."""
    return {code: BundleSpace(bundle) for code, bundle in bundles.items() if bundle.has_detail}

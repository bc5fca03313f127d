"""How fees are paid at the counter and what they may rest on: ``resources/counter/fees.yaml``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeeBasis:
    """A rule a fee may rest on (收费依据); it comes first where one of its ``words`` stands in the guide."""

    basis_id: str
    text: str
    words: tuple[str, ...]
    status: str
    source: str


@dataclass(frozen=True, slots=True)
class FeeRules:
    """``ways`` of paying are pairs of code and word, in the order they are offered."""

    ways: tuple[tuple[str, str], ...] = ()
    bases: tuple[FeeBasis, ...] = ()
    status: str = "inferred"
    source: str = ""

    def fitting(self, fee: str) -> FeeBasis | None:
        """The basis that fits what the guide says of an item's fee."""
        return next((basis for basis in self.bases if any(word in fee for word in basis.words)), None)

    def way(self, code: str) -> str:
        """The word of a way of paying; one this desk does not know is shown as it is written."""
        return dict(self.ways).get(code, code)


NO_FEE_RULES = FeeRules()
"""Nothing to choose from: a desk whose file was not read."""

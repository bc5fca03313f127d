"""A government service item and what its guide says: type, limits, basis, materials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ItemType(StrEnum):
    """What kind of power stands behind an item; it decides titles, texts, clocks and remedies."""

    LICENCE = "licence"
    CONFIRMATION = "confirmation"
    BENEFIT = "benefit"
    FILING = "filing"
    LEVY = "levy"
    PUBLIC_SERVICE = "public_service"
    ENTERPRISE_SERVICE = "enterprise_service"


class TimeUnit(StrEnum):
    """Unit of a time limit; never assumed, always stored beside the amount."""

    ON_THE_SPOT = "on_the_spot"
    HOURS = "hours"
    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """An amount of time in its unit; ``ON_THE_SPOT`` always has the amount 0."""

    amount: int
    unit: TimeUnit


class SourceStatus(StrEnum):
    """How well a value of the catalogue is supported; anything but DOCUMENTED is shown as 参考目录."""

    DOCUMENTED = "documented"
    PARTLY = "partly"
    INFERRED = "inferred"


class HandlingKind(StrEnum):
    """即办件 is decided during the visit; 承诺件 within the committed time limit."""

    IMMEDIATE = "immediate"
    TIME_LIMITED = "time_limited"


class MaterialForm(StrEnum):
    """The form the guide asks for."""

    ORIGINAL = "original"
    COPY = "copy"
    ELECTRONIC = "electronic"
    UNKNOWN = "unknown"


class MaterialSource(StrEnum):
    """Who issues a material, so that a gap can be told in the citizen's words."""

    APPLICANT = "applicant"
    DESK_FORM = "desk_form"
    AUTHORITY = "authority"
    SHARED_DATA = "shared_data"
    INTERMEDIARY = "intermediary"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Material:
    """A material (材料) of the guide.

    ``copies`` is ``None`` where the guide gives no number. ``deferrable`` (可容缺) and ``pledgeable``
    (可告知承诺) are what the guide allows; nothing outside the guide may be asked for or deferred.
    ``used_by`` holds the item codes it serves: handed in once for all of them. ``pledge_by_agent``: the guide lets an
    agent make the commitment; without that only the applicant can.
    """

    material_id: str
    name: str
    form: MaterialForm = MaterialForm.UNKNOWN
    copies: int | None = None
    source: MaterialSource = MaterialSource.UNKNOWN
    shareable: bool = False
    deferrable: bool = False
    pledgeable: bool = False
    default: bool = True
    used_by: tuple[str, ...] = ()
    note: str = ""
    status: SourceStatus = SourceStatus.INFERRED
    pledge_by_agent: bool = False


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A legal basis (设定依据) as cited, and how far it was checked against the text of the law."""

    citation: str
    status: SourceStatus = SourceStatus.INFERRED


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """A government service item (政务服务事项) a case can be opened on.

    ``committed_status`` and ``statutory_status`` say how each limit is supported. ``effective_to`` is the
    first day the item no longer applies, ``None`` while it does.
    """

    code: str
    name: str
    department_key: str
    item_type: ItemType
    handling_kind: HandlingKind
    statutory_time_limit: TimeLimit
    committed_time_limit: TimeLimit
    statutory_status: SourceStatus
    committed_status: SourceStatus
    legal_basis: tuple[LegalBasis, ...]
    result_name: str
    materials: tuple[Material, ...]
    fee: str
    status: SourceStatus
    sources: tuple[str, ...]
    effective_from: date
    effective_to: date | None = None
    cross_region: bool = False
    note: str = ""

    def is_in_force(self, on: date) -> bool:
        """Whether a case may be opened on this item on day ``on``."""
        return self.effective_from <= on and (self.effective_to is None or on < self.effective_to)

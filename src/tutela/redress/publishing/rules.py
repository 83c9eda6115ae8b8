"""What the Commission's Transparency Database takes, field by field: one table. Data.

Read in the database's own published code (`StatementStoreRequest`, `GroupedSubmissionsService`) and
its documentation of the API; the addresses stay those of version 1, the fields are those of the
schema of 1 July 2025. `checker.py` applies the table. What we ask for beyond it is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from tutela.redress.publishing.keywords import CATEGORIES, KEYWORDS

SCHEMA: Final = date(2025, 7, 1)
READ: Final = date(2026, 11, 30)
SOURCE: Final = "https://github.com/digital-services-act/transparency-database"
BATCH: Final = 100  # the most statements of one request


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    ONE = "one of a list"
    MANY = "several of a list"
    DAY = "day"
    LINK = "link"
    NAME = "unique name"
    PRODUCT = "product number"


@dataclass(frozen=True, slots=True)
class When:
    """`field` is `value`, or holds it; the opposite if `is_not`."""

    field: str
    value: str
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field. What counts only under a condition is dropped there, unseen, otherwise.

    `nothing`: it may be given as null, which most optional fields may.
    """

    name: str
    kind: Kind
    values: frozenset[str] = frozenset()
    longest: int = 0
    required: bool = False
    only: When | None = None
    earliest: date | None = None
    nothing: bool = True


def _of(prefix: str, *names: str) -> frozenset[str]:
    return frozenset(prefix + name for name in names)


def _codes(text: str) -> tuple[str, ...]:
    return tuple(text.split())


VISIBILITY: Final = _of(
    "DECISION_VISIBILITY_",
    "CONTENT_REMOVED",
    "CONTENT_DISABLED",
    "CONTENT_DEMOTED",
    "CONTENT_AGE_RESTRICTED",
    "CONTENT_INTERACTION_RESTRICTED",
    "CONTENT_LABELLED",
    "OTHER",
)
MONETARY: Final = _of("DECISION_MONETARY_", "SUSPENSION", "TERMINATION", "OTHER")
PROVISION: Final = _of(
    "DECISION_PROVISION_",
    "PARTIAL_SUSPENSION",
    "TOTAL_SUSPENSION",
    "PARTIAL_TERMINATION",
    "TOTAL_TERMINATION",
)
ACCOUNT: Final = _of("DECISION_ACCOUNT_", "SUSPENDED", "TERMINATED")
ACCOUNT_TYPE: Final = _of("ACCOUNT_TYPE_", "BUSINESS", "PRIVATE")
GROUND: Final = _of("DECISION_GROUND_", "ILLEGAL_CONTENT", "INCOMPATIBLE_CONTENT")
CONTENT_TYPE: Final = _of(
    "CONTENT_TYPE_", "APP", "AUDIO", "IMAGE", "PRODUCT", "SYNTHETIC_MEDIA", "TEXT", "VIDEO", "OTHER"
)
SOURCES: Final = _of(
    "SOURCE_", "ARTICLE_16", "TRUSTED_FLAGGER", "TYPE_OTHER_NOTIFICATION", "VOLUNTARY"
)
DECIDED: Final = _of("AUTOMATED_DECISION_", "FULLY", "PARTIALLY", "NOT_AUTOMATED")
YES_NO: Final = frozenset({"Yes", "No"})
# The European Economic Area; Greece is GR here, not EL.
EEA: Final = _codes(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
)
UNION: Final = tuple(one for one in EEA if one not in {"IS", "LI", "NO"})
# ISO 639-1, in capitals, as the database lists it: with BH, and without Igbo and Korean.
LANGUAGES: Final = _codes(
    "AA AB AE AF AK AM AN AR AS AV AY AZ BA BE BG BH BI BM BN BO BR BS CA CE CH CO CR CS CU CV CY "
    "DA DE DV DZ EE EL EN EO ES ET EU FA FF FI FJ FO FR FY GA GD GL GN GU GV HA HE HI HO HR HT HU "
    "HY HZ IA ID IE II IK IO IS IT IU JA JV KA KG KI KJ KK KL KM KN KR KS KU KV KW KY LA LB LG "
    "LI LN LO LT LU LV MG MH MI MK ML MN MR MS MT MY NA NB ND NE NG NL NN NO NR NV NY OC OJ OM OR "
    "OS PA PI PL PS PT QU RM RN RO RU RW SA SC SD SE SG SI SK SL SM SN SO SQ SR SS ST SU SV SW TA "
    "TE TG TH TI TK TL TN TO TR TS TT TW TY UG UK UR UZ VE VI VO WA WO XH YI YO ZA ZH ZU"
)
FIRST_CONTENT: Final = date(2000, 1, 1)
FIRST_DECISION: Final = date(2020, 1, 1)
LAST_DAY: Final = date(2038, 1, 1)

MEASURES: Final = (
    "decision_visibility",
    "decision_monetary",
    "decision_provision",
    "decision_account",
)
ENDS: Final = (
    "end_date_visibility_restriction",
    "end_date_monetary_restriction",
    "end_date_service_restriction",
    "end_date_account_restriction",
)
_ILLEGAL: Final = When("decision_ground", "DECISION_GROUND_ILLEGAL_CONTENT")
_INCOMPATIBLE: Final = When("decision_ground", "DECISION_GROUND_INCOMPATIBLE_CONTENT")
_SHORT, _MIDDLE, _LONG = 500, 2000, 5000

FIELDS: Final[tuple[Field, ...]] = (
    Field("decision_visibility", Kind.MANY, VISIBILITY),
    Field("decision_visibility_other", Kind.TEXT, longest=_SHORT, required=True,
          only=When("decision_visibility", "DECISION_VISIBILITY_OTHER")),
    Field("decision_monetary", Kind.ONE, MONETARY),
    Field("decision_monetary_other", Kind.TEXT, longest=_SHORT, required=True,
          only=When("decision_monetary", "DECISION_MONETARY_OTHER")),
    Field("decision_provision", Kind.ONE, PROVISION),
    Field("decision_account", Kind.ONE, ACCOUNT),
    Field("account_type", Kind.ONE, ACCOUNT_TYPE),
    Field("decision_ground", Kind.ONE, GROUND, required=True),
    Field("decision_ground_reference_url", Kind.LINK, longest=_SHORT),
    Field("illegal_content_legal_ground", Kind.TEXT, longest=_SHORT, required=True, only=_ILLEGAL),
    Field("illegal_content_explanation", Kind.TEXT, longest=_MIDDLE, required=True, only=_ILLEGAL),
    Field("incompatible_content_ground", Kind.TEXT, longest=_SHORT, required=True,
          only=_INCOMPATIBLE),
    Field("incompatible_content_explanation", Kind.TEXT, longest=_MIDDLE, required=True,
          only=_INCOMPATIBLE),
    Field("incompatible_content_illegal", Kind.ONE, YES_NO, only=_INCOMPATIBLE, nothing=False),
    Field("content_type", Kind.MANY, CONTENT_TYPE, required=True),
    Field("content_type_other", Kind.TEXT, longest=_SHORT, required=True,
          only=When("content_type", "CONTENT_TYPE_OTHER")),
    Field("content_id", Kind.PRODUCT),
    Field("category", Kind.ONE, CATEGORIES, required=True),
    Field("category_addition", Kind.MANY, CATEGORIES, nothing=False),
    Field("category_specification", Kind.MANY, KEYWORDS),
    Field("category_specification_other", Kind.TEXT, longest=_SHORT),
    Field("territorial_scope", Kind.MANY, frozenset(EEA)),
    Field("content_language", Kind.ONE, frozenset(LANGUAGES)),
    Field("content_date", Kind.DAY, required=True, earliest=FIRST_CONTENT),
    Field("application_date", Kind.DAY, required=True, earliest=FIRST_DECISION),
    *(Field(name, Kind.DAY) for name in ENDS),
    Field("decision_facts", Kind.TEXT, longest=_LONG, required=True),
    Field("source_type", Kind.ONE, SOURCES, required=True),
    Field("source_identity", Kind.TEXT, longest=_SHORT,
          only=When("source_type", "SOURCE_VOLUNTARY", is_not=True)),
    Field("automated_detection", Kind.ONE, YES_NO, required=True),
    Field("automated_decision", Kind.ONE, DECIDED, required=True),
    Field("puid", Kind.NAME, longest=_SHORT, required=True),
)  # fmt: skip
FREE_TEXTS: Final = tuple(one.name for one in FIELDS if one.kind is Kind.TEXT)

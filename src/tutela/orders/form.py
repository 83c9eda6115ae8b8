"""An order as a program or a page writes it down: bounded where it comes in. Pure.

Unknown fields are refused, and a refusal never repeats a value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationError

from tutela.law.durations import Duration
from tutela.law.errors import LawError
from tutela.law.places import MEMBER_STATES
from tutela.orders import targets
from tutela.orders.errors import OrderFieldsInvalid
from tutela.orders.model import UNION, WORLD, Article, Facts
from tutela.platform.invalid import first_problem
from tutela.reporting.words import Instant, Value, one_line, plain

if TYPE_CHECKING:
    from datetime import datetime

LARGEST = 4 * 1024 * 1024  # bytes of JSON: ten thousand addresses of 400 signs
LONGEST_TEXT = 20_000
# What it is about, as the Commission's tables name it (2024/2835), in the category of minors.
CATEGORIES = (
    "CHILD_SEXUAL_ABUSE_MATERIAL",
    "CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE",
    "GROOMING_SEXUAL_ENTICEMENT_MINORS",
    "KEYWORD_OTHER",
)
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def _language(text: str) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise ValueError("must be a language as small letters (ISO 639), such as de")
    return text


def _place(text: str) -> str:
    found = text.upper()
    if found not in MEMBER_STATES | {UNION, WORLD}:
        raise ValueError(f"must be a Member State as two letters, {UNION} or {WORLD}")
    return found


def _category(text: str) -> str:
    if text and text not in CATEGORIES:
        raise ValueError(f"must be one of {', '.join(CATEGORIES)}, or empty")
    return text


Words = Annotated[str, StringConstraints(max_length=LONGEST_TEXT), AfterValidator(plain)]
Named = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(one_line)]
Optional = Annotated[str, StringConstraints(max_length=500), AfterValidator(one_line)]
Limit = Annotated[str, StringConstraints(max_length=20), AfterValidator(one_line)]
Absent = Annotated[Instant | None, BeforeValidator(lambda value: value or None)]


class OrderForm(Value):
    """What somebody writes of an order. `targets` are lines as `targets.read` takes them."""

    article: Article
    issuer: Named
    reference: Named
    language: Annotated[str, AfterValidator(_language)]
    scope: tuple[Annotated[str, AfterValidator(_place)], ...] = Field(default=(), max_length=29)
    issued_at: Instant
    received_at: Absent = None
    targets: tuple[Annotated[str, StringConstraints(max_length=8192)], ...] = Field(
        default=(), max_length=100_000
    )
    legal_basis: Words = ""
    reasons: Words = ""
    redress: Words = ""
    information: Words = ""
    report_to: Optional = ""
    translated: bool = False
    category: Annotated[str, AfterValidator(_category)] = ""
    due_at: Absent = None
    time_limit: Limit = ""
    withheld_until: Absent = None
    withheld_ground: Words = ""


def parse(data: bytes) -> OrderForm:
    """The form from JSON. Raises OrderFieldsInvalid."""
    if len(data) > LARGEST:
        raise OrderFieldsInvalid(problem=f"it is larger than {LARGEST:,} bytes")
    try:
        return OrderForm.model_validate_json(data)
    except ValidationError as error:
        raise OrderFieldsInvalid(problem=first_problem(error)) from None


def from_fields(fields: dict[str, object]) -> OrderForm:
    """The form from a page's fields. Raises OrderFieldsInvalid."""
    try:
        return OrderForm.model_validate(fields)
    except ValidationError as error:
        raise OrderFieldsInvalid(problem=first_problem(error)) from None


def facts(form: OrderForm, received_at: datetime, now: datetime) -> Facts:
    """The form as facts. `received_at` is when it came in, unless the form says so.

    Raises OrderFieldsInvalid, TargetInvalid and TooManyTargets.
    """
    received = form.received_at or received_at
    if received > now:
        raise OrderFieldsInvalid(problem="received_at: it lies ahead")
    if form.withheld_until and not form.withheld_ground:
        raise OrderFieldsInvalid(
            problem="withheld_ground: say on what ground the user must not be told yet"
        )
    return Facts(
        article=form.article,
        issuer=form.issuer,
        reference=form.reference,
        language=form.language,
        scope=tuple(dict.fromkeys(form.scope)),
        issued_at=form.issued_at,
        received_at=received,
        targets=targets.read(form.targets),
        legal_basis=form.legal_basis,
        reasons=form.reasons,
        redress=form.redress,
        information=form.information,
        report_to=form.report_to,
        translated=form.translated,
        category=form.category,
        due_at=_due(form, received),
        withheld_until=form.withheld_until,
        withheld_ground=form.withheld_ground,
    )


def _due(form: OrderForm, received: datetime) -> datetime | None:
    """The end of the time limit that the order sets: an instant, or so long after its receipt."""
    if form.due_at or not form.time_limit:
        return form.due_at
    try:
        return Duration.parse(form.time_limit).after(received)
    except LawError:
        raise OrderFieldsInvalid(
            problem="time_limit: write it as PT24H (24 hours) or P3D (3 days)"
        ) from None

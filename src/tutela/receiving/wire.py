"""What providers and authorities say to the Centre, and it to them, read strictly. Pure.

Sizes are bounded by the message, counts and texts here.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AfterValidator, StringConstraints, ValidationError

from tutela.federation.wire import Instant  # noqa: TC001 - read by pydantic
from tutela.receiving.model import Outcome
from tutela.reporting.centre.model import Finding
from tutela.reporting.centre.wire import Body, Id, Number, Words
from tutela.reporting.national.annex3_form import Form
from tutela.reporting.words import one_line
from tutela.signals.model import DIGITS, SignalKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from uuid import UUID

MOST_ITEMS: Final = 5000
_NAME = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(one_line)]
_FINDINGS = frozenset(Finding)
_OUTCOMES = frozenset(Outcome)


def _finding(given: str) -> str:
    if given not in _FINDINGS:
        raise ValueError("it must be one of the findings")
    return given


def _outcome(given: str) -> str:
    if given not in _OUTCOMES:
        raise ValueError("it must be one of the outcomes")
    return given


class Filed(Body):
    """A report (Article 12, Annex III)."""

    form: dict[str, Any]


class Answer(Body):
    """What a provider answers to a question."""

    report: Id
    question: Id
    words: Words


class Forwarded(Body):
    """A report that the Centre passes to an authority (Article 48(3))."""

    number: Number
    provider: _NAME
    form: dict[str, Any]
    reason: Words


class Assessed(Body):
    """What an authority found of an item (Article 36(3))."""

    number: Number
    item: Id
    finding: Annotated[str, AfterValidator(_finding)]
    reason: Words


class Concluded(Body):
    """What came of a report (Article 83(2)(a))."""

    number: Number
    outcome: Annotated[str, AfterValidator(_outcome)]
    reason: Words


class HoldAsked(Body):
    """Until when an authority asks that the user be not told, and why (Article 48(6))."""

    number: Number
    until: Instant
    reason: Words


class HoldEnded(Body):
    """That the user may be told before that."""

    number: Number
    reason: Words


class UserTold(Body):
    """That a provider told the user of a report, or had told them already."""

    report: Id
    at: Instant


class UserKnows(Body):
    """The same as the Centre passes it on."""

    number: Number
    at: Instant


def read_form(given: Mapping[str, Any]) -> Form | None:
    """The form of a report; None where it is none, or names an item or a fingerprint wrongly."""
    values = {key: value for key, value in given.items() if key != "schema"}
    try:
        form = Form.model_validate_json(json.dumps(values | {"schema_id": given.get("schema")}))
    except (ValidationError, RecursionError, ValueError):
        return None
    ids = {one.id for one in form.content}
    if len(ids) != len(form.content) or len(ids) > MOST_ITEMS:
        return None
    try:
        list(signals(form))
    except ValueError:
        return None
    return form


def signals(form: Form) -> Iterator[tuple[UUID, SignalKind, bytes]]:
    """The fingerprints of each item. Raises ValueError for what is none."""
    for item in form.content:
        for name, value in item.digests.each():
            kind = SignalKind(name.lower())
            if len(value) != DIGITS[kind]:
                raise ValueError("a fingerprint has another length")
            yield item.id, kind, bytes.fromhex(value)

"""What keeps a report from leaving as a national pack: everything at once, in sentences. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.reporting.model import ReportKind
from tutela.reporting.national.naming import item_names
from tutela.reporting.national.sealing import LIMIT
from tutela.reporting.national.where import member_states
from tutela.reporting.plugin import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutela.reporting.model import Report
    from tutela.reporting.national.options import NationalOptions

_ADDRESS = (
    "The provider's address is missing. A police office must know who writes: add it to the "
    "recipient."
)
_REPRESENTATIVE = (
    "The provider is outside the Union and names no representative in it. Add one to the recipient."
)
_NOTHING = (
    "There is no item in the report, and neither a description nor a message says what happened. "
    "Add one of them."
)
_EARLIER = (
    "This report follows an earlier one, but the recipient's reference of that one is not known. "
    "Mark the earlier report as sent first."
)
_KEY = (
    "Items are attached, but the recipient has no age key to seal them to. Add the key, or send "
    "the report without media."
)
_KEPT = "The bytes of {name} are not kept here, so they cannot be attached. Choose it again."
_LARGE = "The attached items are {size} bytes together; a pack takes {limit}. Attach fewer."


def problems(report: Report, options: NationalOptions) -> tuple[Problem, ...]:
    """Everything that keeps `report` from being handed out."""
    return (*_provider(report), *_substance(report), *_media(report, options))


def _provider(report: Report) -> Iterator[Problem]:
    who = report.provider
    if who.address is None:
        yield Problem("provider-address-missing", "provider.address", _ADDRESS)
    outside = who.country is not None and who.country not in member_states()
    if outside and who.representative is None:
        yield Problem("representative-missing", "provider.representative", _REPRESENTATIVE)


def _substance(report: Report) -> Iterator[Problem]:
    told = report.details
    if not (report.items or told.description or told.messages):
        yield Problem("nothing-reported", "details.description", _NOTHING)
    if report.kind is not ReportKind.FIRST and not report.earlier:
        yield Problem("earlier-report-missing", "earlier", _EARLIER)


def _media(report: Report, options: NationalOptions) -> Iterator[Problem]:
    if report.attached and options.age_key is None:
        yield Problem("age-key-missing", "recipient.age_key", _KEY)
    names = item_names(report)
    for item in report.attached:
        if not item.kept:
            sentence = _KEPT.format(name=names[item.id])
            yield Problem("media-not-kept", f"items.{item.id}.attach", sentence)
    size = sum(item.size for item in report.attached)
    if size > LIMIT:
        sentence = _LARGE.format(size=size, limit=LIMIT)
        yield Problem("pack-media-too-large", "items", sentence)

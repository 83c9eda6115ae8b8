"""What must hold for every kind of recipient. Plug-in authors run it on theirs:

    for fault in contract.verify(MyKind(), my_recipient):
        print(fault)

or, one test a promise: `@pytest.mark.parametrize("check", contract.CHECKS)`. That a delivery can be
killed at any step needs a node and a simulator: see docs/how-to/recipients.md.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from tutela.law.durations import Duration
from tutela.law.model import Finding, SurfaceKind
from tutela.reporting.details import Details, Message, Suspect
from tutela.reporting.model import (
    Contact,
    Digests,
    Environment,
    Match,
    Provider,
    Reference,
    Report,
    ReportedItem,
    ReportKind,
    Technology,
    Verdict,
    Viewing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutela.reporting.plugin import Recipient, RecipientKind

# Words that stand in for what is personal: no problem, title or file name may repeat them.
CANARIES = ("canary-account", "canary-text", "canary-screen-name")
_NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")


class BrokenPromise(AssertionError):
    """A kind of recipient does not do what its contract says."""


def samples(recipient: Recipient) -> tuple[Report, ...]:
    """Reports that any kind must cope with: full, empty, without items, a correction."""
    full = _report(recipient)
    return (
        full,
        full.model_copy(update={"items": (), "details": Details(), "account": ""}),
        full.model_copy(update={"items": ()}),
        full.model_copy(
            update={
                "kind": ReportKind.CORRECTION,
                "earlier": (Reference(report_id=UUID(int=9), number="4711"),),
            }
        ),
    )


def it_says_what_it_is(kind: RecipientKind, recipient: Recipient) -> None:
    """Its id is lower case with hyphens, its title is one line, its foreign duty is readable."""
    del recipient
    _hold(_CODE.fullmatch(kind.id) is not None, "the id is not lower-case words with hyphens")
    _hold(kind.title.isprintable() and bool(kind.title.strip()), "the title is not one line")
    if kind.preservation is not None:
        Duration.parse(kind.preservation)
        _hold(bool(kind.preservation_source), "a duty of preservation names no source")


def it_takes_its_own_options(kind: RecipientKind, recipient: Recipient) -> None:
    """The options are of its own model, and survive being stored."""
    _hold(isinstance(recipient.options, kind.options), "the options are of another model")
    stored = recipient.options.model_dump(mode="json", exclude_unset=True)
    again = kind.options.model_validate(stored)
    _hold(again == recipient.options, "the options do not survive being stored")


def checking_is_repeatable(kind: RecipientKind, recipient: Recipient) -> None:
    """The same report has the same problems, each a sentence with a code and a field."""
    for report in samples(recipient):
        found = list(kind.check(report, recipient))
        _hold(found == list(kind.check(report, recipient)), "two checks found different problems")
        for one in found:
            _hold(_CODE.fullmatch(one.code) is not None, f"the code {one.code!r} is no code")
            _hold(bool(one.path), "a problem names no field")
            _hold(one.sentence.rstrip().endswith((".", "!", "?")), "a problem is no sentence")


def problems_quote_nothing(kind: RecipientKind, recipient: Recipient) -> None:
    """No problem repeats what a report says about somebody."""
    for report in samples(recipient):
        for one in kind.check(report, recipient):
            said = f"{one.code} {one.path} {one.sentence}"
            _hold(not any(word in said for word in CANARIES), "a problem quotes the report")


def every_report_can_be_read(kind: RecipientKind, recipient: Recipient) -> None:
    """Whatever is wrong with a report, there is a document for a person to read."""
    for report in samples(recipient):
        found = kind.documents(report, recipient)
        _hold(bool(found), "there is nothing to read")
        _hold(any(one.data for one in found), "the documents are empty")


def documents_are_repeatable(kind: RecipientKind, recipient: Recipient) -> None:
    """The same report gives the same bytes."""
    for report in samples(recipient):
        first, second = kind.documents(report, recipient), kind.documents(report, recipient)
        _hold(list(first) == list(second), "the same report gave two documents")


def file_names_are_harmless(kind: RecipientKind, recipient: Recipient) -> None:
    """Names are plain, differ from each other, and tell nothing about anybody."""
    for report in samples(recipient):
        names = [one.name for one in kind.documents(report, recipient)]
        _hold(len(set(names)) == len(names), "two documents have one name")
        _hold(all(_NAME.fullmatch(name) for name in names), "a name is not plain")
        _hold(not any(word in name for name in names for word in CANARIES), "a name tells")
        types = [one.media_type for one in kind.documents(report, recipient)]
        _hold(all(_MEDIA_TYPE.fullmatch(one) for one in types), "a media type is none")


CHECKS: tuple[Callable[[RecipientKind, Recipient], None], ...] = (
    it_says_what_it_is,
    it_takes_its_own_options,
    checking_is_repeatable,
    problems_quote_nothing,
    every_report_can_be_read,
    documents_are_repeatable,
    file_names_are_harmless,
)


def verify(kind: RecipientKind, recipient: Recipient) -> list[str]:
    """The promises this kind breaks, a sentence each; empty when it keeps them all."""
    return list(_faults(kind, recipient))


def _faults(kind: RecipientKind, recipient: Recipient) -> Iterator[str]:
    for check in CHECKS:
        try:
            check(kind, recipient)
        except BrokenPromise as broken:
            yield f"{kind.id}: {check.__name__}: {broken}."
        except Exception as failure:  # noqa: BLE001 - the report goes on with the next promise
            yield f"{kind.id}: {check.__name__}: raises {type(failure).__name__}."


def _report(recipient: Recipient) -> Report:
    return Report(
        id=UUID(int=1),
        kind=ReportKind.FIRST,
        environment=Environment.SIMULATOR,
        demo=True,
        node_id=UUID(int=2),
        service_id=recipient.service_id,
        service_title="Example service",
        case_id=UUID(int=3),
        account="canary-account",
        profile="",
        made_at=_NOW,
        opened_at=_NOW - timedelta(hours=1),
        provider=Provider(name="Example", contact=Contact(email="safety@example.org")),
        items=(_item(4, Viewing.NOBODY), _item(5, Viewing.WHOLE)),
        details=Details(
            description="canary-text",
            suspects=(Suspect(screen_name="canary-screen-name"),),
            messages=(Message(sender="canary-account", text="canary-text"),),
        ),
    )


def _item(number: int, viewing: Viewing) -> ReportedItem:
    technology = Technology(id=UUID(int=6), name="matching", version="1")
    return ReportedItem(
        id=UUID(int=number),
        surface="uploads",
        surface_kind=SurfaceKind.HOSTING,
        account="canary-account",
        external_id="canary-text",
        received_at=_NOW - timedelta(hours=2),
        media_type="image/png",
        size=1000,
        digests=Digests(md5="0" * 32, sha1="1" * 40, sha256="2" * 64, pdq="3" * 64),
        matches=(
            Match(
                indicator_id=UUID(int=7),
                bank="demo",
                source="a photographer",
                scheme="tutela-demo",
                label="stand-in",
                exact=True,
                distance=0,
                technology=technology,
                legal_basis="the operator's own pictures",
                profile="",
                demo=True,
            ),
        ),
        verdict=Verdict(
            decision_id=UUID(int=8),
            finding=Finding.CONFIRMED,
            scheme="tutela-demo",
            label="stand-in",
            reason="the listed picture",
            decided_at=_NOW - timedelta(hours=1),
            decided_by="account:1",
            second_by=None,
            second_at=None,
        ),
        viewing=viewing,
        viewed_at=_NOW - timedelta(hours=1) if viewing.viewed else None,
        restricted=True,
        kept=True,
    )


def _hold(holds: bool, fault: str) -> None:  # noqa: FBT001
    if not holds:
        raise BrokenPromise(fault)

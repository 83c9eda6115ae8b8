"""Banks: what each is for, who gave what, counted. Never a value, never a list of entries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from uuid import UUID  # noqa: TC003 - read by FastAPI

from fastapi import APIRouter, Depends, Request

from tutela.detection.survey import suppressed_items
from tutela.indicators.errors import BankUnknown
from tutela.indicators.model import NODE_WIDE, IndicatorState
from tutela.indicators.service import list_banks, open_indicator, show_bank
from tutela.indicators.standing import standing
from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.signals.model import SignalKind
from tutela.texts.phrase import phrase, word
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.bank_entry import entry_view
from tutela.web.pages.words import short
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from tutela.indicators.model import Bank, BankView, BatchCount, SourceCount

router = APIRouter(include_in_schema=False)
Reading = Annotated[Session, Depends(needs(Permission.BANK_READ))]
DAYS = 14
PURPOSE = phrase("see who vouches for an entry")

KINDS = {
    SignalKind.MD5: "MD5",
    SignalKind.SHA1: "SHA-1",
    SignalKind.SHA256: "SHA-256",
    SignalKind.PDQ: "PDQ",
    SignalKind.URL: "URL",
}


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One import or addition: where from, when, and what became of its entries."""

    short: str
    source: str
    added_at: datetime
    active: int
    verified: int
    proposed: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class BankPage:
    """One bank in words and counts."""

    name: str
    purpose: str
    sentence: str
    used_by: str
    enabled: bool
    demo: bool
    radius: int
    dihedral: bool
    active: int
    verified: int
    proposed: int
    withdrawn: int
    fingerprints: tuple[tuple[str, int], ...]
    last_import: datetime | None
    sources: tuple[SourceCount, ...]
    batches: tuple[BatchLine, ...]


@router.get("/banks")
def banks(request: Request, session: Reading) -> Response:
    """Every bank with its counts."""
    node, actor = program_of(request).node, session.actor
    found = [_page(show_bank(node, actor, one.name)) for one in list_banks(node, actor)]
    return templates.page(request, "banks.html", banks=found)


@router.get("/banks/{name}/entries/{indicator_id:uuid}")
def entry(request: Request, session: Reading, name: str, indicator_id: UUID) -> Response:
    """One entry: who vouches for it, its history, what people found. The look is recorded."""
    _require_printable(name)
    node, actor = program_of(request).node, session.actor
    found = open_indicator(node, actor, name, indicator_id, purpose=PURPOSE)
    return templates.page(request, "bank_entry.html", entry=entry_view(node, actor, found))


@router.get("/banks/{name}")
def bank(request: Request, session: Reading, name: str) -> Response:
    """One bank: its terms, sources and latest batches."""
    _require_printable(name)
    node, actor = program_of(request).node, session.actor
    view = show_bank(node, actor, name)
    suppressed = None
    if view.bank.allows:
        suppressed = suppressed_items(node, actor, name, days=DAYS)
    return templates.page(
        request,
        "bank.html",
        bank=_page(view),
        suppressed=suppressed,
        number_of_days=DAYS,
        files=standing(node, view.bank),
    )


def _require_printable(name: str) -> None:
    if not name.isprintable():
        raise BankUnknown(bank=repr(name))  # the database would stumble over it


def _page(view: BankView) -> BankPage:
    one = view.bank
    return BankPage(
        name=one.name,
        purpose=word(one.purpose.value),
        sentence=one.purpose.sentence,
        used_by=_used_by(one),
        enabled=one.enabled,
        demo=one.demo,
        radius=one.radius,
        dihedral=one.dihedral,
        active=view.states[IndicatorState.ACTIVE],
        verified=view.states[IndicatorState.VERIFIED],
        proposed=view.states[IndicatorState.PROPOSED],
        withdrawn=view.states[IndicatorState.WITHDRAWN],
        fingerprints=tuple((KINDS[kind], number) for kind, number in view.fingerprints.items()),
        last_import=view.last_import,
        sources=view.sources,
        batches=tuple(_batch(one) for one in view.batches),
    )


def _used_by(one: Bank) -> str:
    return phrase("every service of this node") if one.service_id == NODE_WIDE else one.service_id


def _batch(one: BatchCount) -> BatchLine:
    return BatchLine(
        short=short(one.batch_id),
        source=one.source,
        added_at=one.added_at,
        active=one.states[IndicatorState.ACTIVE],
        verified=one.states[IndicatorState.VERIFIED],
        proposed=one.states[IndicatorState.PROPOSED],
        withdrawn=one.states[IndicatorState.WITHDRAWN],
    )

"""Misuse: who stands out, with the figures by which a person judges them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Request, Response

from tutela.platform.accounts.model import Session
from tutela.platform.permissions import Permission
from tutela.redress.complaints.model import Whose
from tutela.redress.misuse import assessing
from tutela.redress.misuse.model import Kind
from tutela.redress.notices.model import NoticeKind
from tutela.redress.notices.public_words import KINDS
from tutela.texts.phrase import phrase, several
from tutela.web import templates
from tutela.web.access import needs
from tutela.web.pages.words import ago
from tutela.web.program import program_of

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.redress.misuse.assessing import Standing
    from tutela.redress.misuse.model import Count
    from tutela.web.pages.words import Moment

router = APIRouter(include_in_schema=False)
PATH = "/misuse"
Reading = Annotated[Session, Depends(needs(Permission.MISUSE_READ))]


@dataclass(frozen=True, slots=True)
class StandingLine:
    """One party as the page shows it: the facts that the law asks a person to weigh."""

    name: str
    account: bool
    service: str
    kind: str
    misused: int
    share: str
    sorts: tuple[tuple[str, int], ...]
    danger: str
    last: Moment
    out: bool


@router.get(PATH)
def misuse(request: Request, session: Reading) -> Response:
    """Who stands out, and everybody else of whom misuse was recorded."""
    node = program_of(request).node
    now, settings = node.clock.now(), node.settings
    lines = [line_of(one, now) for one in assessing.list_standing(node, session.actor)]
    return templates.page(
        request,
        "misuse.html",
        lines=lines,
        rule=phrase(
            "Somebody stands out with {least} or more within {days} days that are {percent} % or "
            "more of what they gave; an account with {content} or more confirmed items. These "
            "numbers are settings of this node; the law sets none.",
            least=settings.misuse_least,
            days=settings.misuse_days,
            percent=settings.misuse_percent,
            content=settings.misuse_content,
        ),
    )


def line_of(one: Standing, now: datetime) -> StandingLine:
    """A party in words."""
    count = one.count
    return StandingLine(
        name=one.name,
        account=bool(count.party.account),
        service=count.party.service_id,
        kind=count.kind.words,
        misused=count.misused,
        share=_share(count),
        sorts=tuple((_sort(count.kind, sort), number) for sort, number in count.sorts.items()),
        danger=_danger(count),
        last=ago(count.last_at, now),
        out=one.out,
    )


def _danger(count: Count) -> str:
    if not count.danger:
        return ""
    return several(
        count.danger,
        "{n} of them said that somebody is in danger",
        "{n} of them said that somebody is in danger",
    )


def _share(count: Count) -> str:
    if count.percent is None:
        return phrase("only the platform knows how much it shared")
    return phrase("{percent} % of {given} decided", percent=count.percent, given=count.given)


def _sort(kind: Kind, sort: str) -> str:
    """What a part of the count was about; the label of an item is data."""
    if kind is Kind.NOTICES:
        return KINDS[NoticeKind(sort)]
    return Whose(sort).words if kind is Kind.COMPLAINTS else sort

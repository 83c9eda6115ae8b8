"""Taking in what somebody gave notice of at the public door: each of its addresses is a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutela.hotline import moves, sealing, store, taking
from tutela.platform.permissions import Permission
from tutela.redress.notices import deciding as notices

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.hotline.taking import Taken
    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.notices.model import Place


def take_notice(node: Node, actor: Actor, notice_id: UUID) -> list[Taken]:
    """Takes the addresses of a notice in, each with its words; which case each is in. The same
    notice again is no further report. Whoever gave it is not named, and hears of it as of any
    notice: by its decision.

    Raises HotlineNeedsPerson, NotHotline, Forbidden, AddressInvalid, and NoticeUnknown.
    """
    moves.require(node, actor, Permission.HOTLINE_WORK)
    one = notices.show_notice(node, actor, notice_id, purpose="take its addresses in")
    words = f"{_mark(notice_id)}\n{one.reasons}"[: moves.LONGEST_WORDS]
    with node.work(actor, purpose="take the addresses of a notice in") as work:
        return [
            _before(work, place, notice_id)
            or taking.take(work, place.given, words, urgent=one.danger)
            for place in one.places
        ]


def _before(work: Work, place: Place, notice_id: UUID) -> Taken | None:
    """The case of an address that this notice was taken into before."""
    known = store.by_address(work.connection, taking.digest_of(work.node, place.given))
    stored = store.find(work.connection, known, locked=True) if known else None
    if stored is None or stored.wrapped_key is None:
        return None
    seal = sealing.Seal(work.node, stored.line.id, stored.wrapped_key)
    said = (
        seal.open(f"step:{step.id}", step.words).decode()
        for step in store.steps(work.connection, stored.line.id)
        if step.words and step.event in taking.REPORTS
    )
    if any(one.startswith(_mark(notice_id)) for one in said):
        return taking.Taken(stored.line.id, known=True)
    return None


def _mark(notice_id: UUID) -> str:
    return f"notice {notice_id}"

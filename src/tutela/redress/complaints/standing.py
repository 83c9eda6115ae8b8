"""What whoever may complain sees, by the link of a statement or the code of a notice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.platform import codes
from tutela.platform.approvals import alone
from tutela.redress.complaints import clocks, lodging, store
from tutela.redress.complaints.model import State
from tutela.redress.complaints.public_letter import (
    COME_BACK,
    HEARD,
    LOOKS_AGAIN,
    REDRESS,
    STANDS,
    result,
    waits,
)
from tutela.redress.notices import store as notices
from tutela.redress.notices.public_errors import CodeUnknown
from tutela.texts.phrase import day

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.node import Node
    from tutela.redress.complaints.model import Complaint


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a complaint is taken, until what day, and how the one that was made stands.

    `title` and `texts` are of a complaint; nothing of them where none was made.
    """

    may: bool = True
    until: str = ""
    title: str = ""
    texts: tuple[str, ...] = ()
    told: str = ""
    received_at: datetime | None = None
    decided_at: datetime | None = None
    alone: bool = False  # one person works here

    @property
    def heard(self) -> str:
        """Who answers a complaint that is made here."""
        return HEARD[self.alone]

    @property
    def come_back(self) -> str:
        """Who answers the one that was made, and where the answer stands."""
        return COME_BACK[self.alone]

    @property
    def made(self) -> bool:
        """Whether there is a complaint."""
        return self.received_at is not None


def of_link(node: Node, code: str) -> Standing:
    """How it stands about the statement of a link. Raises LinkUnknown."""
    now = node.clock.now()
    with node.read() as connection:
        about = lodging.statement_of(connection, code, now)
        one = store.about(connection, about.statement.id)
        single = alone.in_force(connection)
    if one:
        return _of(one, single=single)
    return _open(lodging.takes(about), lodging.closes_at(about), now, single=single)


def of_code(node: Node, code: str) -> Standing:
    """How it stands about the notice of a code. Raises CodeUnknown."""
    now = node.clock.now()
    with node.read() as connection:
        about = notices.by_code(connection, codes.digest(code))
        one = store.about(connection, about.id) if about else None
        single = alone.in_force(connection)
    if about is None:
        raise CodeUnknown
    if one:
        return _of(one, single=single)
    return _open(lodging.notice_takes(about), lodging.notice_closes_at(about), now, single=single)


def _open(
    takes: bool,  # noqa: FBT001
    closes: datetime | None,
    now: datetime,
    *,
    single: bool,
) -> Standing:
    """The last whole day on which a complaint is taken; none while the time has not begun."""
    until = day((closes - clocks.GRACE).date()) if closes else ""
    return Standing(takes and lodging.is_open(closes, now), until, alone=single)


def _of(one: Complaint, *, single: bool) -> Standing:
    texts: tuple[str, ...] = (result(one), *REDRESS) if one.outcome else ()
    if one.waits and one.paused_until:
        texts = (waits(one.paused_until),)
    return Standing(
        may=False,
        title=LOOKS_AGAIN if single and one.state is State.PROPOSED else STANDS[one.state],
        texts=texts,
        told=one.told if one.outcome else "",
        received_at=one.received_at,
        decided_at=one.decided_at,
        alone=single,
    )

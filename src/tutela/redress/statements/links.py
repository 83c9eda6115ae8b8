"""Links for whoever a statement is about: they have no account here, so the link is the key.

A link has 140 random bits. Only its hash is kept, and the message that carries it lies sealed until
it has arrived. It opens as long as one may complain, and a month more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from tutela.platform import codes
from tutela.platform.actor import NODE
from tutela.redress.statements import store, store_links
from tutela.redress.statements.deadline import complain_until
from tutela.redress.statements.public_errors import LinkUnknown

if TYPE_CHECKING:
    from datetime import datetime

    from tutela.platform.node import Node
    from tutela.platform.work import Work
    from tutela.redress.statements.model import Statement

PATH: Final = "/public/statements/"
LONGER: Final = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link leads to; `over_since` is set where its reader was told that it is over."""

    statement: Statement
    over_since: datetime | None


def new_link(work: Work, one: Statement) -> str | None:
    """A new link to a statement; None where the node does not know its own address."""
    origin = work.node.settings.pages_origin
    return f"{origin}{new_path(work, one)}" if origin else None


def new_path(work: Work, one: Statement) -> str:
    """The same without the node's address, which comes before it."""
    code = codes.new_code().reveal()
    until = complain_until(work.now) + LONGER
    store_links.add(work.connection, codes.digest(code), one, work.now, until)
    return f"{PATH}{code}"


def open_link(node: Node, code: str) -> Opened:
    """The statement that a link leads to. Nothing is noted of whoever reads it. Raises LinkUnknown.

    That it is over is said only if the letter that says so has left.
    """
    with node.read() as connection:
        found = store_links.find(connection, codes.digest(code), node.clock.now())
        one = store.find(connection, found) if found else None
        if one is None:
            raise LinkUnknown
        after = store.find(connection, one.ended_by_id) if one.ended_by_id else None
    told = after is not None and after.issued_at is not None
    return Opened(one, one.ended_at if told else None)


def forget_due(node: Node) -> None:
    """Deletes links to statements whose time is over."""
    with node.work(NODE, purpose="forget links to statements") as work:
        store_links.forget(work.connection, work.now)

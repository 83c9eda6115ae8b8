"""Reading what users were told: in lists, and one statement whole, which the log notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tutela.detection import mailboxes
from tutela.platform import languages
from tutela.platform.audit.model import Event
from tutela.platform.permissions import Permission
from tutela.redress.statements import store_reading, store_withholding
from tutela.redress.statements.errors import StatementUnknown
from tutela.redress.statements.public_letter import letter
from tutela.texts import reading as readers

if TYPE_CHECKING:
    from uuid import UUID

    from tutela.platform.actor import Actor
    from tutela.platform.node import Node
    from tutela.redress.statements.model import Told, Withholding
    from tutela.redress.statements.public_letter import Said
    from tutela.redress.statements.store_reading import Which

LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """One statement with its letter, as the user has it and as whoever looks reads it; without any
    once it was erased.

    `mailbox_known`: whether it is known where the account reads e-mail; not where.
    """

    told: Told
    sent: Said | None
    read: Said | None
    mailbox_known: bool


def list_statements(node: Node, actor: Actor, which: Which) -> list[Told]:
    """The latest statements of those meant, the latest first. Raises Forbidden."""
    actor.require(Permission.STATEMENT_READ)
    with node.read() as connection:
        return store_reading.statements(connection, which, LISTED)


def of_case(node: Node, actor: Actor, case_id: UUID) -> tuple[list[Told], list[Withholding]]:
    """What the user was told of a case's items, oldest first, and what holds back the rest; nothing
    for whoever may not see it.

    The look at the case is in the log already.
    """
    if not actor.may(Permission.STATEMENT_READ):
        return [], []
    with node.read() as connection:
        found = store_reading.of_case(connection, case_id, LISTED)
        return found, store_withholding.of_case(connection, case_id)


def of_notice(node: Node, actor: Actor, notice_id: UUID) -> list[Told]:
    """What users were told of what the platform removed after a notice, oldest first; nothing for
    whoever may not see it. The look at the notice is in the log already.
    """
    if not actor.may(Permission.STATEMENT_READ):
        return []
    with node.read() as connection:
        return store_reading.of_notice(connection, notice_id, LISTED)


def list_withholdings(node: Node, actor: Actor) -> list[Withholding]:
    """What holds back statements now, the first to end first. Raises Forbidden."""
    actor.require(Permission.STATEMENT_READ)
    with node.read() as connection:
        return store_withholding.all_running(connection, LISTED)


def show(node: Node, actor: Actor, statement_id: UUID, *, purpose: str) -> Shown:
    """One statement with its letter; the look is recorded. Raises Forbidden, StatementUnknown."""
    actor.require(Permission.STATEMENT_READ)
    with node.work(actor, purpose=purpose) as work:
        told = store_reading.find(work.connection, statement_id)
        if told is None:
            raise StatementUnknown(statement=statement_id)
        one = told.statement
        work.record(
            Event.STATEMENT_VIEW,
            subject=("statement", one.id),
            service_id=one.service_id,
            case=str(one.case_id),
        )
        known = mailboxes.is_known(work.connection, one.service_id, told.account_ref)
    if one.erased_at:
        return Shown(told, None, None, known)
    sent = languages.for_anybody(node.settings, one.language)
    return Shown(told, letter(one.facts, sent), letter(one.facts, readers.catalogue()), known)
